"""Kinds of entries and items, and roles of accounts, in both languages."""

from __future__ import annotations

from tieout.refusal import Wording

KINDS: dict[str, Wording] = {
    "invoice": Wording("发票", "invoice"),
    "debit_note": Wording("补收单", "debit note"),
    "credit_note": Wording("红字单据", "credit note"),
    "receipt": Wording("收款", "receipt"),
    "prepayment": Wording("预收款", "prepayment"),
    "interest": Wording("利息", "interest"),
    "fee": Wording("费用", "fee"),
    "refund": Wording("退款", "refund"),
    "write_off": Wording("坏账核销", "write-off"),
    "recovery": Wording("坏账收回", "recovery"),
    "opening": Wording("期初余额", "opening balance"),
    "open_credit": Wording("期初贷项", "opening credit"),
    "open_advance": Wording("期初预收", "opening prepayment"),
    "bill": Wording("票据", "bill"),
    "transfer": Wording("转户", "transfer"),
    "exchange": Wording("汇兑差额", "exchange difference"),
    "revaluation": Wording("期末调汇", "revaluation"),
    "reversal": Wording("冲销", "reversal"),
    "discount": Wording("现金折扣", "cash discount"),
    "bank_fee": Wording("银行手续费", "bank fee"),
    "tolerance": Wording("收款尾差", "small difference"),
    "returned": Wording("收款退回", "money returned"),
}

# What a person can post on the form; the rest comes from verbs of their own.
POSTED_BY_HAND = (
    "invoice", "debit_note", "credit_note", "receipt", "prepayment", "interest", "fee",
)  # fmt: skip

ACCOUNTS: dict[str, Wording] = {
    "receivable": Wording("应收账款", "Accounts receivable"),
    "bills": Wording("应收票据", "Bills receivable"),
    "advance": Wording("合同负债（预收）", "Contract liabilities (advances)"),
}


def kind_in_words(kind: str) -> Wording:
    """The kind of an entry or item as people say it."""
    return KINDS[kind]
