"""Words that stand in ledgers: column labels, row labels and texts, in Chinese, English and German."""

from __future__ import annotations

# field -> language -> label pool. The first pool of a pair is ours, the second the customer's.
LABELS: dict[str, dict[str, tuple[str, ...]]] = {
    "date": {
        "zh": ("日期", "记账日期", "凭证日期", "业务日期", "入账日期"),
        "en": ("Date", "Posting Date", "Booked on", "Entry Date", "GL Date"),
        "de": ("Buchungsdatum", "Datum", "Buch.-Dat."),
    },
    "issued": {
        "zh": ("单据日期", "开票日期", "发票日期"),
        "en": ("Document Date", "Invoice Date"),
        "de": ("Belegdatum", "Rechnungsdatum"),
    },
    "due": {
        "zh": ("到期日", "应付日期"),
        "en": ("Due Date", "Due"),
        "de": ("Fällig am", "Fälligkeit"),
    },
    "document": {
        "zh": ("单据编号", "发票号码", "发票号", "票据号", "单据号"),
        "en": ("Invoice No.", "Document No", "Doc. Number", "Reference", "Supplier Ref"),
        "de": ("Belegnummer", "Rechnungsnr.", "Referenz"),
    },
    "voucher": {
        "zh": ("凭证号", "凭证字号", "凭证号数"),
        "en": ("Voucher", "Journal No", "Entry No."),
        "de": ("Buchungsnr.", "Journal-Nr."),
    },
    "order": {
        "zh": ("订单号", "采购订单号", "合同编号"),
        "en": ("PO Number", "Order No", "Purchase Order"),
        "de": ("Bestellnr.", "Auftrag"),
    },
    "text": {
        "zh": ("摘要", "备注", "说明", "业务摘要"),
        "en": ("Description", "Details", "Memo", "Narrative"),
        "de": ("Buchungstext", "Text", "Verwendungszweck"),
    },
    "kind": {
        "zh": ("单据类型", "业务类型"),
        "en": ("Type", "Doc. Type"),
        "de": ("Belegart", "Art"),
    },
    "debit": {
        "zh": ("借方", "借方金额", "借方发生额", "本期借方"),
        "en": ("Debit", "Dr", "Debit Amount"),
        "de": ("Soll", "Sollbetrag"),
    },
    "credit": {
        "zh": ("贷方", "贷方金额", "贷方发生额", "本期贷方"),
        "en": ("Credit", "Cr", "Credit Amount"),
        "de": ("Haben", "Habenbetrag"),
    },
    "amount": {
        "zh": ("金额", "发生额", "本位币金额", "交易金额"),
        "en": ("Amount", "Amount LC", "Value"),
        "de": ("Betrag", "Betrag in HW"),
    },
    "direction": {
        "zh": ("方向", "借贷方向", "借/贷"),
        "en": ("D/C", "Dr/Cr", "DC"),
        "de": ("S/H", "Soll/Haben"),
    },
    "balance": {
        "zh": ("余额", "结余", "账户余额"),
        "en": ("Balance", "Running Balance"),
        "de": ("Saldo", "Kontostand"),
    },
    "balance_direction": {"zh": ("方向", "余额方向"), "en": ("DC",), "de": ("S/H",)},
    "party": {
        "zh": ("客户名称", "往来单位", "单位名称"),
        "en": ("Account Name", "Partner", "Company"),
        "de": ("Konto", "Partner"),
    },
    "currency": {
        "zh": ("币种", "币别"),
        "en": ("Currency", "Ccy"),
        "de": ("Währung", "Whg"),
    },
    "serial": {"zh": ("序号",), "en": ("#", "No."), "de": ("lfd. Nr.",)},
    "account": {"zh": ("科目编码", "科目"), "en": ("Account", "GL"), "de": ("Sachkonto",)},
    "clerk": {"zh": ("制单人", "经办人"), "en": ("User", "Created by"), "de": ("Benutzer",)},
    "tax_rate": {"zh": ("税率",), "en": ("VAT %",), "de": ("USt %",)},
}

OPENING = {
    "zh": ("期初余额", "上期结转", "上年结转", "期初"),
    "en": ("Opening balance", "Balance brought forward", "Balance b/f"),
    "de": ("Anfangsbestand", "Saldovortrag"),
}
CLOSING = {
    "zh": ("期末余额", "本期结余", "期末结存"),
    "en": ("Closing balance", "Balance carried forward"),
    "de": ("Endsaldo", "Endbestand"),
}
MONTH_TOTAL = {"zh": ("本月合计",), "en": ("Month total", "Subtotal"), "de": ("Monatssumme",)}
YEAR_TOTAL = {"zh": ("本年累计",), "en": ("Year to date",), "de": ("Jahressumme",)}
TOTAL = {"zh": ("合计", "总计"), "en": ("Total", "Grand total"), "de": ("Summe", "Gesamt")}

