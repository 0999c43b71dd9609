"""Everything that can be wrong with an e-invoice: stable code, what was found, what to do, zh and en.

Three kinds: *file*, nothing was read; *value*, one value is missing or unreadable and stays empty; *check*, two facts of the
invoice contradict each other and both are kept as they stand.
"""

from __future__ import annotations

from wanglai.domain.wording import Wording
from wanglai.formats.problem import Kind, Problem


class FileRefused(Exception):
    """Raised inside this room alone: the file as a whole cannot be taken."""

    def __init__(self, code: str, place: str, **values: str | int) -> None:
        super().__init__(f"{code} ({place})")
        self.problem = problem(code, place, "", "", **values)


_AGAIN = Wording(
    "请从税务数字账户重新下载，或请对方重新发送。",
    "Download it again from the tax portal, or ask the sender for it again.",
)
_ASK = Wording(
    "请与开票方核对；确认前不要入账。", "Ask the issuer; do not post it before that is settled."
)
_HOSTILE = Wording(
    "正常的电子发票不会这样，请勿打开，并向发送方核实。",
    "No honest e-invoice is like this: do not open it, and ask the sender.",
)
_LOOK = Wording(
    "请对照版式文件核对，再手工填写。",
    "Look at the printed form of the invoice and enter the value by hand.",
)

# code: kind, reason, remedy
PROBLEMS: dict[str, tuple[Kind, Wording, Wording]] = {
    "einvoice.empty": ("file", Wording("文件是空的。", "The file is empty."), _AGAIN),
    "einvoice.too_large": ("file", Wording("文件大于 {limit} MB。", "The file is larger than {limit} MB."), _HOSTILE),
    "einvoice.not_one": ("file", Wording("这既不是电子发票的 XML，也不是 OFD。", "This is neither the XML of an e-invoice nor an OFD."),
                         Wording("请上传 XML 或 OFD 格式的发票；PDF 和图片不含可靠的数据。", "Give the invoice as XML or OFD; a PDF or picture carries no reliable figures.")),
    "einvoice.doctype": ("file", Wording("XML 含有文档类型声明，它可以改写金额。", "The XML declares a document type, which can rewrite amounts."), _HOSTILE),
    "einvoice.encoding": ("file", Wording("文字不能按 {asked} 编码读出，或与声明的编码不符。", "The text cannot be read as {asked}, or is not in the encoding it declares."), _AGAIN),
    "einvoice.damaged": ("file", Wording("文件已损坏：{detail}。", "The file is damaged: {detail}."), _AGAIN),
    "einvoice.too_deep": ("file", Wording("XML 的层次或元素多得反常。", "The XML has abnormally many levels or elements."), _HOSTILE),
    "einvoice.too_many_entries": ("file", Wording("压缩包内文件超过 {limit} 个。", "The archive holds more than {limit} entries."), _HOSTILE),
    "einvoice.bomb": ("file", Wording("压缩包展开后大得反常。", "The archive unpacks to an abnormal size."), _HOSTILE),
    "einvoice.path": ("file", Wording("压缩包内的路径指向包外。", "A path in the archive leads out of it."), _HOSTILE),
    "einvoice.link": ("file", Wording("压缩包内含有链接。", "The archive holds a link."), _HOSTILE),
    "einvoice.encrypted": ("file", Wording("文件有密码保护。", "The file is protected by a password."), _AGAIN),
    "einvoice.no_invoice": ("file", Wording("文件里没有找到发票数据。", "No invoice was found in the file."),
                            Wording("请索取该发票的 XML，或手工录入。", "Ask for the XML of the invoice, or enter it by hand.")),
    "einvoice.several": ("file", Wording("文件里有 {count} 张不同的发票。", "The file holds {count} different invoices."),
                         Wording("请逐张上传。", "Give them one by one.")),
    "einvoice.too_heavy": ("file", Wording("读取这个文件超出了内存限额。", "Reading the file needs more memory than is allowed."), _HOSTILE),
    "einvoice.unforeseen": (
        "file",
        Wording("程序没有预料到这样的文件，没有读入。", "The program did not foresee such a file; nothing was read."),
        Wording("请把文件交给管理员，以便修正程序。", "Give the file to an administrator, so that the program can be mended."),
    ),
    "einvoice.too_slow": ("file", Wording("{seconds} 秒内没有读完这个文件。", "The file could not be read within {seconds} seconds."), _HOSTILE),
    "einvoice.missing": ("value", Wording("没有{field_zh}。", "There is no {field_en}."), _LOOK),
    "einvoice.unreadable": ("value", Wording("{field_zh}“{value}”读不出来，未取值。", "The {field_en} “{value}” cannot be read; nothing was taken."), _LOOK),
    "einvoice.cents": ("value", Wording("{field_zh}“{value}”不足一分，未取值。", "The {field_en} “{value}” has parts of a fen; nothing was taken."), _LOOK),
    "einvoice.twice": ("value", Wording("{field_zh}出现 {count} 次且不一致，未取值。", "The {field_en} stands there {count} times and not alike; nothing was taken."), _ASK),
    "einvoice.number_form": ("check", Wording("发票号码“{value}”的位数不对：数电票为 20 位，其他电子发票为 8 位并有 10 或 12 位代码。",
                                              "The invoice number “{value}” has a wrong length: 20 digits for fully digital ones, else 8 with a code of 10 or 12."), _ASK),
    "einvoice.tax_number": ("check", Wording("{field_zh}有误：{why_zh}", "The {field_en}: {why_en}"), _ASK),
    "einvoice.no_lines": ("check", Wording("发票没有明细行。", "The invoice has no lines."), _LOOK),
    "einvoice.lines_net": ("check", Wording("明细金额合计 {sum}，与合计金额 {total} 不符。", "The lines add up to {sum} without tax, the total says {total}."), _ASK),
    "einvoice.lines_tax": ("check", Wording("明细税额合计 {sum}，与合计税额 {total} 不符。", "The tax of the lines adds up to {sum}, the total says {total}."), _ASK),
    "einvoice.gross": ("check", Wording("合计金额 {net} 加税额 {tax} 不等于价税合计 {total}。", "Net {net} and tax {tax} do not make the total {total}."), _ASK),
    "einvoice.words": ("check", Wording("大写金额“{value}”与价税合计 {total} 不符，或不是规范的大写。", "The amount in words “{value}” is not {total}, or not a proper amount in words."), _ASK),
    "einvoice.envelope": ("check", Wording("OFD 自带的{field_zh}“{other}”与发票数据中的“{value}”不同。", "The {field_en} of the OFD itself is “{other}”, that of the invoice inside is “{value}”."), _ASK),
    "einvoice.red_unnamed": ("check", Wording("红字发票没有写明所冲销的蓝字发票。", "A red-letter invoice does not name the invoice it takes back."), _ASK),
    "einvoice.sign": ("check", Wording("标为{stated_zh}，金额却是 {total}。", "It calls itself {stated_en}, but its total is {total}."), _ASK),
}  # fmt: skip

