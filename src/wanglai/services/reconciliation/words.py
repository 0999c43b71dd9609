"""Words of results in both languages: statuses, features compared, how well they agree, what happened."""

from __future__ import annotations

from tieout.refusal import Wording
from tieout.report.words import FIELD_NAMES
from tieout.sentences import CLASS_NAMES

STATUS_NAMES = {
    "auto": Wording("已匹配", "Matched"),
    "suggested": Wording("建议匹配", "Suggested"),
    "ambiguous": Wording("有歧义", "Ambiguous"),
    "accepted": Wording("人工确认", "Accepted by hand"),
    "relinked": Wording("人工勾对", "Linked by hand"),
    "open": Wording("待处理", "Open"),
}

_FEATURES = {
    **FIELD_NAMES,
    "count": Wording("行数", "Lines"),
    "twin": Wording("同一笔", "Twin line"),
    "lag": Wording("惯常间隔", "Usual delay"),
    "days": Wording("相差天数", "Days apart"),
}

_LEVELS = {
    **CLASS_NAMES,
    "equal": Wording("一致", "equal"),
    "near": Wording("相近", "near"),
    "far": Wording("相差较远", "far"),
    "absent": Wording("一方没有", "absent"),
    "quoted": Wording("摘要中提到", "quoted in the text"),
    "contains": Wording("包含", "contains"),
    "permuted": Wording("次序不同", "same parts, other order"),
    "contradicts": Wording("矛盾", "contradicts"),
    "total": Wording("合计一致", "totals agree"),
    "cancels": Wording("相互抵销", "cancels out"),
    "expected": Wording("符合预期", "as expected"),
}

_EVENTS = {
    "started": Wording("上传了两个文件，开始对账", "handed in both files and started"),
    "started_from_book": Wording("以账簿为我方账，开始对账", "started it against the book"),
    "disposed": Wording("写明了差异如何处理", "said what becomes of a difference"),
    "undisposed": Wording("撤回了差异的处理", "took back what was said of a difference"),
    "sheet_frozen": Wording(
        "定稿并签署了余额调节表", "froze the balance reconciliation statement and signed it"
    ),
    "sheet_approved": Wording(
        "复核并签署了余额调节表", "approved and signed the balance reconciliation statement"
    ),
    "sheet_released": Wording("向客户开放了余额调节表", "released the sheet to the customer"),
    "sheet_taken_back": Wording(
        "撤回了向客户开放的余额调节表", "took the sheet back that the customer could read"
    ),
    "sheet_answered": Wording("登记了对方的签字", "kept the other side's signature"),
    "repeated": Wording("重新运行", "ran it again"),
    "corrected": Wording("更正了读取方式", "corrected how a file is read"),
    "confirmed": Wording("记住了该客户的读取方式", "confirmed the reading for this customer"),
    "run_done": Wording("运行完成", "the run finished"),
    "run_finished": Wording("运行完成", "the run finished"),
    "run_refused": Wording("文件未被接受", "a file was refused"),
    "run_failed": Wording("运行失败", "the run failed"),
    "run_cancelled": Wording("运行已取消", "the run was cancelled"),
    "cancel_asked": Wording("要求取消运行", "asked to cancel the run"),
    "accept": Wording("确认了一组配对", "accepted a group"),
    "reject": Wording("拆开了一组配对", "took a group apart"),
    "relink": Wording("手工勾对", "linked lines by hand"),
    "undone": Wording("撤销了一个决定", "undid a decision"),
    "note": Wording("写了备注", "wrote a note"),
    "note_withdrawn": Wording("撤回了备注", "withdrew a note"),
    "downloaded": Wording("下载了余额调节表", "downloaded the difference sheet"),
    "original_taken": Wording("下载了原始文件", "downloaded an original file"),
}


def class_words(name: str) -> Wording:
    return CLASS_NAMES[name]


def field_words(name: str) -> Wording:
    return FIELD_NAMES.get(name) or Wording(name, name)


def feature_words(name: str) -> Wording:
    return _FEATURES.get(name) or Wording(name, name)


def level_words(name: str) -> Wording:
    return _LEVELS.get(name) or Wording(name, name)


def event_words(kind: str) -> Wording:
    return _EVENTS[kind]
