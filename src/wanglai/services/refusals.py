"""What a verb says when the world is in its way: one small class per reason, with a stable code.

A screen shows ``sentence(language)`` with status ``http_status``; a command prints it and exits 2.
"""

from __future__ import annotations

from tieout.refusal import Refusal, Wording

__all__ = ["NotPermitted", "Refusal", "UnableTo", "Wording", "http_status"]


class UnableTo(Refusal):
    """A refusal of one verb: the words stand on the class, the place is given when raised."""

    code_of_refusal: str
    why: Wording
    next_step: Wording
    http_status = 409

    def __init__(self, place: str = "") -> None:
        super().__init__(self.code_of_refusal, place=place, reason=self.why, remedy=self.next_step)


class NotPermitted(UnableTo):
    """The person belongs to the company, but the role does not carry this act."""

    code_of_refusal = "access.denied"
    why = Wording("您的角色不能执行此操作。", "Your role does not carry this act.")
    next_step = Wording("请联系管理员调整角色。", "Ask an administrator for another role.")
    http_status = 403


def http_status(refusal: Refusal) -> int:
    """Status a screen answers with: that of the verb's class, 422 for what a file says wrong."""
    return refusal.http_status if isinstance(refusal, UnableTo) else 422
