"""What the portal calls things, in both languages: kinds of answers, how a statement stands, what a customer confirms."""

from __future__ import annotations

from datetime import date

from tieout.refusal import Wording
from wanglai.services.money import Amount

ANSWERS = {
    "confirmed": Wording("确认", "Confirmed"),
    "disputed": Wording("异议", "Disputed"),
    "asked": Wording("提问", "Question"),
    "promised": Wording("付款承诺", "Promise to pay"),
    "uploaded": Wording("上传明细账", "Own ledger uploaded"),
    "feedback": Wording("反馈", "Feedback"),
    "complaint": Wording("投诉", "Complaint"),
    "followed": Wording("争议留言", "Said in a dispute"),
    "agreed": Wording("同意处理方案", "Outcome agreed to"),
    "declined": Wording("不同意处理方案", "Outcome not agreed to"),
    "answered": Wording("答复对账差异", "Differences answered"),
    "rated": Wording("评价", "Rating"),
}
STANDINGS = {
    "unsent": Wording("未发链接", "No link made"),
    "waiting": Wording("待客户确认", "Waiting for the customer"),
    "confirmed": Wording("已确认", "Confirmed"),
    "confirmed_differing": Wording("已确认，有异议明细", "Confirmed, with lines disputed"),
    "disputed": Wording("有异议", "Disputed"),
    "expired": Wording("链接过期，未答复", "Link over, unanswered"),
    "silent": Wording("逾期未答复", "Silent: no answer in time"),
}
LINK_STATES = {
    "live": Wording("有效", "Live"),
    "shut": Wording("错误次数过多，已停用", "Shut: too many wrong codes"),
    "revoked": Wording("已撤销", "Withdrawn"),
    "expired": Wording("已过期", "Over"),
}
SCORES = {
    5: Wording("非常容易", "Very easy"),
    4: Wording("容易", "Easy"),
    3: Wording("一般", "Neither easy nor hard"),
    2: Wording("困难", "Hard"),
    1: Wording("非常困难", "Very hard"),
}
_OWED = Wording(
    "我方确认：截至 {on}，我方应付{seller}的余额为 {currency} {amount}，与第 {number} 号对账单一致。",
    "We confirm that on {on} the balance we owe to {seller} was {currency} {amount}, as statement {number} says.",
)
_OUT_OF_DEBT = Wording(
    "我方确认：截至 {on}，{seller}应付我方的余额为 {currency} {amount}，与第 {number} 号对账单一致。",
    "We confirm that on {on} the balance {seller} owes to us was {currency} {amount}, as statement {number} says.",
)
_ACTIVITY = Wording(
    "我方确认：第 {number} 号对账单所列截至 {on} 我方与{seller}之间的往来明细无误。",
    "We confirm that statement {number} lists the movements between us and {seller} through {on} correctly.",
)


def wording_of(kind: str, number: str, seller: str, on: date, closing: Amount) -> Wording:
    """The sentence a customer confirms. 600.00 owed to us is "the balance we owe", -600.00 "the balance … owes to us"."""
    sentence = _ACTIVITY if kind == "activity" else _OUT_OF_DEBT if closing.is_negative else _OWED
    shown = Amount(abs(closing.minor), closing.currency)
    said = {
        "on": on.isoformat(),
        "seller": seller,
        "currency": closing.currency,
        "amount": shown,
        "number": number,
    }
    return Wording(sentence.zh.format(**said), sentence.en.format(**said))
