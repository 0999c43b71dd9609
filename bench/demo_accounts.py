"""The five demo accounts: which real customers they stand for, and how their own ledger looks."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bench.cases.layout import Layout
from bench.cases.surface import Evidence

OUR_NAME = "Larkspur Giftware Ltd"

# Each kind of mishap in the order in which an account meets them; a longer month meets more.
MISHAPS_IN_ORDER = (
    "tax_rounding",
    "missing_theirs",
    "amount",
    "fee",
    "duplicate_theirs",
    "transposition",
    "partial",
    "missing_ours",
    "discount",
    "sign",
    "wrong_party",
    "duplicate_ours",
)


@dataclass(frozen=True)
class Account:
    """One demo customer: a group of anonymous customers of the source, under an invented name."""

    key: str
    name: str  # as both ledgers print it
    name_zh: str
    name_en: str
    country: str  # of the source's customers
    customers: tuple[str, ...]  # the source's numbers; empty takes every customer of the country
    evidence: Evidence
    layout: Layout
    language: str
    layout_zh: str
    layout_en: str
    opening: int  # minor units
    opening_gap: int = 0  # by how much their opening is higher than ours


def _layout(language: str, file_format: str, sign: str, columns: str) -> Layout:
    """A plain layout; ``columns`` is ``field=label`` separated by commas."""
    pairs = tuple(column.split("=") for column in columns.split(","))
    return Layout(
        side="theirs",
        language=language,
        labelled=True,
        file_format=file_format,
        encoding="" if file_format in ("xlsx", "xls") else "utf-8",
        delimiter="\t" if file_format == "tsv" else ",",
        sign=sign,
        dates="iso",
        numbers="native" if file_format in ("xlsx", "xls") else "grouped",
        decimal_mark=".",
        columns=tuple((field, label) for field, label in pairs),
        evidence=Evidence("document", None, has_orders=False),
        title_rows=3,
        two_row_header=False,
        blank_rows=False,
        states_opening=True,
        states_closing=True,
        month_totals=False,
        year_totals=False,
        grand_total=False,
        notes=False,
        descending=False,
        red_ink=False,
        empty_amount="",
        document_as_number=False,
        text_numbers=False,
        other_sheets=False,
        sheet="Ledger",
    )


OUR_LAYOUT = replace(
    _layout(
        "en",
        "xlsx",
        "debit-credit",
        "date=Posting Date,voucher=Voucher,document=Document No,text=Description,party=Company,"
        "currency=Currency,debit=Debit,credit=Credit,balance=Balance",
    ),
    side="ours",
    dates="native",
    sheet="Customer ledger",
)

_YUNFAN = replace(
    _layout(
        "zh",
        "csv",
        "credit-debit",
        "date=记账日期,voucher=凭证字号,document=发票号码,text=摘要,currency=币种,"
        "debit=借方金额,credit=贷方金额,balance_direction=方向,balance=余额",
    ),
    encoding="gb18030",
    dates="iso",
    month_totals=True,
    year_totals=True,
    notes=True,
)
_JINGHE = replace(
    _layout(
        "zh",
        "xlsx",
        "credit-debit",
        "serial=序号,date=日期,text=业务摘要,debit=借方,credit=贷方,balance=结余",
    ),
    dates="zh",
    two_row_header=True,
    red_ink=True,
    other_sheets=True,
    sheet="往来明细",
    grand_total=True,
)
_ALDER = replace(
    _layout(
        "de",
        "csv",
        "credit-debit",
        "voucher=Buchungsnr.,date=Buchungsdatum,issued=Belegdatum,document=Rechnungsnr.,"
        "text=Buchungstext,debit=Soll,credit=Haben,currency=Währung",
    ),
    encoding="cp1252",
    delimiter=";",
    dates="dots",
    decimal_mark=",",
)
_FONTAINE = replace(
    _layout(
        "en",
        "xls",
        "mirrored",
        "account=GL,kind=Doc. Type,document=Reference,date=Posting Date,due=Due Date,"
        "amount=Amount LC,currency=Ccy,text=Narrative",
    ),
    text_numbers=True,
    numbers="trailing",
    dates="native",
    sheet="Line items",
)
_CARROW = replace(
    _layout("en", "tsv", "signed", "date=,text=,document=,amount="),
    labelled=False,
    title_rows=0,
    dates="dmy",
    numbers="plain",
    states_opening=True,
    states_closing=False,
    encoding="utf-16",
)

ACCOUNTS = (
    Account(
        key="yunfan",
        name="云帆贸易有限公司",
        name_zh="云帆贸易有限公司",
        name_en="Yunfan Trading Co.",
        country="United Kingdom",
        customers=("12748", "17841", "15311"),
        evidence=Evidence("document", None, has_orders=False),
        layout=_YUNFAN,
        language="zh",
        layout_zh="中文应付账款明细账：GB18030 编码的 CSV，借贷两栏带余额方向，含本月合计与本年累计",
        layout_en="Chinese payables ledger: CSV in GB18030, debit and credit with the balance's direction, "
        "month and year totals",
        opening=4_125_60,
    ),
    Account(
        key="jinghe",
        name="景和商贸有限公司",
        name_zh="景和商贸有限公司",
        name_en="Jinghe Commerce Co.",
        country="United Kingdom",
        customers=("12971", "17450", "13599", "13408", "17811", "14606", "15482"),
        evidence=Evidence("text", None, has_orders=False),
        layout=_JINGHE,
        language="zh",
        layout_zh="中文 Excel：两行合并表头，发票号只写在摘要里，红字冲销，日期为“2011年11月3日”",
        layout_en="Chinese workbook: merged two-row header, invoice numbers only inside the text, red-ink "
        "credits, dates like 2011年11月3日",
        opening=9_880_15,
    ),
    Account(
        key="alder",
        name="Alder Kaufhaus GmbH",
        name_zh="阿尔德百货（德国）",
        name_en="Alder Kaufhaus GmbH",
        country="Germany",
        customers=(),
        evidence=Evidence("document", "prefixed", has_orders=False),
        layout=_ALDER,
        language="de",
        layout_zh="德文 CSV：分号分隔，1.234,56 数字格式，日期 05.11.2011，借（Soll）贷（Haben）两栏",
        layout_en="German CSV: semicolons, 1.234,56, dates like 05.11.2011, Soll and Haben",
        opening=3_310_00,
    ),
    Account(
        key="fontaine",
        name="Maison Fontaine SA",
        name_zh="方丹家居（法国）",
        name_en="Maison Fontaine SA",
        country="France",
        customers=(),
        evidence=Evidence("document", "zeros on", has_orders=False),
        layout=_FONTAINE,
        language="en",
        layout_zh="旧版 Excel（.xls）：单栏金额、符号与我方相反、负号在后的文本数字，单号前补零",
        layout_en="Old workbook (.xls): one amount column with mirrored signs, text numbers with a trailing "
        "minus, zero-padded numbers",
        opening=6_702_40,
        opening_gap=185_20,
    ),
    Account(
        key="carrow",
        name="Carrow Stores Ltd",
        name_zh="卡罗商店（爱尔兰）",
        name_en="Carrow Stores Ltd",
        country="EIRE",
        customers=(),
        evidence=Evidence("document", None, has_orders=False),
        layout=_CARROW,
        language="en",
        layout_zh="没有表头的制表符文本（UTF-16）：日期 03/11/2011，单栏带符号金额",
        layout_en="Tab-separated text without any header (UTF-16): dates like 03/11/2011, one signed amount",
        opening=2_450_00,
    ),
)
