"""The layouts, as tables: which column holds what, under which heading. Another program is another table here.

``value`` names what a column holds (``writing.VALUES``); ``fixed:x`` always holds x. A column with ``once`` is filled on
the first line of a voucher only. What is assumed of each program stands in ``docs/formats/vouchers.md``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

WORDS = ("记", "收", "付", "转")


@dataclass(frozen=True)
class Field:
    """One column: its heading, what it holds, and its second heading where the layout has two."""

    head: str
    value: str
    key: str = ""
    once: bool = False


@dataclass(frozen=True)
class Layout:
    """One way to write vouchers. ``opening`` are lines of a text file before its first row."""

    code: str
    zh: str
    en: str
    form: str  # xlsx or txt
    fields: tuple[Field, ...]
    sheet: str = "Sheet1"
    opening: tuple[str, ...] = ()
    encoding: str = "gb18030"
    separator: str = ","
    currencies: Mapping[str, str] = field(default_factory=dict)  # as the program codes them
    words: Mapping[str, str] = field(default_factory=dict)

    @property
    def has_keys(self) -> bool:
        return any(each.key for each in self.fields)


def _fields(*told: tuple[str, str]) -> tuple[Field, ...]:
    return tuple(Field(head, value) for head, value in told)


def _keyed(*told: tuple[str, str, str]) -> tuple[Field, ...]:
    """Columns with two headings; ``*`` before a value says: on a voucher's first line only."""
    return tuple(
        Field(head, value.removeprefix("*"), key, once=value.startswith("*"))
        for key, head, value in told
    )


