"""Words of imports: states, standings, and what people did."""

from __future__ import annotations

from collections.abc import Iterable

from tieout.refusal import Wording

STATES: dict[str, Wording] = {
    "queued": Wording("等待读取", "waiting to be read"),
    "reading": Wording("正在读取", "being read"),
    "refused": Wording("读取被拒", "not readable as it is"),
    "preview": Wording("待确认", "to be looked at"),
    "ordered": Wording("等待导入", "waiting to be brought in"),
    "posting": Wording("正在导入", "being brought in"),
    "stopped": Wording("已停止", "stopped"),
    "done": Wording("已完成", "done"),
    "withdrawn": Wording("已撤回", "withdrawn"),
}
STANDINGS: dict[str, Wording] = {
    "ready": Wording("可导入", "ready"),
    "open": Wording("待处理", "to be decided"),
    "left_out": Wording("不导入", "left out"),
    "coming": Wording("尚未导入", "not brought in yet"),
    "booked": Wording("已导入", "brought in"),
}
BY_HAND = Wording("人工选择不导入", "left out by a person")
DECISIONS: dict[str, Wording] = {
    "choose": Wording("统一选择", "chose"),
    "correct": Wording("更正", "corrected"),
    "leave_out": Wording("不导入", "left out"),
    "take_in": Wording("恢复导入", "took in again"),
    "read_again": Wording("重新读取", "had it read again"),
    "order": Wording("确认导入", "had it brought in"),
    "stop": Wording("停止", "stopped it"),
    "go_on": Wording("继续", "went on"),
    "end": Wording("结束", "ended it"),
}
BY_FILE = Wording("按文件", "by the file")
BY_OWN_DAY = Wording("无合同，同单据日期", "no contract: its own date")
OWN_DAY = Wording("同单据日期", "its own date")


def by_contract(number: str, version: int) -> Wording:
    return Wording(f"按合同 {number} 第 {version} 版", f"by contract {number}, version {version}")


def not_by_contract(number: str) -> Wording:
    return Wording(
        f"合同 {number} 的分期不符，同单据日期",
        f"the plan of contract {number} does not fit: its own date",
    )


def waiting_for(source: Wording, events: Iterable[Wording]) -> Wording:
    """The source, and what has to happen before each part has a day."""
    named = list(events)
    zh, en = "、".join(each.zh for each in named), ", ".join(each.en.lower() for each in named)
    return Wording(f"{source.zh}，待{zh}", f"{source.en}, waits for {en}")
