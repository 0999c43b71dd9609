"""The columns a file may have: what people call them, what a cell of them is, and an example for the template."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from tieout.reading.table import meanings, plain
from tieout.refusal import Wording

Shape = Literal["text", "number", "day", "amount", "figure", "percent", "currency"]


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
          "到期日 到期日期 付款到期日 duedate due dueindate maturity", "due", Wording("可留空：发票与借项按生效合同推算", "may stay empty: invoices and debit notes follow the contract in force")),
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
          Wording("如借项、贷项、预收；空则由金额正负决定", "such as debit, credit, advance; where empty, the sign decides")),
    Field("order", Wording("订单号", "Order number"), "number",
          "订单号 订单编号 订单号码 销售订单号 对应订单 order orderno ordernumber salesorder salesorderno sono", "",
          Wording("已导入或录入的订单", "an order that is in the house already")),
    Field("delivery", Wording("交付单号", "Delivery number"), "number",
          "交付单号 送货单号 发货单号 出库单号 交货单号 对应交付 deliveryno deliverynumber delivery deliverynote deliverynoteno deliverynotenumber"
          " shipmentno dnno", "",
          Wording("已在系统中的交付；开票数量由此扣减，未写数量即该交付的全部余量",
                  "a delivery that is in the house already: its quantities are taken, all that is left where none is said")),
    Field("line_no", Wording("订单行号", "Line of the order"), "figure", "订单行号 行号 订单行 明细行号 项次 lineoftheorder line lineno linenumber orderline orderlineno", "",
          Wording("从 1 起；交付可只写品名", "from 1; a delivery may name the item instead")),
    Field("unit", Wording("单位", "Unit"), "text", "单位 计量单位 unit uom unitofmeasure", ""),
    Field("tax_percent", Wording("税率", "Tax rate"), "percent", "税率 增值税率 taxrate taxpercent vatrate vatpercent", "",
          Wording("如 13 或 13%；免税填 0", "such as 13 or 13%; 0 where there is none")),
    Field("their_number", Wording("客户订单号", "Their order number"), "text",
          "客户订单号 客户单号 客户po po pono ponumber purchaseorder purchaseorderno customerpo customerorderno theirordernumber", ""),
    Field("wanted", Wording("要求交货日", "Wanted on"), "day",
          "要求交货日 要求交期 交期 要求到货日 交货期限 wantedon wanteddate requesteddeliverydate requesteddate deliverby", ""),
    Field("tolerance", Wording("超交容差", "Tolerance for over-delivery"), "percent", "超交容差 容差 tolerance overdeliverytolerance"
          " tolerancepercent toleranceforoverdelivery", "", Wording("百分比，空为 0", "per cent, empty means none")),
    Field("remaining", Wording("未交数量", "Left to deliver"), "figure",
          "未交数量 剩余数量 余量 未交余量 remaining remainingquantity lefttodeliver openquantity backorder", "",
          Wording("交付后该订单行的余量，用于核对", "of the line of the order after this delivery; only checked")),
    Field("accepted", Wording("验收日期", "Accepted on"), "day", "验收日期 验收日 签收日期 accepted acceptedon acceptancedate dateofacceptance", "",
          Wording("空为尚未验收", "empty: not accepted yet")),
    Field("from", Wording("起始日", "From"), "day", "起始日 起始日期 开始日期 生效日期 生效日 合同起始日 from fromdate validfrom start startdate begin effectivedate", ""),
    Field("to", Wording("截止日", "To"), "day", "截止日 截止日期 结束日期 到期日 到期日期 终止日期 合同截止日 to todate validto validuntil end enddate expiry expirydate", "",
          Wording("空为至终止", "empty: until it is ended")),
    Field("terms", Wording("账期", "Terms"), "text", "账期 付款条件 付款条款 结算方式 付款方式 信用期 terms paymentterms termsofpayment creditterms", "",
          Wording("如 月结60（读法A）、净30天、30/60/90 分期、预付30%余款净30天、款到发货",
                  "such as 月结60 (reading A), net 30, 30/60/90, 30% advance rest net 30, prepaid")),
    Field("signed", Wording("签订日", "Signed on"), "day", "签订日 签订日期 签署日期 签约日期 signed signedon signeddate signingdate dateofsigning", "",
          Wording("空为起始日", "empty: the first day")),
    Field("title", Wording("合同名称", "Title"), "text", "合同名称 合同标题 标题 title contracttitle contractname", ""),
    Field("scope", Wording("适用范围", "Scope"), "text", "适用范围 范围 合同范围 scope", "", Wording("空为全部交易", "empty: whatever is traded")),
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


def sense_of(field: str, label: str, labels: str | None = None) -> int:
    """How surely a label names a field, 0 to 100: ``发票号码`` names number, ``Vehicle`` names nothing.

    ``labels`` are what a kind of import calls the field instead of what it is usually called.
    """
    whole = plain(label)
    if not whole or len(label) > 60:
        return 0
    called = _LABELS[field] if labels is None else frozenset(labels.split())
    if whole in called:
        return _SURE
    if plain(_BRACKETED.sub("", label)) in called:
        return _BARE
    if labels is not None:
        return 0
    known = meanings(label)
    sense = FIELDS[field].sense
    score = known.get(sense, 0) if sense else 0
    return score * _KNOWN // 100 if score >= max(known.values(), default=0) else 0