U8_TEXT = Layout(
    code="u8-txt",
    zh="用友 U8 文本",
    en="Yonyou U8, text",
    form="txt",
    opening=("填制凭证,V800",),
    currencies={"CNY": "人民币"},
    fields=_fields(
        ("制单日期", "day"),
        ("凭证类别", "word"),
        ("凭证号", "number"),
        ("附单据数", "fixed:0"),
        ("摘要", "text"),
        ("科目编码", "account"),
        ("借方金额", "debit"),
        ("贷方金额", "credit"),
        ("数量", "none"),
        ("外币", "foreign"),
        ("汇率", "foreign_rate"),
        ("制单人", "preparer"),
        ("结算方式编码", "none"),
        ("票号", "document"),
        ("票号发生日期", "day"),
        ("部门编码", "none"),
        ("个人编码", "none"),
        ("客户编码", "customer"),
        ("供应商编码", "none"),
        ("业务员编码", "none"),
        ("项目编码", "none"),
    ),
)
U8_EXCEL = Layout(
    code="u8-xlsx",
    zh="用友 U8 Excel",
    en="Yonyou U8, Excel",
    form="xlsx",
    sheet="凭证",
    currencies={"CNY": "人民币"},
    fields=_fields(
        ("会计期间", "period"),
        ("凭证类别字", "word"),
        ("凭证编号", "number"),
        ("制单日期", "day"),
        ("附单据数", "fixed:0"),
        ("摘要", "text"),
        ("科目编码", "account"),
        ("币种名称", "currency"),
        ("汇率", "rate"),
        ("原币借方金额", "debit_foreign"),
        ("原币贷方金额", "credit_foreign"),
        ("借方金额", "debit"),
        ("贷方金额", "credit"),
        ("票据号", "document"),
        ("票据日期", "day"),
        ("客户编码", "customer"),
        ("客户名称", "customer_name"),
        ("制单人", "preparer"),
    ),
)
T_PLUS = Layout(
    code="tplus-xlsx",
    zh="用友 T+ Excel",
    en="Yonyou T+, Excel",
    form="xlsx",
    sheet="凭证",
    currencies={"CNY": "RMB"},
    fields=_fields(
        ("凭证类别", "word"),
        ("凭证编号", "number"),
        ("制单日期", "day"),
        ("附单据数", "fixed:0"),
        ("摘要", "text"),
        ("科目编码", "account"),
        ("科目名称", "account_name"),
        ("币种", "currency"),
        ("汇率", "rate"),
        ("原币借方", "debit_foreign"),
        ("原币贷方", "credit_foreign"),
        ("借方金额", "debit"),
        ("贷方金额", "credit"),
        ("往来单位编码", "customer"),
        ("往来单位", "customer_name"),
        ("票据号", "document"),
        ("制单人", "preparer"),
    ),
)
K3 = Layout(
    code="k3-xlsx",
    zh="金蝶 K/3 Excel（标准格式引入）",
    en="Kingdee K/3, Excel (standard import)",
    form="xlsx",
    sheet="Page1",
    currencies={"CNY": "RMB"},
    fields=_fields(
        ("FDate", "day"),
        ("FYear", "year"),
        ("FPeriod", "month"),
        ("FGroupID", "word"),
        ("FNumber", "number"),
        ("FAccountNum", "account"),
        ("FAccountName", "account_name"),
        ("FCurrencyNum", "currency"),
        ("FCurrencyName", "currency_name"),
        ("FAmountFor", "original"),
        ("FDebit", "debit"),
        ("FCredit", "credit"),
        ("FPreparerID", "preparer"),
        ("FCheckerID", "fixed:NONE"),
        ("FApproveID", "fixed:NONE"),
        ("FCashierID", "fixed:NONE"),
        ("FHandler", "none"),
        ("FSettleTypeID", "fixed:*"),
        ("FSettleNo", "none"),
        ("FExplanation", "text"),
        ("FQuantity", "fixed:0"),
        ("FMeasureUnitID", "fixed:*"),
        ("FUnitPrice", "fixed:0"),
        ("FReference", "document"),
        ("FTransDate", "day"),
        ("FTransNo", "document"),
        ("FAttachments", "fixed:0"),
        ("FSerialNum", "serial"),
        ("FObjectName", "none"),
        ("FParameter", "none"),
        ("FExchangeRate", "rate"),
        ("FEntryID", "line_from_zero"),
        ("FItem", "k3_item"),
        ("FPosted", "fixed:0"),
        ("FInternalInd", "none"),
        ("FCashFlow", "none"),
    ),
)
CLOUD = Layout(
    code="cloud-xlsx",
    zh="金蝶云星空 Excel",
    en="Kingdee Cloud Galaxy, Excel",
    form="xlsx",
    sheet="凭证#单据头(FBillHead)",
    currencies={"CNY": "PRE001"},
    words={"记": "PRE001", "收": "PRE002", "付": "PRE003", "转": "PRE004"},
    fields=_keyed(
        ("FBillHead(GL_VOUCHER)", "*单据头(序号)", "*serial"),
        ("FAccountBookID", "*(单据头)账簿#编码", "*fixed:001"),
        ("FDate", "*(单据头)日期", "*day"),
        ("FBUSDATE", "(单据头)业务日期", "*day"),
        ("FYEAR", "(单据头)会计年度", "*year"),
        ("FPERIOD", "(单据头)期间", "*month"),
        ("FVOUCHERGROUPID", "*(单据头)凭证字#编码", "*word"),
        ("FVOUCHERGROUPNO", "*(单据头)凭证号", "*number"),
        ("FATTACHMENTS", "(单据头)附件数", "*fixed:0"),
        ("FEntity", "*分录(序号)", "line"),
        ("FEXPLANATION", "(分录)摘要", "text"),
        ("FACCOUNTID", "*(分录)科目编码#编码", "account"),
        ("FACCOUNTID#Name", "(分录)科目编码#名称", "account_name"),
        ("FDetailID#FFLEX6", "(分录)核算维度#客户.编码", "customer"),
        ("FDetailID#FFLEX6#Name", "(分录)核算维度#客户.名称", "customer_name"),
        ("FCURRENCYID", "*(分录)币别#编码", "currency"),
        ("FEXCHANGERATETYPE", "*(分录)汇率类型#编码", "fixed:HLTX01_SYS"),
        ("FEXCHANGERATE", "(分录)汇率", "rate"),
        ("FAMOUNTFOR", "(分录)原币金额", "original"),
        ("FDEBIT", "(分录)借方金额", "debit"),
        ("FCREDIT", "(分录)贷方金额", "credit"),
    ),
)
LAYOUTS: dict[str, Layout] = {each.code: each for each in (U8_TEXT, U8_EXCEL, T_PLUS, K3, CLOUD)}
