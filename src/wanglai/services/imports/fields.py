"""The columns a file may have: what people call them, what a cell of them is, and an example for the template."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from tieout.reading.table import meanings, plain
from tieout.refusal import Wording

Shape = Literal["text", "number", "day", "amount", "figure", "currency"]


_NOTHING = Wording("", "")


@dataclass(frozen=True)
class Field:
    """``labels`` name it beyond doubt; ``sense`` is what the reading of ledgers calls such a column, if it knows one."""

    name: str
    words: Wording
    shape: Shape
    labels: str
    sense: str = ""
    note: Wording = _NOTHING


_FIELDS = (
    Field("number", Wording("单据号", "Document number"), "number",
          "单据号 单据编号 单据号码 发票号 发票号码 发票编号 documentnumber documentno docno docid invoiceno invoicenumber invoiceid invoice"
          " 收款单号 流水号 receiptno receiptnumber notenumber creditnoteno number", "document",
          Wording("按原样导入，前导零保留", "kept as it stands, zeros in front included")),
    Field("customer", Wording("客户", "Customer"), "text",
          "客户 客户名称 客户简称 客户编号 客户代码 购买方 购买方名称 往来单位 customer customername customerid customercode namecustomer"
          " client clientname account accountname", "party",
          Wording("客户档案中的名称或别名", "its name or one of its other names")),
    Field("date", Wording("日期", "Date"), "day",
          "日期 单据日期 开票日期 发票日期 收款日期 记账日期 date documentdate docdate invoicedate postingdate receiptdate paymentdate issuedon"
          " issuedate", "date", Wording("如 2026-03-05", "such as 2026-03-05")),
    Field("due", Wording("到期日", "Due date"), "day",
          "到期日 到期日期 付款到期日 duedate due dueindate maturity", "due", Wording("可留空", "may stay empty")),
    Field("amount", Wording("金额", "Amount"), "amount",
          "金额 价税合计 含税金额 未清金额 未收金额 余额 应收余额 发票金额 收款金额 amount invoiceamount grossamount gross openamount totalopenamount"
          " amountopen balance receiptamount linetotal lineamount", "amount",
          Wording("含税；红字为负数", "with tax; below zero for a credit note")),
    Field("net", Wording("不含税金额", "Net amount"), "amount",
          "不含税金额 未税金额 netamount net amountexcltax amountexclvat", ""),
    Field("tax", Wording("税额", "Tax"), "amount", "税额 增值税额 tax taxamount vat vatamount", ""),
    Field("total", Wording("单据合计", "Document total"), "amount",
          "单据合计 发票合计 整单金额 documenttotal invoicetotal ordertotal", "",
          Wording("用于核对各行之和", "checked against the sum of its lines")),
    Field("currency", Wording("币种", "Currency"), "currency",
          "币种 币别 货币 currency ccy invoicecurrency", "currency", Wording("如 CNY；空为本位币", "such as CNY; empty means your own")),
    Field("rate", Wording("汇率", "Rate"), "figure", "汇率 rate exchangerate fxrate", "",
          Wording("一单位外币等于多少本位币", "units of your own currency for one")),
    Field("text", Wording("备注", "Remark"), "text", "备注 摘要 说明 remark remarks memo note text comment", "text"),
    Field("line_text", Wording("品名", "Item"), "text",
          "品名 商品名称 货品名称 货物名称 项目名称 item itemdescription description product productname", ""),
    Field("quantity", Wording("数量", "Quantity"), "figure", "数量 quantity qty", ""),
    Field("price", Wording("单价", "Unit price"), "figure", "单价 含税单价 unitprice price", ""),
    Field("kind", Wording("类型", "Type"), "text",
          "类型 单据类型 票据类型 type documenttype doctype notetype", "kind",
          Wording("借项或贷项；空则由金额正负决定", "debit or credit; where empty, the sign decides")),
    Field("name", Wording("客户名称", "Customer name"), "text",
          "客户名称 客户 名称 公司名称 单位名称 customername customer name company companyname namecustomer", "party"),
    Field("names", Wording("其他名称", "Other names"), "text",
          "其他名称 别名 简称 曾用名 客户简称 客户编号 客户代码 othernames alias aliases shortname alsoknownas customercode customerid", "",
          Wording("多个以分号隔开", "several are parted by semicolons")),
)  # fmt: skip
FIELDS: dict[str, Field] = {field.name: field for field in _FIELDS}
_LABELS = {field.name: frozenset(field.labels.split()) for field in _FIELDS}
_BRACKETED = re.compile(r"[(\[（【][^)\]）】]*[)\]）】]")
_SURE, _BARE, _KNOWN = 100, 96, 85


def sense_of(field: str, label: str) -> int:
    """How surely a label names a field, 0 to 100: ``发票号码`` names number, ``Vehicle`` names nothing."""
    whole = plain(label)
    if not whole or len(label) > 60:
        return 0
    if whole in _LABELS[field]:
        return _SURE
    if plain(_BRACKETED.sub("", label)) in _LABELS[field]:
        return _BARE
    known = meanings(label)
    sense = FIELDS[field].sense
    score = known.get(sense, 0) if sense else 0
    return score * _KNOWN // 100 if score >= max(known.values(), default=0) else 0
