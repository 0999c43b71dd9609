"""Everything that can be wrong with a bank's file: stable code, what was found, what to do, zh and en.

Three kinds: *file*, nothing was read; *value*, one value is missing or unreadable and stays empty; *check*, what the file
says twice differs, so that the file waits for somebody's decision.
"""

from __future__ import annotations

from wanglai.domain.wording import Wording
from wanglai.formats.problem import Kind, Problem


class FileRefused(Exception):
    """Raised inside this room alone: the file as a whole cannot be taken."""

    def __init__(self, code: str, place: str, **values: str | int) -> None:
        super().__init__(f"{code} ({place})")
        self.problem = problem(code, place, **values)


_AGAIN = Wording(
    "请从网银重新下载后再试，不要用其他程序另存。",
    "Download it again from the bank, and do not save it with another program.",
)
_HOSTILE = Wording(
    "银行的文件不会这样，请勿使用，并核实来源。",
    "No bank's file is like this: do not use it, and find out where it is from.",
)
_CLOSE = Wording(
    "请向银行索取完整的文件；确认前不要入账。",
    "Ask the bank for the whole file; post nothing of it before that is settled.",
)
_LOOK = Wording(
    "请对照银行的原始对账单，再手工填写。",
    "Look at the bank's own statement and enter the value by hand.",
)

