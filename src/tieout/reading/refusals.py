"""Every reason for which a file is refused: stable code, what was found, what to do, zh and en.

The list is the catalogue: the documentation prints it, the child names codes from it, and a test
holds that nothing raises a code that is not here. ``{names}`` are filled with plain values.
"""

from __future__ import annotations

from typing import NamedTuple

from tieout.refusal import Refusal, Wording


class Entry(NamedTuple):
    """Reason and remedy of one code."""

    reason: Wording
    remedy: Wording


_SAVE = Wording("请在 Excel 或 WPS 中打开，另存为 .xlsx（或 UTF-8 的 .csv）后再上传。",
                "Open it in a spreadsheet program and save it as .xlsx (or as UTF-8 .csv).")  # fmt: skip
_AGAIN = Wording(
    "请从原系统重新导出，或请对方重新发送。",
    "Export it again from where it came, or ask for it again.",
)
_CUT = Wording(
    "请只导出需要对账的期间和客户，或拆成几个文件。",
    "Export only the period and customer needed, or split the file.",
)
_COLUMNS = Wording("请用 --{side}-columns（或页面上的列更正）指明，可选的列：{labels}。",
                   "Name it with --{side}-columns (or correct the columns on the screen); the columns are: {labels}.")  # fmt: skip


def _entry(zh: str, en: str, remedy: Wording | tuple[str, str]) -> Entry:
    return Entry(Wording(zh, en), remedy if isinstance(remedy, Wording) else Wording(*remedy))


