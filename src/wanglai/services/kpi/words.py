"""What the figures of reconciling with a target are called, in both languages."""

from __future__ import annotations

from tieout.refusal import Wording

TARGETS = {
    "timeliness": Wording("及时率 %", "timeliness %"),
    "confirmation": Wording("确认率 %", "confirmation %"),
    "days": Wording("平均确认天数", "mean days to confirm"),
    "accuracy": Wording("准确率 %", "accuracy %"),
    "handling": Wording("异常处理率 %", "handling of exceptions %"),
}