# What refuses a file whole, in the form every catalogue of refusals has.
CATALOGUE = {
    code: (reason, remedy) for code, (kind, reason, remedy) in PROBLEMS.items() if kind == "file"
}

FIELDS: dict[str, Wording] = {
    "number": Wording("发票号码", "invoice number"),
    "code": Wording("发票代码", "invoice code"),
    "issued_on": Wording("开票日期", "date of issue"),
    "title": Wording("发票种类", "kind of invoice"),
    "seller_name": Wording("销售方名称", "name of the seller"),
    "seller_tax_number": Wording("销售方税号", "tax number of the seller"),
    "seller_address": Wording("销售方地址", "address of the seller"),
    "seller_bank_account": Wording("销售方账号", "bank account of the seller"),
    "buyer_name": Wording("购买方名称", "name of the buyer"),
    "buyer_tax_number": Wording("购买方税号", "tax number of the buyer"),
    "buyer_address": Wording("购买方地址", "address of the buyer"),
    "buyer_bank_account": Wording("购买方账号", "bank account of the buyer"),
    "net": Wording("合计金额", "total without tax"),
    "tax": Wording("合计税额", "total tax"),
    "gross": Wording("价税合计", "total with tax"),
    "words": Wording("大写金额", "amount in words"),
    "note": Wording("备注", "note"),
    "colour": Wording("蓝字或红字标志", "blue or red mark"),
    "reverses_number": Wording("所冲销的发票号码", "number of the invoice taken back"),
    "reverses_code": Wording("所冲销的发票代码", "code of the invoice taken back"),
    "line_name": Wording("项目名称", "name of the line"),
    "line_model": Wording("规格型号", "model of the line"),
    "line_unit": Wording("单位", "unit of the line"),
    "line_quantity": Wording("数量", "quantity of the line"),
    "line_price": Wording("单价", "price of the line"),
    "line_net": Wording("明细金额", "amount of the line without tax"),
    "line_rate": Wording("税率", "tax rate of the line"),
    "line_tax": Wording("明细税额", "tax of the line"),
}


def problem(
    code: str, place: str, excerpt: str = "", field: str = "", **values: str | int
) -> Problem:
    """A problem of the catalogue with its words filled in; ``field`` is one of ``FIELDS``."""
    kind, reason, remedy = PROBLEMS[code]
    if field:
        values |= {"field_zh": FIELDS[field].zh, "field_en": FIELDS[field].en}
    return Problem(kind, code, place, reason.filled(**values), remedy, excerpt[:200])
