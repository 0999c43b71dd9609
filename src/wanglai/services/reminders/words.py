"""What payment reminders, their steps and the reasons that nobody was asked are called, in both languages."""

from __future__ import annotations

from tieout.refusal import Wording

NOBODY_ASKED = {
    "no_contact": Wording("没有接收提醒的联系人", "No contact takes reminders"),
    "no_consent": Wording("联系人未同意接收", "No contact agreed to be written to"),
    "no_address": Wording("联系人没有邮箱，也不收短信", "No contact has an e-mail address or takes texts"),
    "bounced": Wording("上一封邮件被退回", "The last mail to it came back"),
    "stopped": Wording("付款提醒已停止", "Reminders of payment are stopped"),
    "covered": Wording("客户未核销款项已足够，请先核销", "What the customer has with us covers it: settle that first"),
    "claimed": Wording("客户称已付款，正在核实", "The customer says that it paid: that is looked into first"),
}  # fmt: skip
LEFT_OUT = {
    "disputed": Wording("争议处理中", "In dispute"),
    "promised": Wording("已承诺付款", "Promised"),
}


def step_words(step: int) -> Wording:
    """``-3``: three days before it is due; ``0``: on the day; ``7``: seven days after."""
    if step == 0:
        return Wording("到期当天", "on the due day")
    en = f"{abs(step)} day" + ("" if abs(step) == 1 else "s")
    return Wording(f"到期后 {step} 天", f"{en} after") if step > 0 else Wording(f"到期前 {-step} 天", f"{en} before")  # fmt: skip
