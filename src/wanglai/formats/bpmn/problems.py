"""Everything that can be wrong with a BPMN file itself: stable code, what was found, what to do, zh and en.

What is wrong with the procedure it draws is for ``domain.procedures.faults`` to say.
"""

from __future__ import annotations

from wanglai.domain.wording import Wording
from wanglai.formats.problem import Kind, Problem


class FileRefused(Exception):
    """Raised inside this room alone: the file as a whole cannot be taken."""

    def __init__(self, code: str, place: str, excerpt: str = "", **values: str | int) -> None:
        super().__init__(f"{code} ({place})")
        self.problem = problem(code, place, excerpt, **values)


_AGAIN = Wording(
    "请从绘图工具重新导出 BPMN 2.0。", "Export it again from the drawing tool, as BPMN 2.0."
)
_HOSTILE = Wording(
    "正常的流程图不会这样，请勿打开，并核实来源。", "No honest drawing is like this: do not open it, and ask where it comes from."
)  # fmt: skip
_PLAIN = Wording(
    "只用：开始、结束、任务、排他网关、并行网关、泳道，任务上的计时边界事件表示时限。",
    "Use start, end, tasks, exclusive and parallel gateways and lanes; a timer on a task's edge is its time limit.",
)

PROBLEMS: dict[str, tuple[Kind, Wording, Wording]] = {
    "bpmn.too_large": ("file", Wording("文件大于 {limit} MB。", "The file is larger than {limit} MB."), _HOSTILE),
    "bpmn.not_one": ("file", Wording("这不是 BPMN 2.0 文件。", "This is no BPMN 2.0 file."), _AGAIN),
    "bpmn.doctype": ("file", Wording("XML 含有文档类型声明。", "The XML declares a document type."), _HOSTILE),
    "bpmn.encoding": ("file", Wording("文字不能按 {asked} 编码读出。", "The text cannot be read as {asked}."), _AGAIN),
    "bpmn.damaged": ("file", Wording("文件已损坏：{detail}。", "The file is damaged: {detail}."), _AGAIN),
    "bpmn.too_deep": ("file", Wording("XML 的层次或元素多得反常。", "The XML has abnormally many levels or elements."), _HOSTILE),
    "bpmn.too_heavy": ("file", Wording("读取这个文件超出了内存限额。", "Reading the file needs more memory than is allowed."), _HOSTILE),
    "bpmn.unforeseen": ("file", Wording("程序没有预料到这样的文件，没有读入。", "The program did not foresee such a file; nothing was read."), _AGAIN),
    "bpmn.too_slow": ("file", Wording("{seconds} 秒内没有读完这个文件。", "The file could not be read within {seconds} seconds."), _HOSTILE),
    "bpmn.no_process": ("file", Wording("文件里没有流程。", "The file draws no process."), _AGAIN),
    "bpmn.several": ("file", Wording("文件里有 {count} 个流程。", "The file draws {count} processes."),
                     Wording("请把一个流程画在一个文件里。", "Draw one process in one file.")),
    "bpmn.too_many_steps": ("file", Wording("步骤超过 {limit} 个，没有人能照着做。", "There are more than {limit} steps; nobody follows that."),
                            Wording("请拆成几个流程。", "Divide it into several procedures.")),
    "bpmn.no_drawing": ("file", Wording("文件只有步骤，没有图形。", "The file names steps but draws none."), _AGAIN),
    "bpmn.id": ("file", Wording("“{value}”不能作为图形的标识，或出现了两次。", "“{value}” cannot be the id of a shape, or stands there twice."), _AGAIN),
    "bpmn.way": ("file", Wording("连线没有连接两个已画的步骤。", "An arrow does not join two drawn steps."), _AGAIN),
    "bpmn.element": ("value", Wording("“{value}”这种图形不支持。", "A “{value}” is not supported."), _PLAIN),
    "bpmn.limit": ("value", Wording("“{value}”读不出时限。", "“{value}” says no time limit that can be read."),
                   Wording("请写 P3D，或写“3 个工作日”。", "Write P3D, or “3 working days”.")),
}  # fmt: skip

# What refuses a file whole, in the form every catalogue of refusals has.
CATALOGUE = {
    code: (reason, remedy) for code, (kind, reason, remedy) in PROBLEMS.items() if kind == "file"
}


def problem(code: str, place: str, excerpt: str = "", **values: str | int) -> Problem:
    """A problem of the catalogue with its words filled in."""
    kind, reason, remedy = PROBLEMS[code]
    return Problem(kind, code, place, reason.filled(**values), remedy, excerpt[:200])