DIRECTIONS = {"zh": ("借", "贷"), "en": ("D", "C"), "de": ("S", "H")}
KINDS = {
    "invoice": {"zh": "销售发票", "en": "Invoice", "de": "Rechnung"},
    "credit": {"zh": "红字发票", "en": "Credit note", "de": "Gutschrift"},
    "receipt": {"zh": "收付款单", "en": "Payment", "de": "Zahlung"},
    "reversal": {"zh": "冲销", "en": "Reversal", "de": "Storno"},
    "discount": {"zh": "现金折扣", "en": "Discount", "de": "Skonto"},
    "fee": {"zh": "手续费", "en": "Bank fee", "de": "Gebühr"},
}

TITLES = {
    ("ours", "zh"): "{seller} 应收账款明细账",
    ("ours", "en"): "{seller} - Customer ledger",
    ("ours", "de"): "{seller} - Debitorenkonto",
    ("theirs", "zh"): "{customer} 应付账款明细账",
    ("theirs", "en"): "{customer} - Supplier account",
    ("theirs", "de"): "{customer} - Kreditorenkonto",
}
PERIODS = {
    "zh": "会计期间：{first} 至 {last}",
    "en": "Period: {first} to {last}",
    "de": "Zeitraum: {first} bis {last}",
}
PARTNERS = {
    ("ours", "zh"): "客户：{customer}    单位：{currency_word}",
    ("ours", "en"): "Customer: {customer}    Currency: {currency}",
    ("ours", "de"): "Kunde: {customer}    Währung: {currency}",
    ("theirs", "zh"): "供应商：{seller}    单位：{currency_word}",
    ("theirs", "en"): "Vendor: {seller}    Currency: {currency}",
    ("theirs", "de"): "Lieferant: {seller}    Währung: {currency}",
}
NOTES = {
    "zh": (
        "制单：王敏    复核：赵磊    打印时间：2026-07-02 10:31",
        "注：本表未经审计，如有不符请于 7 日内回复。",
    ),
    "en": ("Printed by mwang, page 1 of 1", "E&OE. Please report discrepancies within 7 days."),
    "de": ("Gedruckt von mwang, Seite 1 von 1", "Irrtum vorbehalten."),
}

# (kind, side) -> language -> texts; {key} is the shared number when it is printed in the text
TEXTS: dict[tuple[str, str], dict[str, tuple[str, ...]]] = {
    ("invoice", "ours"): {
        "zh": ("销售货物{key}", "销售商品{key} 货款", "开票{key}", "发货{key}"),
        "en": ("Sales invoice{key}", "Goods delivered{key}", "Invoice{key}"),
        "de": ("Rechnung{key}", "Warenlieferung{key}"),
    },
    ("invoice", "theirs"): {
        "zh": ("采购入库{key}", "应付货款{key}", "购货{key}", "采购原材料{key}"),
        "en": ("Purchase{key}", "Supplier invoice{key}", "Goods received{key}"),
        "de": ("Wareneingang{key}", "Lieferantenrechnung{key}"),
    },
    ("credit", "ours"): {
        "zh": ("销售退货{key}", "红字发票{key}", "退货{key}"),
        "en": ("Credit note{key}", "Return{key}"),
        "de": ("Gutschrift{key}",),
    },
    ("credit", "theirs"): {
        "zh": ("采购退货{key}", "退货{key}", "红票{key}"),
        "en": ("Return to vendor{key}", "Debit memo{key}"),
        "de": ("Retoure{key}", "Gutschrift{key}"),
    },
    ("receipt", "ours"): {
        "zh": ("收货款{key}", "银行收款{key}", "收回货款{key}"),
        "en": ("Payment received{key}", "Bank receipt{key}"),
        "de": ("Zahlungseingang{key}",),
    },
    ("receipt", "theirs"): {
        "zh": ("付货款{key}", "支付供应商款{key}", "银行付款{key}"),
        "en": ("Payment{key}", "Vendor payment{key}"),
        "de": ("Zahlung{key}", "Überweisung{key}"),
    },
}

# note -> language -> what is added to the text; {value} as the event says
REMARKS: dict[str, dict[str, str]] = {
    "partial": {
        "zh": " 部分到货 余量待收",
        "en": " partial receipt, rest to follow",
        "de": " Teillieferung",
    },
    "discount": {"zh": "现金折扣 {value}", "en": "Cash discount {value}", "de": "Skonto {value}"},
    "foreign": {"zh": " {value}", "en": " {value}", "de": " {value}"},
    "wrong_party": {"zh": " {value}", "en": " {value}", "de": " {value}"},
    "reversal": {"zh": "冲销 ", "en": "Reversal ", "de": "Storno "},
    "claim": {"zh": "质量扣款", "en": "Quality claim", "de": "Mängelrüge"},
    "net": {"zh": " 不含税", "en": " net", "de": " netto"},
    "tax": {"zh": " 税额", "en": " VAT", "de": " USt"},
    "merged": {"zh": " 合并入账", "en": " several invoices", "de": " Sammelbuchung"},
}