CATALOGUE: dict[str, Entry] = {
    # the file
    "file.missing": _entry("没有这个文件，或没有读取它的权限。", "There is no such file, or it may not be read.",
                           ("请检查文件名和路径。", "Check the name and the folder.")),
    "file.empty": _entry("文件是空的。", "The file is empty.", _AGAIN),
    "file.too_large": _entry("文件大于 {limit} MB。", "The file is larger than {limit} MB.", _CUT),
    "file.too_heavy": _entry("读取这个文件需要的内存超过了限额。", "Reading this file needs more memory than is allowed.", _CUT),
    "file.too_slow": _entry("{seconds} 秒内没有读完这个文件。", "The file could not be read within {seconds} seconds.", _CUT),
    "file.too_many_cells": _entry("文件里的单元格太多。", "The file holds too many cells.", _CUT),
    "file.too_many_sheets": _entry("工作表超过 {sheets} 张。", "There are more than {sheets} sheets.", _CUT),
    "file.too_wide": _entry("表格超过 {columns} 列，不像往来账。", "The table has more than {columns} columns; no ledger does.", _CUT),
    "file.damaged": _entry("文件已损坏：{detail}。", "The file is damaged: {detail}.", _AGAIN),
    "file.bomb": _entry("压缩包展开后大得反常，可能是恶意文件。", "The packed content unpacks to an abnormal size; the file may be hostile.", _SAVE),
    "file.encrypted": _entry("文件有密码保护。", "The file is protected by a password.",
                             ("请先去掉打开密码再上传。", "Remove the password, then try again.")),
    "file.macros": _entry("文件含有宏。", "The file holds macros.", _SAVE),
    "file.external_links": _entry("文件链接到别的工作簿，数值可能不是最新的。", "The file links to other workbooks, so its values may be stale.",
                                  ("请复制后“选择性粘贴为数值”，另存为新的 .xlsx。", "Copy it, paste as values, and save that as a new .xlsx.")),
    "file.dde": _entry("文件的公式会启动别的程序（DDE）。", "A formula of the file starts another program (DDE).", _SAVE),
    "file.doctype": _entry("文件的 XML 含有文档类型声明，正常的工作簿没有。", "The XML of the file declares a document type, which no honest workbook does.", _SAVE),
    "file.pdf": _entry("这是 PDF，不是表格。", "This is a PDF, not a table.",
                       ("请向对方索取 Excel 或 CSV 格式的明细账。", "Ask for the ledger as Excel or CSV.")),
    "file.image": _entry("这是图片，不是表格。", "This is a picture, not a table.",
                         ("请向对方索取 Excel 或 CSV 格式的明细账。", "Ask for the ledger as Excel or CSV.")),
    "file.archive": _entry("这是压缩包，不是工作簿。", "This is an archive, not a workbook.",
                           ("请先解压，再上传里面的表格。", "Unpack it and give the table inside.")),
    "file.html": _entry("这是网页，只是改名成了表格。", "This is a web page that was named like a table.", _SAVE),
    "file.xml": _entry("这是 XML 文件，不是表格。", "This is an XML file, not a table.", _SAVE),
    "file.json": _entry("这是 JSON 文件，不是表格。", "This is a JSON file, not a table.", _SAVE),
    "file.other_office": _entry("这是别的办公软件的文档。", "This is a document of another office program.", _SAVE),
    "file.binary_workbook": _entry("这是二进制工作簿（.xlsb）。", "This is a binary workbook (.xlsb).", _SAVE),
    "file.binary": _entry("这不是文本，也不是工作簿。", "This is neither text nor a workbook.", _AGAIN),
    "file.encoding": _entry("文字不能按 {asked} 编码读出。", "The text cannot be read as {asked}.",
                            ("请另存为 UTF-8，或指明编码。", "Save it as UTF-8, or name the encoding.")),
    "csv.quotes": _entry("第 {row} 行的引号没有正确结束，后面的行会被吞掉。",
                         "A quotation mark in row {row} is not closed properly and would swallow the rows after it.",
                         ("请修正该行的引号，或另存为 .xlsx。", "Correct the quotation marks of that row, or save as .xlsx.")),
    # the sheet
    "ledger.not_found": _entry("找不到往来账：没有一列日期和一列金额。", "No ledger was found: there is no column of dates with a column of amounts.",
                               ("请检查是否选错了文件；或用 --{side}-columns 指明日期列和金额列。可选的列：{labels}。",
                                "Check that this is the right file, or name the date and amount columns with --{side}-columns. The columns are: {labels}.")),
    "ledger.no_lines": _entry("有表头，但没有一行明细。", "There is a header but not a single line.", _AGAIN),
    "sheet.undecidable": _entry("有几张工作表都像往来账：{sheets}。", "Several sheets look like a ledger: {sheets}.",
                                ("请用 --{side}-sheet 选一张。", "Choose one with --{side}-sheet.")),
    "sheet.unknown": _entry("没有名为 {asked} 的工作表，只有：{sheets}。", "There is no sheet {asked}; there are: {sheets}.",
                            ("请用 --{side}-sheet 选其中一张。", "Choose one of them with --{side}-sheet.")),
    # the columns
    "columns.unknown": _entry("没有名为 {asked} 的列。", "There is no column {asked}.", _COLUMNS),
    "columns.unknown_field": _entry("没有名为 {asked} 的字段。", "There is no field {asked}.",
                                    ("可用的字段：{fields}。", "The fields are: {fields}.")),
    "columns.twice": _entry("列 {asked} 被指定给了两个字段。", "The column {asked} was given to two fields.", _COLUMNS),
    "columns.no_date": _entry("找不到日期列。", "No date column was found.", _COLUMNS),
    "columns.no_amount": _entry("找不到金额列，也找不到成对的借方、贷方列。", "No amount column was found, nor a pair of debit and credit columns.", _COLUMNS),
    "columns.undecidable": _entry("两种读法同样可能：{first}；{second}。", "Two readings are equally likely: {first}; {second}.", _COLUMNS),
    # dates, numbers, currency, sign
    "dates.undecidable": _entry("{column} 列的日期（如 {example}）既可读作日/月，也可读作月/日。",
                                "The dates in {column} (such as {example}) can be read as day/month and as month/day.",
                                ("请用 --date-order DMY 或 --date-order MDY 指明。", "Say which with --date-order DMY or --date-order MDY.")),
    "dates.mixed": _entry("{column} 列混用了日/月与月/日（如 {example} 与 {other}）。",
                          "Column {column} mixes day/month with month/day (such as {example} and {other}).",
                          ("请把该列统一为 2026-03-05 的写法。", "Write the whole column as 2026-03-05.")),
    "numbers.undecidable": _entry("{column} 列的数字（如 {example}）里的点或逗号，可能是小数点，也可能是千位分隔符。",
                                  "In {column} (such as {example}) the mark may be a decimal mark or a thousands separator.",
                                  ("请用 --decimal . 或 --decimal , 指明小数点。", "Name the decimal mark with --decimal . or --decimal ,")),
    "currency.mixed": _entry("同一份账里有几种货币：{currencies}。", "Several currencies stand in one ledger: {currencies}.",
                             ("请按货币分开导出，每次只对一种货币；或用 --currency 选一种。", "Export each currency apart and reconcile one at a time, or choose one with --currency.")),
    "currency.differs": _entry("两份账的货币不同：{ours} 与 {theirs}。", "The two ledgers are in different currencies: {ours} and {theirs}.",
                               ("请取得同一货币的账，或用 --currency 指明。", "Get both in one currency, or name it with --currency.")),
    "currency.unknown": _entry("货币应写成三个字母，如 CNY；{asked} 不是。", "A currency is three letters such as CNY; {asked} is not.",
                               ("请改用 ISO 货币代码。", "Use the ISO code.")),
    "sign.unknown": _entry("没有名为 {asked} 的方向设置。", "There is no sign setting {asked}.",
                           ("可用的设置：{signs}。", "The settings are: {signs}.")),
    "party.unknown": _entry("往来单位列里没有 {asked}，只有：{parties}。", "The party column does not hold {asked}; it holds: {parties}.",
                            ("请用 --party 写明其中一个名称。", "Name one of them with --party.")),
    # the proof
    "balance.does_not_close": _entry("期初 {opening} + 发生 {movements} = {reached}，但期末写的是 {closing}，相差 {gap}。{hint}",
                                     "Opening {opening} + movements {movements} = {reached}, but the closing says {closing}; {gap} is missing.{hint_en}",
                                     ("请检查是否缺行；确认无误后可加 --accept-unbalanced。", "Look for missing rows; if it is meant so, add --accept-unbalanced.")),
}  # fmt: skip


def refuse(code: str, place: str, **values: object) -> Refusal:
    """The refusal of that code at that place, its sentences filled in."""
    entry = CATALOGUE[code]
    return Refusal(
        code,
        place=place,
        reason=_filled(entry.reason, values),
        remedy=_filled(entry.remedy, values),
    )


def _filled(wording: Wording, values: dict[str, object]) -> Wording:
    return Wording(wording.zh.format(**values), wording.en.format(**values))
