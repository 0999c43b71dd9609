"""What is said to people, in Chinese and English: one sentence per decision, with its figures."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from string import Formatter

from tieout.money import for_people
from tieout.refusal import Wording


@dataclass(frozen=True, slots=True)
class Figures:
    """Renders amounts of one currency inside sentences."""

    currency: str

    def money(self, minor_units: int) -> str:
        return for_people(minor_units, self.currency)


_RULES = {
    "by_hand": Wording("由人工确认。", "Confirmed by hand."),
    "document_amount": Wording(
        "单据号与金额一致：{key}，{ours}。",
        "Same document number and amount: {key}, {ours}.",
    ),
    "reference_amount": Wording(
        "摘要或凭证中引用的号码与金额一致：{key}，{ours}。",
        "The number quoted by one side and the amount agree: {key}, {ours}.",
    ),
    "order_amount": Wording(
        "订单（送货、合同）号与金额一致：{key}，{ours}。",
        "Same order number and amount: {key}, {ours}.",
    ),
    "document_folded": Wording(
        "号码只差易混字符（O/0、I/1），金额一致：{key}，{ours}。",
        "The numbers differ only in look-alike characters (O/0, I/1) and the amount agrees: {key}, {ours}.",
    ),
    "document_tail": Wording(
        "号码末段与金额一致：{key}，{ours}。",
        "The last part of the number and the amount agree: {key}, {ours}.",
    ),
    "document_slip": Wording(
        "金额一致，单据号只差一处笔误：{our_number} 与 {their_number}，{ours}。",
        "Same amount, and the numbers differ by one slip: {our_number} and {their_number}, {ours}.",
    ),
    "document_total": Wording(
        "同一号码 {key} 下我方 {our_count} 笔、对方 {their_count} 笔，合计 {ours} 对 {theirs}。",
        "Under one number, {key}, {our_count} of our lines and {their_count} of theirs add up: {ours} and {theirs}.",
    ),
    "document_differs": Wording(
        "单据号一致（{key}），金额不同：我方 {ours}，对方 {theirs}，差 {gap}。",
        "Same number ({key}), different amount: ours {ours}, theirs {theirs}, a difference of {gap}.",
    ),
    "amount_date": Wording(
        "金额一致（{ours}），日期相近（{our_day} 与 {their_day}）。",
        "Same amount ({ours}), near dates ({our_day} and {their_day}).",
    ),
    "amount_only": Wording(
        "金额一致（{ours}），该金额双方各只出现一次。",
        "Same amount ({ours}), which stands only once on each side.",
    ),
    "amount_near": Wording(
        "日期相近，金额差 {gap} 可由已知原因解释（{cause_zh}）：我方 {ours}，对方 {theirs}。请人工确认。",
        "Near dates, and a known cause ({cause_en}) explains the difference of {gap}: ours {ours}, theirs {theirs}. Please confirm.",
    ),
    "bundle_total": Wording(
        "一方一笔等于另一方同日的 {count} 笔合计：{ours}。",
        "One line of one side equals {count} lines of one day of the other: {ours}.",
    ),
    "sum_quoted": Wording(
        "一方一笔引用了另一方 {count} 笔的号码（{key} 等），合计相等：{ours}。",
        "One line names {count} lines of the other side ({key} and others), and they add up to it: {ours}.",
    ),
    "sum_quoted_rest": Wording(
        "一方一笔引用了另一方部分号码（{key} 等），与未引用者凑成该金额的组合共 {count} 笔：{ours}。"
        "未引用的候选 {candidates} 笔，偶然凑成的期望个数为 {chance}。",
        "One line names some lines of the other side ({key}), and with what completes the amount they are {count}: {ours}. "
        "{candidates} open items besides; by chance {chance} combinations would hit what is missing.",
    ),
    "sum_quoted_gap": Wording(
        "一方一笔引用了另一方 {count} 笔的号码（{key} 等）；我方 {ours}，对方 {theirs}，差 {gap} 可由已知原因解释（{cause_zh}）。",
        "One line names {count} lines of the other side ({key} and others): ours {ours}, theirs {theirs}, "
        "and a known cause ({cause_en}) explains the {gap} between them.",
    ),
    "sum_natural": Wording(
        "一方一笔等于另一方{natural_zh}，共 {count} 笔：{ours}。未清 {candidates} 笔，偶然凑成该金额的组合期望为 {chance} 个。",
        "One line of one side is {natural_en} of the other, {count} lines: {ours}. {candidates} open items; by chance {chance} combinations would hit this amount.",
    ),
    "sum_amounts": Wording(
        "一方一笔等于另一方 {count} 笔之和：{ours}。未清 {candidates} 笔，偶然凑成该金额的组合期望为 {chance} 个。",
        "One line of one side is the sum of {count} lines of the other: {ours}. {candidates} open items; by chance {chance} combinations would hit this amount.",
    ),
    "sum_gap": Wording(
        "一方一笔与另一方 {count} 笔之和相近：我方 {ours}，对方 {theirs}，差 {gap} 可由已知原因解释（{cause_zh}）。"
        "未清 {candidates} 笔，偶然如此的组合期望为 {chance} 个。",
        "One line of one side is near the sum of {count} lines of the other: ours {ours}, theirs {theirs}; a known cause ({cause_en}) explains the {gap} between them. "
        "{candidates} open items; by chance {chance} combinations would do so.",
    ),
    "month_total": Wording(
        "{key} 月内双方未逐笔对应的部分合计一致（我方 {our_count} 笔，对方 {their_count} 笔）：{ours}。仅总额相符，未逐笔核对。",
        "What is still open of {key} comes to the same total on both sides ({our_count} lines of ours, {their_count} of theirs): {ours}. Cleared in total, not itemised.",
    ),
    "rest_total": Wording(
        "双方其余未对应的部分合计一致（我方 {our_count} 笔，对方 {their_count} 笔）：{ours}。仅总额相符，未逐笔核对。",
        "All that is still open comes to the same total on both sides ({our_count} lines of ours, {their_count} of theirs): {ours}. Cleared in total, not itemised.",
    ),
    "reversal": Wording(
        "同一方的入账与其冲销相互抵消：{size}。",
        "An entry and its reversal on the same side cancel out: {size}.",
    ),
}

_ALONE = Wording("双方均无其他候选。", " No rival on either side.")
_SUGGESTED = Wording("（建议，待人工确认）", " (Suggested; to be confirmed by a person.)")
_AMBIGUOUS = Wording(
    "有 {rivals} 种同样合理的配法，系统不作选择。",
    " There are {rivals} other equally good pairings, so none is chosen for you.",
)
_NOTHING = Wording("", "")
_SET = Wording("各笔内容相同，作为一组核对。", " The lines are alike and are matched as a set.")

CLASS_NAMES = {
    "missing_theirs": Wording("对方未入账", "Not in their books"),
    "missing_ours": Wording("我方未入账", "Not in our books"),
    "timing": Wording("时间性差异（未达账项）", "Timing"),
    "amount": Wording("金额不符", "Different amount"),
    "tax_rounding": Wording("税额或尾差", "Tax or rounding"),
    "fee": Wording("手续费", "Bank fee"),
    "discount": Wording("折扣折让", "Discount"),
    "duplicate_ours": Wording("我方重复入账", "Booked twice by us"),
    "duplicate_theirs": Wording("对方重复入账", "Booked twice by them"),
    "wrong_party": Wording("记错往来单位", "Wrong party"),
    "sign": Wording("借贷方向相反", "Opposite sign"),
    "transposition": Wording("数字笔误", "Digits mistyped"),
    "partial": Wording("部分收付", "Part payment"),
    "fx": Wording("汇兑差额", "Exchange difference"),
    "unknown": Wording("原因不明", "Unknown"),
}

_PAIR_CAUSES = {
    "sign": Wording("我方 {ours}，对方 {theirs}，方向相反。", "Ours {ours}, theirs {theirs}: the same amount with the opposite sign."),
    "transposition": Wording(
        "我方 {ours}，对方 {theirs}：数字错位、漏位或小数点移位。",
        "Ours {ours}, theirs {theirs}: digits swapped, dropped or the decimal point shifted.",
    ),
    "tax_rounding": Wording("我方 {ours}，对方 {theirs}：含税口径或尾差。", "Ours {ours}, theirs {theirs}: tax in or out, or rounding."),
    "fee": Wording("我方 {ours}，对方 {theirs}：差额 {gap} 相当于银行手续费。", "Ours {ours}, theirs {theirs}: the {gap} between them is of the size of a bank fee."),
    "discount": Wording("我方 {ours}，对方 {theirs}：差额 {gap} 正好是一档折扣。", "Ours {ours}, theirs {theirs}: the {gap} between them is exactly a usual discount."),
    "partial": Wording("我方 {ours}，对方 {theirs}：同一笔收付只入账一部分，余 {gap}。", "Ours {ours}, theirs {theirs}: the same payment, of which one side booked a part; {gap} remain."),
    "fx": Wording("我方 {ours}，对方 {theirs}：汇兑差额 {gap}。", "Ours {ours}, theirs {theirs}: exchange difference {gap}."),
    "amount": Wording("同一单据金额不同：我方 {ours}，对方 {theirs}，差 {gap}。", "One document, two amounts: ours {ours}, theirs {theirs}, {gap} apart."),
}  # fmt: skip

_LONE_CAUSES = {
    "missing_theirs": Wording("我方已入账 {size}{named}，对方账上没有。", "We booked {size}{named}; it is not in their books."),
    "missing_ours": Wording("对方已入账 {size}{named}，我方账上没有。", "They booked {size}{named}; it is not in our books."),
    "timing": Wording(
        "{size}{named}于 {day} 入账，按惯常时滞，另一方应在其账单截止日（{fact}）之后入账。",
        "{size}{named} was booked on {day}; with the usual delay the other side books it after its last day ({fact}).",
    ),
    "duplicate_ours": Wording("我方第 {twin} 行已有同一笔 {size}{named}，此行为重复。", "Our row {twin} already says the same {size}{named}; this row repeats it."),
    "duplicate_theirs": Wording("对方第 {twin} 行已有同一笔 {size}{named}，此行为重复。", "Their row {twin} already says the same {size}{named}; this row repeats it."),
    "wrong_party": Wording("{size}{named}记在另一往来单位（{fact}）名下。", "{size}{named} is booked under another party ({fact})."),
    "fee": Wording("{size}为手续费，另一方未记。", "{size} is a bank fee that the other side did not book."),
    "discount": Wording("{size}为折扣折让，另一方未记。", "{size} is a discount that the other side did not book."),
    "fx": Wording("{size}为汇兑差额，另一方未记。", "{size} is an exchange difference that the other side did not book."),
    "tax_rounding": Wording("{size}为尾差，另一方未记。", "{size} is a rounding difference that the other side did not book."),
    "unknown": Wording(
        "{size}{named}的日期早于另一方账单的起始日（{fact}），该账单无法证明。",
        "{size}{named} is dated before the other file begins ({fact}); that file cannot prove it.",
    ),
}  # fmt: skip

# What a learned table said, where a decision rests on it.
_LEARNED = {
    "usual_delay": Wording(
        "据截至 {as_of} 的学习表，对方通常比我方晚 {early} 至 {late} 天入账（{seen} 对）。",
        " Learned up to {as_of}: they usually book {early} to {late} days after us ({seen} pairs).",
    ),
    "series": Wording(
        "据截至 {as_of} 的学习表，我方 {ours} 与对方 {theirs} 是同一套编号（{seen} 对）。",
        " Learned up to {as_of}: numbers {ours} of ours and {theirs} of theirs are one series ({seen} pairs).",
    ),
}

NATURAL_SETS = {
    "whole_account": Wording("这一期间的全部未清项", "all that is open in these days"),
    "due_to_day": Wording("截至某日的全部未清项", "all that is open up to a day"),
    "oldest_first": Wording("最早的若干未清项", "the oldest open items"),
    "same_order": Wording("同一订单的全部未清项", "all open items of one order"),
    "run": Wording("连续的若干未清项", "a run of open items"),
    "all_but_one": Wording("除一笔外的全部未清项", "all open items but one"),
    "all_but_two": Wording("除两笔外的全部未清项", "all open items but two"),
}

OPENING = {
    "unknown": Wording(
        "期初余额不一致：我方 {ours}，对方 {theirs}。差异产生于本期之前，请核对上期对账单。",
        "The opening balances differ: ours {ours}, theirs {theirs}. The cause lies before this period; check the previous statement.",
    ),
    "timing": Wording(
        "期初余额不一致：我方 {ours}，对方 {theirs}；差额等于期初跨期入账的各笔。",
        "The opening balances differ: ours {ours}, theirs {theirs}; the gap equals the lines that crossed the start of the period.",
    ),
}

CROSSED = Wording(
    "{size} 由另一方在期初之前入账，已含在其期初余额中。",
    "{size} was booked by the other side before the period and is contained in its opening balance.",
)

REJECTED = {
    "taken": Wording("最接近的是{side}第 {row} 行（{size}），但它已与其他行配对。", "The nearest is {side} row {row} ({size}), but it is matched with another line."),
    "date_window": Wording("{side}第 {row} 行金额相同，但日期相差 {days} 天。", "{side} row {row} has the same amount, but lies {days} days away."),
    "contradiction": Wording("{side}第 {row} 行金额相同，但单据号不同（{number}）。", "{side} row {row} has the same amount, but another document number ({number})."),
    "sign": Wording("{side}第 {row} 行金额相同但方向相反。", "{side} row {row} has the same amount with the opposite sign."),
    "amount_apart": Wording("{side}第 {row} 行最接近（{size}），金额相差 {gap}。", "{side} row {row} is nearest ({size}), but the amounts are {gap} apart."),
    "number_only": Wording("{side}第 {row} 行号码相同（{number}），但金额为 {size}，相差 {gap}。", "{side} row {row} carries the same number ({number}), but its amount is {size}, {gap} apart."),
    "other_fact": Wording("{side}第 {row} 行号码相同（{number}），但一方是收款，另一方是发票、贷项或费用。", "{side} row {row} carries the same number ({number}), but one is a receipt and the other an invoice, credit note or fee."),
    "chance": Wording("{side}第 {row} 行金额相同，但仅凭金额可能是巧合。", "{side} row {row} has the same amount, but the amount alone may be an accident."),
}  # fmt: skip

SIDES = {"ours": Wording("我方", "our"), "theirs": Wording("对方", "their")}


def filled(wording: Wording, **facts: str) -> Wording:
    """The sentence with its figures in both languages."""
    return Wording(wording.zh.format(**facts), wording.en.format(**facts))


def joined(*parts: Wording) -> Wording:
    return Wording("".join(part.zh for part in parts), "".join(part.en for part in parts))


def plain_sentence(rule: str, key: str, amount: str) -> Wording:
    """The sentence of a rule that quotes the number and then our amount; made a hundred thousand times."""
    (a, b, c), (d, e, f) = _around_figures(rule)
    return Wording(f"{a}{key}{b}{amount}{c}", f"{d}{key}{e}{amount}{f}")


@cache
def _around_figures(rule: str) -> tuple[tuple[str, str, str], ...]:
    """What stands before, between and after the two figures of a rule's sentence, in both languages."""
    wording = _RULES[rule]
    parts = [tuple(re.split(r"\{key\}|\{ours\}", text)) for text in (wording.zh, wording.en)]
    assert all(len(found) == 3 for found in parts), f"{rule} quotes other figures"
    return tuple((found[0], found[1], found[2]) for found in parts)


def rule_sentence(rule: str) -> Wording:
    return _RULES[rule]


@cache
def facts_needed(rule: str) -> tuple[str, ...]:
    """The figures that a rule's sentence quotes in either language."""
    wording = _RULES[rule]
    names = (name for text in (wording.zh, wording.en) for _, name, _, _ in Formatter().parse(text))
    return tuple(sorted({name for name in names if name}))


def status_sentence(status: str, rivals: int) -> Wording:
    if status == "suggested":
        return _SUGGESTED
    return filled(_AMBIGUOUS, rivals=str(rivals)) if status == "ambiguous" else _NOTHING


def rival_sentence(rule: str, status: str) -> Wording:
    """Where the amount alone decides, that nothing else came into question is half of the reason."""
    return _ALONE if rule == "amount_date" and status != "ambiguous" else _NOTHING


def learned_sentence(fact: str, **figures: str) -> Wording:
    return filled(_LEARNED[fact], **figures)


def set_sentence() -> Wording:
    return _SET


def pair_cause(kind: str) -> Wording:
    return _PAIR_CAUSES[kind]


def lone_cause(kind: str) -> Wording:
    return _LONE_CAUSES[kind]
