"""Files of any layout to the four tables, through the reading child: headings name the columns."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pyarrow as pa

from tieout.cash.tables import ITEMS, PARTIES, RECEIPTS, REMITTANCES
from tieout.money import exponent_of
from tieout.reading.layout import Layout
from tieout.reading.table import (
    Column,
    Sheet,
    Table,
    currency_of,
    heading_at,
    open_sheets,
    plain,
    table_of,
)
from tieout.refusal import Refusal, Wording, refusal_of

Heads = dict[str, str]

_ITEM_HEADS: Heads = {
    "customer_code": "customercode customerno customerid customer 客户编码 客户编号 客户代码 kundennummer debitor partycode",
    "customer_name": "customername 客户名称 客户 购方名称 名称 kunde name",
    "document_number": "documentnumber documentno document invoicenumber invoiceno invoiceid invoice 单据号 单据编号 发票号 发票号码 凭证号 belegnummer rechnungsnummer",
    "document_date": "documentdate invoicedate date 单据日期 开票日期 发票日期 日期 belegdatum rechnungsdatum",
    "due_date": "duedate due 到期日 到期日期 应收日期 fällig faelligkeit fälligkeit",
    "open_amount": "openamount amountopen balance amount outstanding 未清金额 未收金额 余额 未核销金额 金额 offenerbetrag offen betrag",
    "currency": "currency ccy 币种 币别 währung",
    "order_number": "ordernumber orderno order po ponumber 订单号 订单编号 合同号 送货单号 bestellnummer",
    "text": "text description memo 摘要 备注 说明 buchungstext",
}
_RECEIPT_HEADS: Heads = {
    "date": "date bookingdate valuedate paymentdate 日期 交易日期 收款日期 入账日期 buchungsdatum datum valuta",
    "amount": "amount creditamount paymentamount 金额 收款金额 交易金额 贷方金额 收入金额 betrag",
    "currency": _ITEM_HEADS["currency"],
    "payer_name": "payername payer name counterparty debtor 付款人 付款方 对方户名 对方名称 付款人名称 户名 auftraggeber zahler",
    "payer_account": "payeraccount account iban counterpartyaccount 付款账号 付款人账号 对方账号 对方账户 konto kontonummer",
    "text": "text reference remittanceinformation purpose memo description 附言 摘要 用途 备注 verwendungszweck referenceinfo",
    "bank_reference": "bankreference endtoendid endtoendreference transactionid paymentid 流水号 银行流水号 交易流水号 bankreferenz",
}
_REMITTANCE_HEADS: Heads = {
    "bank_reference": _RECEIPT_HEADS["bank_reference"] + " receiptreference paymentnumber",
    "date": _RECEIPT_HEADS["date"],
    "payment_amount": "paymentamount totalpayment 付款总额 付款金额",
    "document_number": _ITEM_HEADS["document_number"] + " invoiceref",
    "amount_paid": "amountpaid paid amount 本次付款 支付金额 金额",
    "deduction_amount": "deductionamount deduction 扣款 扣款金额 abzug",
    "reason": "reason memo 原因 扣款原因 grund",
    "currency": _ITEM_HEADS["currency"],
}
_PARTY_HEADS: Heads = {
    "code": _ITEM_HEADS["customer_code"] + " code 编码 编号",
    "name": _ITEM_HEADS["customer_name"],
    "aliases": "aliases alias 别名 曾用名",
    "bank_accounts": "bankaccounts bankaccount accounts iban 银行账号 账号",
    "parent_code": "parentcode parent 上级编码 母公司编码 上级单位",
    "pays_for": "paysfor 代付 代付单位",
}  # fmt: skip
_DIGEST = b"sha256"
_TOP = 30  # rows in which a heading may stand
_LISTS = ("aliases", "bank_accounts", "pays_for")
_MONEY = ("open_amount", "amount", "payment_amount", "amount_paid", "deduction_amount")
_NUMBERS = ("document_number", "order_number", "payer_account", "bank_reference", "customer_code", "code", "parent_code")  # fmt: skip


def read_items(path: Path, *, currency: str | None = None) -> pa.Table:
    """Open items; refused without a column of open amounts or of document numbers."""
    needed = ("open_amount", "document_number")
    return _File(path, _ITEM_HEADS, needed).table(ITEMS, currency)


def read_receipts(path: Path, *, currency: str | None = None) -> pa.Table:
    """Receipts of the bank; refused without a column of amounts or of dates."""
    return _File(path, _RECEIPT_HEADS, ("amount", "date")).table(RECEIPTS, currency)


def read_remittances(path: Path) -> pa.Table:
    """Lines of remittance advices; refused without document numbers or amounts."""
    needed = ("document_number", "amount_paid")
    return _File(path, _REMITTANCE_HEADS, needed).table(REMITTANCES, None)


def read_parties(path: Path) -> pa.Table:
    """The master: aliases, accounts and links are parted by semicolons."""
    return _File(path, _PARTY_HEADS, ("code", "name")).table(PARTIES, None)


def read_all(
    items: Path,
    receipts: Path,
    remittance: Path | None,
    parties: Path | None,
    *,
    currency: str | None,
    meanwhile: Callable[[], None] = lambda: None,
) -> tuple[pa.Table, pa.Table, pa.Table | None, pa.Table | None]:
    """The files at once, each in a child of its own; the first refusal in this order counts.

    ``meanwhile`` is done while the children read.
    """
    with ThreadPoolExecutor(max_workers=4) as pool:
        first = pool.submit(read_items, items, currency=currency)
        second = pool.submit(read_receipts, receipts, currency=currency)
        third = pool.submit(read_remittances, remittance) if remittance else None
        fourth = pool.submit(read_parties, parties) if parties else None
        meanwhile()
        return (
            first.result(),
            second.result(),
            third.result() if third else None,
            fourth.result() if fourth else None,
        )


def digest_in(table: pa.Table) -> str:
    """SHA-256 of the file as it was read; empty where the table came from elsewhere."""
    said: dict[bytes, bytes] = table.schema.metadata or {}
    return said.get(_DIGEST, b"").decode()


class _File:
    def __init__(self, path: Path, heads: Heads, needed: tuple[str, ...]) -> None:
        grid = open_sheets(path)
        sheets = [sheet for sheet in grid.sheets if sheet.rows and not sheet.hidden]
        if not sheets:
            raise _refused("cash.empty", path.name)
        sheet = sheets[0]
        self.digest = grid.sha256
        self.found: Table = table_of(grid, sheet, layout=_heading(sheet, heads))
        self.columns = _columns(self.found, heads)
        for field in needed:
            if field not in self.columns:
                labels = ", ".join(column.name for column in self.found.columns)
                raise _refused("cash.no_column", self.found.place, field=field, labels=labels)

    def table(self, schema: pa.Schema, currency: str | None) -> pa.Table:
        totals = self.found.totals
        kept = [at for at in range(len(self.found.rows)) if at not in totals]
        usual = currency or "CNY"
        codes = self._currencies(usual) if "currency" in schema.names else []
        values: dict[str, list[Any]] = {}
        for field in schema.names:
            if field == "row":
                whole: list[Any] = list(self.found.rows)
            elif field == "currency":
                whole = codes
            else:
                whole = self._values(field, schema.field(field).type, codes)
            values[field] = [whole[at] for at in kept] if totals else whole
        return pa.table(values, schema=schema.with_metadata({_DIGEST: self.digest}))

    def _currencies(self, usual: str) -> list[Any]:
        columns = self.columns.get("currency")
        if not columns:
            return [usual] * len(self.found.rows)
        encoded = columns[0].encoded
        texts = [" ".join(text.split()) for text in encoded.texts]
        known = [currency_of(text) if text else usual for text in texts]
        if None in known:
            row, at = next(
                (row, at)
                for row, at in zip(self.found.rows, encoded.indices, strict=True)
                if known[at] is None
            )
            raise _refused("cash.currency", f"{self.found.place} {row}", text=texts[at])
        return encoded.spread(known)

    def _values(self, field: str, kind: pa.DataType, codes: list[Any]) -> list[Any]:
        columns = self.columns.get(field)
        if not columns:
            return [None] * len(self.found.rows)
        if pa.types.is_date(kind):
            return list(self.found.days(columns[:1], order=None)[columns[0].at])
        if field in _MONEY:
            return self._money(
                columns[0], codes, must=field in ("open_amount", "amount", "amount_paid")
            )
        if field in _NUMBERS:
            return list(self.found.identifiers(columns[0])[0])
        texts = [self.found.texts(column) for column in columns]
        joined = [" ".join(filter(None, parts)) for parts in zip(*texts, strict=True)]
        if field in _LISTS:
            return [[one.strip() for one in text.split(";") if one.strip()] for text in joined]
        return joined

    def _money(self, column: Column, codes: list[Any], *, must: bool) -> list[Any]:
        mark = self.found.mark([column], said=None)
        places = {exponent_of(code) for code in set(codes)}
        read = {one: self.found.amounts(column, mark=mark, exponent=one) for one in places}
        if len(read) == 1:
            ((plain, wrongs),) = read.values()
            if not any(wrongs) and not (must and None in plain):
                return list(plain)
        found: list[Any] = []
        for at, (row, code) in enumerate(zip(self.found.rows, codes, strict=True)):
            values, faults = read[exponent_of(code)]
            wrong = faults[at] or ("blank" if must and values[at] is None else None)
            if wrong and at not in self.found.totals:
                place = f"{self.found.place} {column.letter}{row}"
                raise _refused("cash.amount", place, fault=wrong)
            found.append(values[at])
        return found


def _heading(sheet: Sheet, heads: Heads) -> Layout | None:
    """The first row near the top with two headings or more that are known."""
    known = {plain(word) for words in heads.values() for word in words.split()}
    for at, row in enumerate(sheet.rows[:_TOP]):
        if sum(plain(text) in known for text in sheet.row_cells(at).values()) > 1:
            return heading_at(sheet, row)
    return None


def _columns(table: Table, heads: Heads) -> dict[str, list[Column]]:
    """The best named column of each field; several columns may be text."""
    ranked = {field: [plain(word) for word in words.split()] for field, words in heads.items()}
    offers = sorted(
        (rank, column.at, field, column)
        for field, words in ranked.items()
        for column in table.columns
        for rank, word in enumerate(words)
        if plain(column.label) == word
    )
    found: dict[str, list[Column]] = {}
    taken: set[int] = set()
    for _, at, field, column in sorted(offers, key=lambda offer: offer[:3]):
        if at in taken or (field in found and field != "text"):
            continue
        found.setdefault(field, []).append(column)
        taken.add(at)
    return found


CATALOGUE: dict[str, tuple[Wording, Wording]] = {
    "cash.empty": (
        Wording("文件里没有数据。", "The file holds no rows."),
        Wording("请确认导出的文件。", "Check the export."),
    ),
    "cash.no_column": (
        Wording("找不到“{field}”列；表头有：{labels}。", "No column for {field}; the headings are: {labels}."),
        Wording("请把该列的表头改为通用名称。", "Name that column plainly in the heading."),
    ),
    "cash.currency": (
        Wording("“{text}”不是币种。", "“{text}” is no currency."),
        Wording("请用 CNY 这样的代码。", "Use a code such as CNY."),
    ),
    "cash.amount": (
        Wording("金额无法读取（{fault}）。", "The amount cannot be read ({fault})."),
        Wording("请更正该单元格后重试。", "Correct the cell and try again."),
    ),
}  # fmt: skip


def _refused(code: str, place: str, **facts: str) -> Refusal:
    return refusal_of(CATALOGUE, code, place, **facts)
