"""What a run says of itself, in Chinese and English."""

from __future__ import annotations

from tieout.refusal import Wording
from tieout.scale.run import Progress, Ran

_STAGES = {
    "keys": Wording("按编号和金额", "numbers and amounts"),
    "buckets": Wording("逐户", "account by account"),
    "writing": Wording("写出", "writing"),
}


def progress_line(progress: Progress) -> Wording:
    """Lines decided of all, lines a second, and how long it will take at this pace."""
    stage, left = _STAGES[progress.stage], progress.seconds_left
    shown = f"{progress.done:,} / {progress.of:,}"
    if left is None:
        return Wording(f"{stage.zh}：{shown} 行", f"{stage.en}: {shown} rows")
    rate = progress.rows_per_second
    return Wording(
        f"{stage.zh}：{shown} 行，每秒 {rate:,} 行，约剩 {left} 秒",
        f"{stage.en}: {shown} rows, {rate:,} rows/s, about {left} s left",
    )


def summary_line(ran: Ran) -> Wording:
    """Where the decisions are, and their name."""
    return Wording(
        f"已写出 {ran.decisions}：{ran.rows:,} 行，决定的哈希 {ran.name}；"
        f"{ran.accounts:,} 个账户：按编号完成 {ran.by_keys:,}，沿用 {ran.reused:,}，本次核对 {ran.decided:,}",
        f"Written: {ran.decisions}: {ran.rows:,} rows, hash of the decisions {ran.name}; "
        f"{ran.accounts:,} accounts: {ran.by_keys:,} finished by keys, {ran.reused:,} taken over, "
        f"{ran.decided:,} decided now",
    )
