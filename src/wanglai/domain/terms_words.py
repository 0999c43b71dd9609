"""Terms in one sentence that says exactly what they mean, in Chinese and in English, for contracts and screens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, assert_never

from wanglai.domain.calendars import Roll
from wanglai.domain.countries import COUNTRIES
from wanglai.domain.terms import (
    Add,
    Cycle,
    CycleEnd,
    Event,
    MonthEnd,
    NextMonth,
    PayDay,
    ShortMonth,
    Step,
    Terms,
)
from wanglai.domain.wording import Wording

Language = Literal["zh", "en"]

_EVENTS: dict[Event, tuple[str, str]] = {
    "order": ("下单日", "the order"),
    "delivery": ("交货日", "delivery"),
    "acceptance": ("验收合格日", "acceptance"),
    "invoice_date": ("发票日期", "the invoice date"),
    "invoice_received": ("收到发票日", "receipt of the invoice"),
    "statement_confirmed": ("对账单确认日", "confirmation of the statement"),
}
_ROLLS: dict[Roll, tuple[str, str]] = {
    "none": ("", ""),
    "next": ("遇非工作日顺延至下一工作日", "a day not worked moves to the next working day"),
    "previous": ("遇非工作日提前至上一工作日", "a day not worked moves to the working day before"),
    "modified_following": (
        "遇非工作日顺延至下一工作日，跨月则提前至上一工作日",
        "a day not worked moves to the next working day, or to the one before where that is another month",
    ),
}
_SHORT_MONTHS: dict[ShortMonth, tuple[str, str]] = {
    "last_day": ("当月无此日则取月末", "a day a month does not have is its last"),
    "keep_month_end": (
        "月末仍为月末，当月无此日则取月末",
        "the last day of a month stays one, and a day a month does not have is its last",
    ),
    "first_of_next": (
        "当月无此日则取次月1日",
        "a day a month does not have is the first of the next",
    ),
}
CALENDARS: dict[str, Wording] = {**COUNTRIES, "weekdays": Wording("仅周末休息", "weekends only")}
_LAST_DAY = 31
_SHORTEST_MONTH = 28


def describe(terms: Terms, language: Language) -> str:
    """The terms as a sentence.

    月结60 with cut-off 25, rolled on to a working day: "Counted from delivery: to the end of the cycle, then 60
    days on; a cycle ends on the 25th of every month, its statement 1 day later; a day not worked moves to the
    next working day (calendar: China)."
    """
    parts = [_counted(terms, language)]
    if terms.cycle:
        parts.append(_cycle(terms.cycle, language))
    if depends_on_short_months(terms):
        parts.append(_in(language, _SHORT_MONTHS[terms.short_month]))
    if terms.roll != "none":
        parts.append(_in(language, _ROLLS[terms.roll]))
    sentence = _in(language, ("；", "; ")).join(parts)
    if terms.needs_calendar:
        name = calendar_words(terms.calendar)
        sentence += _in(language, (f"（日历：{name.zh}）", f" (calendar: {name.en})"))
    return sentence + _in(language, ("。", "."))


def calendar_words(name: str) -> Wording:
    """What a calendar is called: ``CN`` is 中国, China; one without a name here, such as ``DE-BY``, keeps its own."""
    return CALENDARS.get(name, Wording(name, name))


def depends_on_short_months(terms: Terms) -> bool:
    """Whether the rule for short months can make a difference: months are added, or a pay-day is 29 or 30."""
    return any(
        (isinstance(step, Add) and step.unit == "months")
        or (isinstance(step, PayDay) and any(_is_short(day) for day in step.days))
        for step in terms.steps
    )


def _is_short(day: int) -> bool:
    return _SHORTEST_MONTH < day < _LAST_DAY


def _counted(terms: Terms, language: Language) -> str:
    events = [_in(language, _EVENTS[event]) for event in terms.counted_from]
    start = events[0]
    if len(events) > 1:
        chinese = f"{'、'.join(events)}中最晚之日"
        start = _in(language, (chinese, f"the latest of {_listed(events)}"))
    if not terms.steps:
        return _in(language, (f"{start}当日付款", f"Due on the day of {start}"))
    steps = [_step(step, language) for step in terms.steps]
    chinese, english = (
        f"自{start}起：{'，再'.join(steps)}",
        f"Counted from {start}: {', then '.join(steps)}",
    )
    return _in(language, (chinese, english))


def _step(step: Step, language: Language) -> str:
    match step:
        case CycleEnd():
            return _in(language, ("到结算周期末", "to the end of the cycle"))
        case Add():
            return _added(step, language)
        case MonthEnd():
            return _in(language, ("到当月末", "to the end of the month"))
        case NextMonth():
            return _in(language, ("到次月1日", "to the first of the next month"))
        case PayDay(days):
            chinese = f"到最近的付款日（每月{_days(days, 'zh')}，含当日）"
            return _in(
                language, (chinese, f"to the next pay-day ({_days(days, 'en')}, that day included)")
            )
        case _:  # pragma: no cover
            assert_never(step)


def _added(step: Add, language: Language) -> str:
    size = abs(step.count)
    if language == "zh":
        unit = {"days": "天", "working_days": "个工作日", "months": "个月"}[step.unit]
        return f"{'往后' if step.count >= 0 else '往前'}{size}{unit}"
    unit = {"days": "day", "working_days": "working day", "months": "month"}[step.unit]
    return f"{_counted_out(size, unit)} {'on' if step.count >= 0 else 'back'}"


def _cycle(cycle: Cycle, language: Language) -> str:
    days = _days(cycle.cut_offs, language)
    after = cycle.statement_after
    if any(_is_short(day) for day in cycle.cut_offs):
        days += _in(language, ("（当月无此日则为月末）", " (or the last day where there is none)"))
    if language == "zh":
        return f"结算周期截至{_closing(cycle, 'zh')}{days}，截止后{after}天出对账单"
    return f"a cycle ends on {days} of {_closing(cycle, 'en')}, its statement {_counted_out(after, 'day')} later"


def _closing(cycle: Cycle, language: Language) -> str:
    """The months a cycle ends in: every one, or those named."""
    if cycle.months == 1:
        return _in(language, ("每月", "every month"))
    months = sorted((cycle.closing_month - 1 + at) % 12 + 1 for at in range(0, 12, cycle.months))
    chinese = f"每年{'、'.join(map(str, months))}月"
    return _in(language, (chinese, _listed([_MONTHS[month - 1] for month in months])))


_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def _days(days: Sequence[int], language: Language) -> str:
    if language == "zh":
        return "、".join("月末" if day == _LAST_DAY else f"{day}日" for day in days)
    return _listed(["the last day" if day == _LAST_DAY else f"the {_ordinal(day)}" for day in days])


def _ordinal(day: int) -> str:
    teens = 10 < day < 20
    return f"{day}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(day % 10, 'th')}"


def _listed(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _counted_out(count: int, unit: str) -> str:
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"


def _in(language: Language, words: tuple[str, str]) -> str:
    return words[0] if language == "zh" else words[1]
