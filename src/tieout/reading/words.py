"""Header words, Chinese and English first: what people call the columns of a ledger.

Each field lists its words with how surely they mean it (0 to 100). A label is compared after
``plain``: NFKC, lower case, no blanks, no punctuation. The longest word contained in it counts.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_NOTHING = "nothing"  # a known column that is none of ours: quantity, price, tax, maker …

WORDS: dict[str, dict[int, str]] = {
    "date": {
        100: "日期 记账日期 入账日期 过账日期 记账日 银行记账日 凭证日期 业务日期 date postingdate posteddate bookingdate booked"
             " bookedon glposting transdate transactiondate entrydate posted postdate datebooked datum buchungsdatum journaldate gldate buchdat buchdatum gebuchtam",
        92: "交易日期 单据日期 开票日期 发票日期 制单日期 发生日期 交易日 docdate documentdate invoicedate belegdatum date日期 billdate issuedate rechnungsdatum belegdat",
        84: "交易时间 日期时间 valuedate day 时间 记账时间 datetime 年月日 送货日期 发货日期 收款日期 付款时间",
    },
    "due": {
        100: "到期日 到期日期 付款到期日 收款到期日 应付日期 应收日期 duedate due maturity paymentdue dueon payby netdue"
             " maturitydate 最迟付款日 预计付款日 预计收款日 fälligkeit fällig duefrom netduedate fälligam fälligkeitsdatum",
    },
    "document": {
        100: "发票号 发票号码 发票编号 单据号 单据编号 单据号码 票号 票据号 invoiceno invoicenumber invoice documentno documentnumber"
             " docno docnumber reference ref refno referenceno referencenumber yourref ourref externaldocumentno invoice# doc# inv"
             " belegnummer rechnungsnummer billno billnumber supplierinvoice supplierinvoiceno supplierref vendorinvoice invno invoiceref invref documentref doc referenz rechnungsnr rechnung belegno docnumber",
        90: "业务单号 来源单号 源单号 源单编号 原始单号 外部单号 参考号 参考 业务编号 对账单号 销售单号 单号 单据 票据编号 document"
            " extref externalref customerref vendorref assignment belegnr 凭单号 往来单号 供应商发票号 供应商单号 对方单号 reference1",
        60: "交易单号 交易订单号 编号 number no.",
    },
    "voucher": {
        100: "凭证字号 凭证号 凭证编号 凭证号数 记账凭证号 凭证 凭证号码 字号 voucherno voucher vouchernumber vch vchno jeno journalno"
             " journalentry postingno glno entryno entrynumber journal je journalid entryid voucher# internalno internalref jnl jnlno buchungsnummer buchungsnr journalnr buchnr",
        80: "流水号 交易流水号 日志号 transactionno transno transactionid transid 内部编号 系统单号 journalnumber trx trxno id",
    },
    "order": {
        100: "订单号 订单编号 采购订单号 销售订单号 采购单号 po pono ponumber purchaseorder purchaseorderno orderno ordernumber order"
             " salesorder customerorder customerorderno so sono order# po# purchaseorder# bestellnummer orderref poref auftrag auftragsnr bestellnr bestellung auftragsnummer",
        95: "合同号 合同编号 送货单号 发货单号 出库单号 提货单号 交货单号 deliveryno deliverynote delivery deliverynotenumber contractno"
            " contract dnno dn shipmentno shipment packingslip 商户单号 商家订单号 运单号 项目号 送货单编号 deliverynoteno lieferschein deliveryref waybill",
    },
    "text": {
        100: "摘要 摘要说明 备注 说明 描述 用途 附言 内容 交易摘要 交易附言 业务摘要 description descriptions detail details narration"
             " narrative text memo remark remarks note notes particulars comment comments linetext linedescription buchungstext verwendungszweck bemerkung bezeichnung lineitemtext",
        85: "交易描述 交易说明 商品 商品说明 品名 交易详情 事由 商品名称 货品名称 explanation item itemdescription postingtext headertext",
    },
    "kind": {
        100: "类型 单据类型 buchungsart 业务类型 交易类型 凭证类型 类别 业务类别 type doctype documenttype transactiontype transtype kind entrytype"
             " category 交易分类 transaction belegart art 单据类别 票据类型 vouchertype 记录类型 business",
        80: "交易名称 交易类别",
    },
    "party": {
        100: "客户 客户名称 客户编码 客户编号 客户代码 往来单位 往来单位名称 单位名称 往来户 往来客户 供应商 供应商名称 供应商编码 customer"
             " customername customerno customercode accountname party partyname vendor vendorname supplier suppliername counterparty"
             " client clientname soldto billto kunde debtor creditor vendorno supplierno customerid vendorid 购货单位 销货单位 购买方 partner businesspartner lieferant kunde konto debitor kreditor",
        70: "交易对方 对方户名 对方账户名 对方名称 对手信息 对方单位 商户名称 company companyname 公司 公司名称",
    },
    "currency": {
        100: "币种 币别 货币 货币代码 记账币种 结算币种 currency ccy cur curr currencycode währung doccurrency 原币币种 币 whg währg devise",
        80: "交易币种 transactioncurrency 货币单位",
    },
    "amount": {
        100: "金额 发生额 价税合计 含税金额 本币金额 本位币金额 交易金额 发票金额 应收金额 应付金额 金额元 amount amounts amt value sum"
             " grossamount gross totalamount amountincltax amountinclvat amountlc localamount amountlocal invoiceamount betrag"
             " transactionamount lineamount signedamount movement total documentamount amountdoc amountindoccurrency amountindoccurr netmovement 本期发生额 合计金额 总金额 记账金额 发生金额 umsatz betraginhw betragineur bruttobetrag montant",
        70: "原币金额 netamount net 净额 净发生额 amountfc foreignamount 开票金额 订单金额",
        40: "不含税金额 amountexcltax amountexclvat 未税金额",
    },
    "debit": {
        100: "借方 借方金额 借方发生额 本期借方 借方本币 借方本位币 借 借方元 借方发生 本期发生额借方 debit debits dr debitamount debitamt amountdr"
             " soll debitlc drs dramount debitedamount 借方合计 sollbetrag sollumsatz débit",
        90: "收入 收入金额 存入 存入金额 转入 转入金额 增加 本期增加 应收增加 本期应收 应收 本期应付 应付增加 交易金额收入 记账金额收入 收入元"
            " charges charge invoiced billed purchases increase in moneyin paidin deposit deposits 增加额 应收发生 销售金额 billing",
        60: "原币借方 借方原币 debitfc 借方外币",
    },
    "credit": {
        100: "贷方 贷方金额 贷方发生额 本期贷方 贷方本币 贷方本位币 贷 贷方元 贷方发生 本期发生额贷方 credit credits cr creditamount creditamt"
             " amountcr haben creditlc crs cramount creditedamount 贷方合计 habenbetrag habenumsatz crédit",
        90: "支出 支出金额 转出 转出金额 取出 减少 本期减少 应收减少 本期收款 已收 已收金额 收款 收款金额 回款 回款金额 付款 付款金额 已付 已付金额 本期付款"
            " 应付减少 交易金额支出 记账金额支出 支出元 payments payment paid receipts received decrease out moneyout paidout withdrawal withdrawals"
            " 减少额 settlements amountpaid amountreceived",
        60: "原币贷方 贷方原币 creditfc 贷方外币",
    },
    "direction": {
        100: "方向 借贷 借贷方向 借贷标志 借贷标识 收支 收支方向 余额方向 收付标志 dc drcr debitcredit crdr dorc side direction dcindicator"
             " debitcreditindicator dcind sh s/h indicator drorcr sollhaben drcrflag postingside 收付 类型借贷 借或贷 出入账 收支类型",
    },
    "balance": {
        100: "余额 结余 账户余额 本次余额 期末余额 累计余额 应收余额 应付余额 本币余额 结存 余额元 balance runningbalance cumulativebalance"
             " balancelc accountbalance closingbalance saldo openbalance cumbalance balanceamount runningtotal cumulative outstandingbalance kontostand solde",
    },
    _NOTHING: {
        100: "序号 行号 数量 单价 税率 税额 规格 规格型号 单位 计量单位 科目 科目编码 科目名称 会计科目 对方科目 制单人 审核人 经办人 部门 业务员"
             " 项目 quantity qty price unitprice tax vat taxamount vatamount rate taxrate unit uom lineno line seq sno account glaccount"
             " costcenter costcentre preparedby approvedby user department period fiscalyear 期间 会计期间 年度 汇率 exchangerate 状态 status"
             " 交易状态 当前状态 支付方式 收付款方式 收/付款方式 卡号 账号 对方账号 对方账户 交易地点 交易场所 交易渠道 渠道 钞汇 网点名称 记账人 对方科目名称 exchrate"
             " open cleared clearingdoc clearingdocument companycode 客户分类 税种 contraaccount offsetaccount 帐号 对方卡号账号 对方开户行 借记卡号 卡号后四位 warehouse 仓库 lfdnr benutzer sachkonto ust vat% gl createdby user nr #  ust% 打印 工号 openitem",
    },
}  # fmt: skip

_TABLE: dict[str, list[tuple[str, int]]] = {}
for _field, _tiers in WORDS.items():
    for _score, _line in _tiers.items():
        for _word in _line.split():
            _TABLE.setdefault(re.sub(r"[^\w]", "", _word), []).append((_field, _score))

_BRACKETED = re.compile(r"[(\[（【][^)\]）】]*[)\]）】]")
_PUNCTUATION = re.compile(r"[\W_]+")
_UNITS = re.compile(r"(?:元|人民币|rmb|cny|usd|eur|单位)+$")
_SHORT = 3  # an English word this short must stand alone: "no" is not in "notes"


def plain(label: str) -> str:
    """A label for comparing: 借方金额（元） is 借方金额元, ``Invoice No.`` is invoiceno."""
    return _PUNCTUATION.sub("", unicodedata.normalize("NFKC", label).casefold())


@lru_cache(maxsize=4096)
def meanings(label: str) -> dict[str, int]:
    """What a header label may mean, field by field, 0 to 100: 到期日 is {due: 100, date: 40}."""
    found: dict[str, int] = {}
    label = unicodedata.normalize("NFKC", label).casefold().strip()
    if not label or len(label) > 60:
        return found
    whole = plain(label)
    bare = plain(_BRACKETED.sub("", label))
    for form, share in ((whole, 100), (bare, 96), (_UNITS.sub("", whole), 96)):
        for field, score in _TABLE.get(form, ()):
            found[field] = max(found.get(field, 0), score * share // 100)
    parts = [plain(part) for part in re.split(r"[/|\n\r ]+|[(（]|[)）]", label)]
    if not found or len(parts) > 1:
        for at, part in enumerate(parts):
            share = 78 if at == len(parts) - 1 else 62
            for field, score in _TABLE.get(part, ()):
                found[field] = max(found.get(field, 0), score * share // 100)
    if not found:
        _contained(whole, found)
    return found


def _contained(whole: str, found: dict[str, int]) -> None:
    best = 0
    hits: list[tuple[int, str, int]] = []
    for word, senses in _TABLE.items():
        if len(word) < 2 or (word.isascii() and len(word) <= _SHORT) or word not in whole:
            continue
        weight = len(word) * 10 + (3 if whole.endswith(word) else 0)
        best = max(best, weight)
        hits.extend((weight, field, score) for field, score in senses)
    for weight, field, score in hits:
        if weight == best and len(whole) <= 30:
            found[field] = max(found.get(field, 0), score * 6 // 10)


def is_known(label: str) -> bool:
    """Whether a cell reads like a column heading at all."""
    return bool(meanings(label))
