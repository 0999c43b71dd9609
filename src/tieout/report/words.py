"""The words of every output, in Chinese and English: one word per thing, as in ``docs/glossary.md``."""

from __future__ import annotations

from tieout.refusal import Wording
from tieout.sentences import CLASS_NAMES

NEXT_STEPS = {
    "missing_theirs": Wording(
        "把单据发给对方，请对方补记", "Send them the documents and ask them to book"
    ),
    "missing_ours": Wording(
        "向对方要凭据，核实后我方补记", "Ask for their evidence, then book it on our side"
    ),
    "timing": Wording("下期会自行消除，到期再核一次", "Clears by itself; look again next period"),
    "amount": Wording(
        "对照原始单据，确认哪一方金额有误", "Compare the originals to see who is wrong"
    ),
    "tax_rounding": Wording("按约定尾差规则处理", "Settle by the agreed rounding rule"),
    "fee": Wording("确认手续费由谁承担并入账", "Agree who bears the fee, then book it"),
    "discount": Wording(
        "核对折扣条款，补记折扣或追回", "Check the terms; book or reclaim the discount"
    ),
    "duplicate_ours": Wording("我方冲销重复的一笔", "Reverse the second booking on our side"),
    "duplicate_theirs": Wording("请对方冲销重复的一笔", "Ask them to reverse the second booking"),
    "wrong_party": Wording("转到正确的往来单位", "Move it to the right party"),
    "sign": Wording("记反的一方更正方向", "The side that swapped it corrects it"),
    "transposition": Wording("录入有误的一方更正金额", "The side that mistyped it corrects it"),
    "partial": Wording("核对余下部分何时入账", "Find out when the rest will be booked"),
    "fx": Wording("统一汇率及取价日期", "Agree on the rate and its date"),
    "unknown": Wording("逐笔与对方核实", "Ask the other side line by line"),
}

SETTLEMENTS = {
    "missing_theirs": Wording("对方补记", "They book it"),
    "missing_ours": Wording("我方补记", "We book it"),
    "timing": Wording("下期自行消除", "Clears next period"),
    "amount": Wording("核对原始单据", "Compare the originals"),
    "tax_rounding": Wording("按约定的尾差规则", "Agreed rounding rule"),
    "fee": Wording("商定由谁承担", "Agree who bears it"),
    "discount": Wording("核对折扣条款", "Check discount terms"),
    "duplicate_ours": Wording("我方冲销重复", "We reverse one"),
    "duplicate_theirs": Wording("对方冲销重复", "They reverse one"),
    "wrong_party": Wording("转到正确的单位", "Move to the right party"),
    "sign": Wording("记反的一方更正", "Correct the swapped side"),
    "transposition": Wording("录错的一方更正", "Correct the mistyped side"),
    "partial": Wording("核对余下部分", "Find the remaining part"),
    "fx": Wording("统一汇率", "Agree on the rate"),
    "unknown": Wording("双方核实", "Both sides check"),
}

STATUS_NAMES = {
    "auto": Wording("已匹配", "Matched"),
    "suggested": Wording("建议匹配", "Suggested"),
    "ambiguous": Wording("有歧义", "Ambiguous"),
}

FIELD_NAMES = {
    "date": Wording("日期", "Date"),
    "due": Wording("到期日", "Due date"),
    "document": Wording("单据号", "Document"),
    "voucher": Wording("凭证号", "Voucher"),
    "order": Wording("订单号", "Order"),
    "text": Wording("摘要", "Text"),
    "kind": Wording("类型", "Kind"),
    "party": Wording("往来单位", "Party"),
    "currency": Wording("币种", "Currency"),
    "amount": Wording("金额", "Amount"),
    "debit": Wording("借方", "Debit"),
    "credit": Wording("贷方", "Credit"),
    "direction": Wording("方向", "Direction"),
    "balance": Wording("余额", "Balance"),
}

SIGN_NAMES = {
    "debit-credit": Wording("借方减贷方", "debit minus credit"),
    "credit-debit": Wording("贷方减借方（对方应付账）", "credit minus debit (a payables ledger)"),
    "signed": Wording("带正负号的金额", "signed amount"),
    "mirrored": Wording(
        "带正负号、方向相反（对方应付账）", "signed amount, mirrored (a payables ledger)"
    ),
    "direction": Wording("金额加方向列", "amount with a direction column"),
    "mirrored-direction": Wording(
        "金额加方向列、方向相反（对方应付账）", "amount with a direction column, mirrored"
    ),
}

TOTAL_NAMES = {
    "opening": Wording("期初余额", "Opening balance"),
    "closing": Wording("期末余额", "Closing balance"),
    "month": Wording("本月合计", "Month total"),
    "year": Wording("本年累计", "Year to date"),
    "total": Wording("合计", "Total"),
}

OURS = Wording("我方", "Ours")
THEIRS = Wording("对方", "Theirs")


def in_usual_order(columns: dict[str, str]) -> dict[str, str]:
    """Columns as a person lists them: date, numbers, text, amounts."""
    order = {field: place for place, field in enumerate(FIELD_NAMES)}
    return dict(sorted(columns.items(), key=lambda pair: order.get(pair[0], len(order))))


def class_name(kind: str, language: str) -> str:
    return CLASS_NAMES[kind].within(language)


def field_name(field: str, language: str) -> str:
    """The field's word; a field this release does not know is shown under its own id."""
    return FIELD_NAMES[field].within(language) if field in FIELD_NAMES else field


def sign_name(sign: str, language: str) -> str:
    return SIGN_NAMES[sign].within(language) if sign in SIGN_NAMES else sign