# code: kind, reason, remedy
PROBLEMS: dict[str, tuple[Kind, Wording, Wording]] = {
    "bank.empty": ("file", Wording("文件是空的。", "The file is empty."), _AGAIN),
    "bank.too_large": ("file", Wording("文件大于 {limit} MB。", "The file is larger than {limit} MB."), _HOSTILE),
    "bank.not_one": ("file", Wording("这不是已知的银行对账文件。", "This is no bank statement of a known form."),
                     Wording("可用 CAMT.052/053/054、MT940/MT942、BAI2、OFX，以及银行或支付平台导出的 Excel、CSV 明细。",
                             "Known are CAMT.052/053/054, MT940/MT942, BAI2, OFX and the lists that banks and wallets export as Excel or CSV.")),
    "bank.doctype": ("file", Wording("XML 含有文档类型声明，它可以改写金额。", "The XML declares a document type, which can rewrite amounts."), _HOSTILE),
    "bank.encoding": ("file", Wording("文字不能按 {asked} 编码读出，或与声明的编码不符。", "The text cannot be read as {asked}, or is not in the encoding it declares."), _AGAIN),
    "bank.damaged": ("file", Wording("文件已损坏：{detail}。", "The file is damaged: {detail}."), _AGAIN),
    "bank.too_deep": ("file", Wording("XML 的层次或元素多得反常。", "The XML has abnormally many levels or elements."), _HOSTILE),
    "bank.too_heavy": ("file", Wording("读取这个文件超出了内存限额。", "Reading the file needs more memory than is allowed."), _HOSTILE),
    "bank.too_slow": ("file", Wording("{seconds} 秒内没有读完这个文件。", "The file could not be read within {seconds} seconds."), _HOSTILE),
    "bank.unforeseen": ("file", Wording("程序没有预料到这样的文件，没有读入。", "The program did not foresee such a file; nothing was read."),
                        Wording("请把文件交给管理员，以便修正程序。", "Give the file to an administrator, so that the program can be mended.")),
    "bank.encrypted": ("file", Wording("文件有密码。", "The file has a password."),
                       Wording("请去掉密码后另存，或从网银下载不加密的文件。", "Save it without its password, or download it from the bank without one.")),
    "bank.unknown_layout": ("file", Wording("这是一张表，但不是已知银行或支付平台的列。", "This is a table, but its columns are those of no bank or wallet that is known."),
                            Wording("请指明各列的含义，系统会按银行账户记住。", "Say what its columns are; that is remembered for the bank account.")),
    "bank.no_statement": ("file", Wording("文件里没有对账单。", "There is no statement in the file."), _AGAIN),
    "bank.amount": ("value", Wording("金额“{value}”读不出来，未取值。", "The amount “{value}” cannot be read; nothing was taken."), _LOOK),
    "bank.places": ("value", Wording("金额“{value}”的小数位多于 {currency} 所有，未取值。", "The amount “{value}” has more places than {currency} has; nothing was taken."), _LOOK),
    "bank.day": ("value", Wording("日期“{value}”读不出来，未取值。", "The day “{value}” cannot be read; nothing was taken."), _LOOK),
    "bank.day_order": ("value", Wording("“{value}”一类的日期，看不出先日后月还是先月后日，未取值。", "Days such as “{value}” may begin with the day or with the month; nothing was taken."),
                       Wording("请在银行导出时选择年份在前的日期格式，或指明日期顺序。", "Export it with days that begin with the year, or say which it is.")),
    "bank.line": ("value", Wording("这一行读不懂，未取值。", "This line cannot be read; nothing of it was taken."), _LOOK),
    "bank.no_account": ("value", Wording("对账单没有账号。", "The statement names no account."), _LOOK),
    "bank.currency": ("value", Wording("币种“{value}”读不出来，金额未取值。", "The currency “{value}” cannot be read; the amount was not taken."), _LOOK),
    "bank.direction": ("value", Wording("“{value}”看不出是收入还是支出，未取值。", "“{value}” does not say whether money came in or went out; nothing was taken."), _LOOK),
    "bank.not_booked": ("check", Wording("{count} 行不是收入也不是支出，或尚未完成：保留但不入账。", "{count} rows are neither income nor expense, or not completed: they are kept and not booked."),
                        Wording("请查看这些行；其中没有应入账的款项，即可决定接受文件。", "Look through them, and have the file taken if no money of yours is among them.")),
    "bank.long_row": ("check", Wording("这条记录跨 {lines} 行，多余的引号可能藏住了别的记录。", "This record goes over {lines} lines: a stray quotation mark may hide others in it."), _CLOSE),
    "bank.sheet_left": ("check", Wording("这张工作表的列不认识，没有读入。", "The columns of this sheet are not known; it was not read."), _LOOK),
    "bank.not_running": ("check", Wording("有 {count} 行的余额不是上一余额加本行金额：第 {rows} 行。中间可能缺少分录。",
                                          "In {count} rows the balance is not the one before and the row's amount: row {rows}. Entries may be missing between them."), _CLOSE),
    "bank.no_balance": ("check", Wording("没有期初或期末余额，无法证明分录齐全。", "There is no opening or no closing balance, so nothing proves that no entry is missing."), _CLOSE),
    "bank.not_closing": ("check", Wording("期初 {opening} 加分录 {entries} 得 {sum}，期末却是 {closing}，相差 {gap}。",
                                          "Opening {opening} and entries of {entries} make {sum}, but the closing balance is {closing}: a gap of {gap}."), _CLOSE),
    "bank.not_following": ("check", Wording("期初 {opening} 不是上一份对账单的期末 {closing}，中间可能缺少对账单。",
                                            "The opening balance {opening} is not the closing balance {closing} of the statement before: one may be missing between them."), _CLOSE),
    "bank.currencies": ("check", Wording("余额与分录的币种不同：{names}。", "Balances and entries are of different currencies: {names}."), _CLOSE),
    "bank.batch": ("check", Wording("批次付款合计 {sum}，与分录 {total} 不符。", "The payments of the batch add up to {sum}, the entry says {total}."), _CLOSE),
    "bank.cut_off": ("check", Wording("文件在结尾记录之前中断。", "The file ends before its closing record."), _CLOSE),
    "bank.control_sum": ("check", Wording("控制合计应为 {told}，实际为 {found}。", "The control total says {told}, what was read comes to {found}."), _CLOSE),
    "bank.control_count": ("check", Wording("文件说有 {told} 条记录，实际为 {found}。", "The file says {told} records, there are {found}."), _CLOSE),
}  # fmt: skip

# What refuses a file whole, in the form every catalogue of refusals has.
CATALOGUE = {
    code: (reason, remedy) for code, (kind, reason, remedy) in PROBLEMS.items() if kind == "file"
}


def problem(code: str, place: str, excerpt: str = "", /, **values: str | int) -> Problem:
    """A problem of the catalogue with its words filled in."""
    kind, reason, remedy = PROBLEMS[code]
    return Problem(kind, code, place, reason.filled(**values), remedy, excerpt[:200])
