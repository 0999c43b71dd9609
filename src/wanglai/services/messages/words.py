"""What messages, their states and what happens to them are called, in both languages."""

from __future__ import annotations

from tieout.refusal import Wording

KINDS = {
    "statement": Wording("对账单", "Statement"),
    "reminder": Wording("提醒", "Reminder"),
    "due_soon": Wording("到期提醒", "Falls due"),
    "overdue": Wording("逾期催款", "Overdue"),
    "reply": Wording("答复通知", "Reply"),
    "code": Wording("验证码", "One-time code"),
    "staff": Wording("致客户经理", "To the account manager"),
    "dispute": Wording("争议", "Dispute"),
    "advice": Wording("付款通知", "Remittance advice"),
    "group": Wording("群通知", "To a group"),
    "test": Wording("测试", "Test"),
}
CHANNELS = {
    "email": Wording("邮件", "Mail"),
    "sms": Wording("短信", "Text message"),
    "wecom": Wording("企业微信", "WeCom"),
    "dingtalk": Wording("钉钉", "DingTalk"),
}
STATES = {
    "queued": Wording("待发送", "Queued"),
    "held": Wording("已暂停", "Held"),
    "sending": Wording("发送中", "Being sent"),
    "sent": Wording("已发送", "Sent"),
    "failed": Wording("发送失败", "Failed"),
    "bounced": Wording("被退回", "Bounced"),
    "skipped": Wording("未发送", "Not sent"),
    "uncertain": Wording("结果不明", "Uncertain"),
    "closed": Wording("已了结", "Closed"),
}
# Colours of the chips: what needs somebody is never said by colour alone.
SIGNS = {
    "sent": "is-good", "failed": "is-bad", "bounced": "is-bad", "uncertain": "is-warn", "held": "is-warn",
}  # fmt: skip
EVENTS = {
    "queued": Wording("放入发件箱", "Put into the outbox"),
    "begun": Wording("开始发送", "Being handed over"),
    "accepted": Wording("服务器已接收", "Taken by the server"),
    "refused": Wording("服务器拒绝", "Refused by the server"),
    "waits": Wording("稍后重试", "To be tried again"),
    "unknown": Wording("未收到服务器答复", "No answer from the server"),
    "bounced": Wording("被退回", "Came back"),
    "delayed": Wording("对方服务器延迟投递", "Delayed on its way"),
    "arrived": Wording("对方服务器确认送达", "Delivered, says the other server"),
    "skipped": Wording("不再发送", "Not sent any more"),
    "held": Wording("暂停", "Held"),
    "resumed": Wording("恢复", "Let go on"),
    "again": Wording("要求再次发送", "To be sent again"),
    "closed": Wording("了结", "Closed"),
    "withdrawn": Wording("撤回", "Withdrawn"),
}
CALENDARS = {
    "CN": Wording("中国工作日（含调休）", "Working days of China"),
    "weekdays": Wording("周一至周五", "Mondays to Fridays"),
    "": Wording("每天", "Every day"),
}

# Our own words on what is in a message's way, as they are kept; what a server said follows them.
CAME_LATE = "it came too late to be of use"
CONTACT_ENDED = "the contact was ended before it was sent"
DIED_EARLY = "the sender died before the server was told anything"
DIED_LATE = "the sender died while the server was being told: it may have arrived"
NO_ANSWER = "no answer after the mail was handed over"
NO_ANSWER_OF_SERVICE = "no answer after it was handed to the service"
NOT_CALLED_FOR = "the statement was answered, replaced or stopped before it was sent"
PAYMENT_CHANGED = "something it lists was paid, contested or promised, money came, or reminders were stopped, before it was sent"
ANSWERED_AFTER_ALL = "the customer answered before it was sent"
ANSWERED_BY_US = "somebody of ours answered the customer before it was sent"
TAKEN_BACK = "what it tells of was taken back before it was sent"
NOT_REACHED = "the mail server was not reached"
GATEWAY_NOT_REACHED = "the service was not reached"
CHANNEL_STOPPED = "the channel was stopped before it was sent"
LATIN_ONLY = "the mail server takes no address in other than Latin letters"
RUN_AGAIN = "the run was sent again"
_IN_CHINESE = {
    CAME_LATE: "已过时，发送无意义",
    CONTACT_ENDED: "发送前联系人已停用",
    DIED_EARLY: "发送进程在告知服务器之前中断",
    DIED_LATE: "发送进程在向服务器传送时中断：可能已送达",
    NO_ANSWER: "邮件已交出，但未见服务器答复",
    NO_ANSWER_OF_SERVICE: "已交给该服务，但未见答复",
    NOT_CALLED_FOR: "发送前对账单已答复、已有新版本或已停止提醒",
    PAYMENT_CHANGED: "发送前所列款项已付款、有争议或已承诺付款日，或有新到款项，或已停止提醒",
    ANSWERED_AFTER_ALL: "发送前客户已答复",
    ANSWERED_BY_US: "发送前我方已答复客户",
    TAKEN_BACK: "发送前所通知的内容已撤回",
    NOT_REACHED: "无法连接邮件服务器",
    GATEWAY_NOT_REACHED: "无法连接该服务",
    CHANNEL_STOPPED: "发送前该渠道已停用",
    LATIN_ONLY: "邮件服务器不支持非拉丁字母的地址",
    RUN_AGAIN: "整批重新发送",
}


def trouble_words(kept: str) -> Wording | None:
    """What is in a message's way, ours in both languages and a server's as it said it; None where nothing is."""
    if not kept:
        return None
    for ours, zh in _IN_CHINESE.items():
        if kept.startswith(ours):
            rest = kept.removeprefix(ours)
            return Wording(zh + rest, kept)
    return Wording(kept, kept)
