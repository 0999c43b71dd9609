"""What can be wrong with the text of a remittance advice: the catalogue of its codes."""

from __future__ import annotations

from wanglai.domain.wording import Wording
from wanglai.formats.problem import Kind, Problem

CATALOGUE: dict[str, tuple[Kind, Wording, Wording]] = {
    "remittance.too_large": (
        "file",
        Wording("文本超过 {limit} MB。", "The text is larger than {limit} MB."),
        Wording("请只粘贴付款明细。", "Paste only the lines about the payment."),
    ),
    "remittance.too_slow": (
        "file",
        Wording("{seconds} 秒内没有读完。", "It was not read within {seconds} seconds."),
        Wording("请只粘贴付款明细。", "Paste only the lines about the payment."),
    ),
    "remittance.too_heavy": (
        "file",
        Wording("读取所需内存超过限额。", "Reading it takes more memory than allowed."),
        Wording("请只粘贴付款明细。", "Paste only the lines about the payment."),
    ),
    "remittance.unforeseen": (
        "file",
        Wording("读取时意外中止。", "The reading ended unexpectedly."),
        Wording("请改为上传表格文件。", "Hand it in as a table instead."),
    ),
    "remittance.encoding": (
        "file",
        Wording("文本不是 UTF-8 或 GB 18030 编码。", "The text is neither UTF-8 nor GB 18030."),
        Wording("请直接粘贴文本。", "Paste the text itself."),
    ),
    "remittance.too_long": (
        "file",
        Wording("文本超过 {limit} 行，其后的没有读取。", "The text has more than {limit} lines; the rest was not read."),
        Wording("请分成几份交入。", "Hand it in as several."),
    ),
    "remittance.two_amounts": (
        "value",
        Wording("一行有几个金额，不清楚哪个是付款额。", "The line has several amounts, and nothing says which was paid."),
        Wording("请每行只写付款额，扣款写明“扣款”。", "Write one amount paid per line, and “deduction” before what was kept back."),
    ),
    "remittance.amount": (
        "value",
        Wording("金额可能有两种读法。", "The amount can be read in two ways."),
        Wording("请写成 1,234.00 的形式。", "Write it like 1,234.00."),
    ),
    "remittance.no_number": (
        "value",
        Wording("有金额但没有单据号。", "There is an amount but no document number."),
        Wording("请在同一行写明我方单据号。", "Write our document number on the same line."),
    ),
    "remittance.payments": (
        "check",
        Wording("写了几笔付款，不清楚哪些行属于哪一笔。", "It speaks of several payments, and nothing says which lines are of which."),
        Wording("请在每笔付款的日期和金额之后写明其单据，或分成几份交入。", "Write the documents of each payment after its day and amount, or hand them in one by one."),
    ),
    "remittance.not_paid": (
        "check",
        Wording("文中有尚未付款或请人付款的话，不清楚哪些行已付。", "It speaks of money that is not paid yet, and nothing says which lines were paid."),
        Wording("请只交入已付的明细。", "Hand in only what was paid."),
    ),
    "remittance.two_days": (
        "check",
        Wording("同一笔付款写有两个日期。", "One payment has two days."),
        Wording("请每笔付款写一个日期。", "Give each payment one day."),
    ),
    "remittance.two_totals": (
        "check",
        Wording("写了两个不同的合计。", "Two different totals are stated."),
        Wording("请核对付款总额。", "Check the total of the payment."),
    ),
}  # fmt: skip


def problem(code: str, place: str, excerpt: str = "", **values: int) -> Problem:
    kind, reason, remedy = CATALOGUE[code]
    return Problem(kind, code, place, _filled(reason, values), remedy, excerpt[:200])


def _filled(words: Wording, values: dict[str, int]) -> Wording:
    return Wording(words.zh.format(**values), words.en.format(**values))
