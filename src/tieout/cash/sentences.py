"""What is said of a receipt, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from tieout.refusal import Wording
from tieout.sentences import CLASS_NAMES

_RULES = {
    "advice": Wording("汇款通知列明 {count} 笔，合计等于收款 {amount}。", "The remittance advice names {count} items that add up to the receipt, {amount}."),
    "advice_meant": Wording("汇款通知的号码有误，按付款方自己的未清项应为 {items}，合计等于收款 {amount}。", "A number of the remittance advice is wrong; of the payer's own items it means {items}, {amount} in all."),
    "quoted_total": Wording("附言所列单据 {items} 合计正好为 {amount}。", "The quoted items {items} add up to exactly {amount}."),
    "quoted_slip": Wording("附言号码 {strange} 与 {items} 只差一处笔误，金额正好为 {amount}。", "The quoted number {strange} is one slip away from {items}, and the amount is exactly {amount}."),
    "quoted_less_credit": Wording("附言所列单据扣减贷项后正好为 {amount}：{items}。", "The quoted items less an open credit are exactly {amount}: {items}."),
    "quoted_part": Wording("附言指明 {items}，{amount} 为部分付款，余额仍未清。", "{items} is quoted; {amount} pays a part of it, the rest stays open."),
    "quoted_short": Wording("附言指明 {items}，实收 {amount}，少付部分（{cause}）仍挂账。", "{items} is quoted and {amount} arrived; what is missing ({cause}) stays open."),
    "quoted_shared": Wording("{receipts} 笔收款共同列明的单据合计与收款合计正好相等；本笔 {amount} 付 {items}。", "{receipts} receipts name the same items and together are exactly their sum; this one, {amount}, pays {items}."),
    "quoted_and_sum": Wording("附言只列出部分单据，与未列单据合计的唯一组合为 {items}，共 {amount}。", "Only some items are quoted; the one set that completes the amount is {items}, {amount} in all."),
    "quoted_over": Wording("附言所列单据 {items} 已全额清偿，收款 {amount} 多出的部分留在账上。", "The quoted items {items} are paid in full; what {amount} exceeds them by stays on account."),
    "order_statutory": Wording("付款方未说明清偿哪笔，按民法典第560、561条的顺序抵充 {items}。", "The payer does not say what is paid; by the statutory order (Civil Code of China, art. 560 and 561) it is {items}."),
    "order_oldest": Wording("付款方未说明清偿哪笔，按先后顺序核销 {items}。", "The payer does not say what is paid; oldest first it is {items}."),
    "habit_discount": Wording("付款方未清项中仅 {items} 减去其惯常折扣 {rate} 正好为 {amount}。", "Of the payer's open items only {items} less its usual discount of {rate} is {amount}."),
    "amount_single": Wording("付款方未清项中仅 {items} 的金额为 {amount}。", "Of the payer's open items only {items} has this amount, {amount}."),
    "amount_structure": Wording("付款方的 {count} 笔连续到期项目合计正好为 {amount}。", "{count} items of the payer in due order add up to exactly {amount}."),
    "amount_combination": Wording("{count} 笔未清项的唯一组合等于 {amount}；偶然凑成的期望个数为 {chance}。", "One combination of {count} open items is {amount}; by chance {chance} combinations would be."),
}  # fmt: skip
# Instead of "only", where several items have the amount: all of them alike, or not.
_ALIKE = Wording("付款方有 {alike} 笔未清项的金额同为 {amount}，日期也相同，可以互换；此处取 {items}。", "{alike} open items of the payer have this amount, {amount}, and the same dates: they are interchangeable, {items} is taken.")  # fmt: skip
_RIVALS = Wording("付款方有 {alike} 笔未清项的金额为 {amount}。", "{alike} open items of the payer have this amount, {amount}.")  # fmt: skip
# What the other receipts have to do with it.
_JOINTLY = Wording(
    "与其他收款一并考虑，只有这一种分配。", " Beside the other receipts this is the only answer."
)
_DIVIDED = Wording("同样的 {jointly} 笔收款正好各付其一，按日期先后对应。", " {jointly} receipts that say the same pay one such item each, in the order of their days.")  # fmt: skip
_CONTESTED = Wording("另有收款同样可以支付，系统不作选择。", " Another receipt could pay this as well, so none is chosen for you.")  # fmt: skip
# What a learned table said of the payer, where the answer rests on it.
_HABITS = {
    "discount": Wording("据截至 {learned} 的学习表，该付款方曾 {habit_seen} 次如此扣减。", " Learned up to {learned}: this payer kept so much {habit_seen} times."),
    "customer": Wording("据截至 {learned} 的学习表，该付款方曾替 {habit_customer} 付款（{habit_seen} 笔收款）。", " Learned up to {learned}: this payer paid for {habit_customer} ({habit_seen} receipts)."),
    "order": Wording("据截至 {learned} 的学习表，该付款方 {habit_seen} 次中有 {habit_followed} 次先付最早的。", " Learned up to {learned}: {habit_followed} of {habit_seen} times this payer paid the oldest first."),
    "days": Wording("据截至 {learned} 的学习表，该付款方通常在到期后 {habit_early} 至 {habit_late} 天付款（{habit_seen} 项），同样合理的分配中只有这一种符合。", " Learned up to {learned}: this payer usually pays {habit_early} to {habit_late} days after the due day ({habit_seen} items); of the equally good answers only this one is so."),
}  # fmt: skip
_TAILS = {
    "auto": Wording("", ""),
    "suggested": Wording("（建议，待人工确认）", " (Suggested; to be confirmed by a person.)"),
    "ambiguous": Wording(
        "另有 {others} 种同样合理的分配，系统不作选择。",
        " There are {others} other equally good answers, so none is chosen for you.",
    ),
}
_UNAPPLIED = {
    "prepayment": Wording("附言称为预付款。", "The payer calls it a prepayment."),
    "duplicate": Wording("与第 {other} 行为同一笔付款，重复收到。", "The same payment as row {other}, received again."),
    "bounced": Wording("被第 {other} 行退回抵消。", "Cancelled by the return in row {other}."),
    "settled": Wording("附言所列单据已结清。", "The quoted items are already settled."),
    "overpayment": Wording("超出所付单据，留待处理。", "More than the items it pays; kept on account."),
    "unknown_payer": Wording("付款方无法识别。", "The payer is not known."),
    "to_confirm": Wording("有建议，待人工确认。", "There is a suggestion to be confirmed."),
    "ambiguous": Wording("有多种同样合理的分配。", "Several answers are equally good."),
    "claimed": Wording("可能支付的项目另有依据更强的收款。", "What it could pay is paid by receipts with better evidence."),
    "no_items": Wording("没有可对应的未清项。", "No open item answers to it."),
    "returned": Wording("退款，未找到对应的收款。", "Money went back and no receipt answers to it."),
}  # fmt: skip
_PAYERS = {
    "account": Wording("按银行账号识别。", "Known by the bank account."),
    "name": Wording("户名与客户名称一致。", "The name is the customer's."),
    "alias": Wording("户名是已登记的别名。", "The name is a recorded alias."),
    "account_seen": Wording("同一账号的其他收款户名与客户一致（仅限本次）。", "Other receipts of this account bear the customer's name (for this run only)."),
    "name_part": Wording("户名是唯一一个客户名称的一部分。", "The name is part of one customer's name only."),
    "name_similar": Wording("户名与唯一一个客户名称相近。", "The name is close to one customer's name only."),
    "name_weak": Wording("户名像是 {count} 个客户中的一个，按金额或通知确定，待确认。", "The name may be that of {count} customers; amount or advice says which, to be confirmed."),
    "unknown": Wording("付款方无法识别。", "The payer is not known."),
}  # fmt: skip
_NO_CAUSE = Wording("", "")
REASONS: Mapping[str, Wording] = _UNAPPLIED


def sentence_of(
    rule: str, status: str, amount: str, facts: Mapping[str, str], others: int
) -> Wording:
    """The reason for one decision: the quoted items 7543 add up to exactly 3,215.00."""
    said, tail = _RULES[rule], _TAILS[status]
    if "alike" in facts:
        said = _RIVALS if others else _ALIKE
    if "contested" in facts:
        tail = _CONTESTED
    elif "jointly" in facts:
        beside = _JOINTLY if facts["jointly"] == "1" else _DIVIDED
        tail = Wording(beside.zh + tail.zh, beside.en + tail.en)
    if "habit" in facts:
        habit = _HABITS[facts["habit"]]
        tail = Wording(habit.zh + tail.zh, habit.en + tail.en)
    cause = CLASS_NAMES.get(facts.get("cause", ""), _NO_CAUSE)
    return Wording(
        (said.zh + tail.zh).format_map({**facts, "amount": amount, "others": others, "cause": cause.zh}),
        (said.en + tail.en).format_map({**facts, "amount": amount, "others": others, "cause": cause.en.lower()}),
    )  # fmt: skip


def unapplied_sentence(reason: str, other: int | None) -> Wording:
    said = _UNAPPLIED[reason]
    return Wording(said.zh.format(other=other), said.en.format(other=other))


@cache
def payer_sentence(by: str, count: int = 1) -> Wording:
    said = _PAYERS[by]
    return Wording(said.zh.format(count=count), said.en.format(count=count))
