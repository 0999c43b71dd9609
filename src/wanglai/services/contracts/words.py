"""What contracts say, in both languages: terms, plans, discounts, penalties, warnings of the law, and what is mistaken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

from tieout.refusal import Wording
from wanglai.domain import discount, instalments, penalty, records, statutory, terms_words
from wanglai.domain.agreement import Agreement, OrderWithin, PaymentOrder
from wanglai.domain.instalments import Fixed, Part, Percent
from wanglai.domain.records import Problem
from wanglai.domain.statutory import LegalWarning
from wanglai.domain.terms import Event, Terms
from wanglai.services.money import Amount

STATES = {
    "draft": Wording("草稿", "Draft"),
    "in_force": Wording("生效中", "In force"),
    "ended": Wording("已终止", "Ended"),
    "superseded": Wording("已被替代", "Superseded"),
}
PAYMENT_ORDERS: dict[PaymentOrder, Wording] = {
    "civil_code": Wording(
        "按民法典第五百六十条（债务人指定优先；否则先到期、担保少、负担重、到期早，再按比例）",
        "Civil Code art. 560 (the debtor's word first; else due, less secured, heavier, earlier due, then pro rata)",
    ),
    "oldest_due_first": Wording("先到期的先清偿", "What is due first is paid first"),
    "pro_rata": Wording("按各笔金额比例清偿", "Each debt gets its share"),
}
ORDERS_WITHIN: dict[OrderWithin, Wording] = {
    "costs_interest_principal": Wording(
        "费用、利息、本金（民法典第五百六十一条）",
        "Costs, interest, principal (Civil Code art. 561)",
    ),
    "principal_first": Wording("本金优先", "Principal first"),
}
BUYERS: dict[statutory.Buyer, Wording] = {
    "public": Wording("机关、事业单位", "A public body"),
    "large": Wording("大型企业", "A large enterprise"),
    "other": Wording("其他", "Another"),
}
NON_CASH: dict[statutory.NonCash, Wording] = {
    "none": Wording("不使用", "Not used"),
    "agreed": Wording("双方自愿约定", "Agreed freely"),
    "forced": Wording("买方要求接受", "The buyer insists"),
}
EVENTS: dict[Event, Wording] = {
    "order": Wording("下单", "Order"),
    "delivery": Wording("交货", "Delivery"),
    "acceptance": Wording("验收合格", "Acceptance"),
    "invoice_date": Wording("发票日期", "Invoice date"),
    "invoice_received": Wording("收到发票", "Invoice received"),
    "statement_confirmed": Wording("对账单确认", "Statement confirmed"),
}
CALENDARS = {name: Wording(each.zh, each.en) for name, each in terms_words.CALENDARS.items()}
# Why a day is not worked, as calendars call it; a country's holiday not named here keeps its own name.
CLOSED = {
    "weekend": Wording("周末", "weekend"),
    "company": Wording("公司休息", "closed by the company"),
    "New Year's Day": Wording("元旦", "New Year's Day"),
    "Spring Festival": Wording("春节", "Spring Festival"),
    "Tomb-sweeping Day": Wording("清明节", "Tomb-sweeping Day"),
    "Labour Day": Wording("劳动节", "Labour Day"),
    "Dragon Boat Festival": Wording("端午节", "Dragon Boat Festival"),
    "National Day": Wording("国庆节", "National Day"),
    "Mid-autumn Festival": Wording("中秋节", "Mid-autumn Festival"),
}
PROBLEMS: dict[records.Code, Wording] = {
    "missing": Wording("缺少此项", "is missing"),
    "unknown_field": Wording("没有这一项", "is not known"),
    "wrong_type": Wording("格式不对", "is written in the wrong way"),
    "not_one_of": Wording("不是可选的值", "is none of the words there are"),
    "out_of_range": Wording("超出范围", "is out of range"),
    "empty": Wording("不能为空", "is empty"),
    "repeated": Wording("重复", "is said twice"),
    "not_ascending": Wording("须从小到大且不重复", "does not ascend"),
    "one_cut_off": Wording("多月周期只能有一个截止日", "a cycle of several months is cut once"),
    "needs_cycle": Wording("需要结算周期", "needs a settlement cycle"),
    "needs_calendar": Wording("需要指定日历", "needs a calendar"),
    "unknown_calendar": Wording("没有这个日历", "is a calendar nobody knows"),
    "not_a_number": Wording("不是数字", "is not a number"),
    "too_fine": Wording("小数位过多", "has more than six decimals"),
    "not_a_day": Wording("不是日期", "is not a day"),
    "fault": Wording("不成立", "cannot be agreed"),
    "one_share": Wording(
        "每期只能是百分比、金额或余额之一", "a part is a percentage, an amount or the rest"
    ),
}
PLAN_FAULTS: dict[instalments.Fault, Wording] = {
    "empty": Wording("分期没有任何一期", "a plan has a part at least"),
    "size": Wording(
        "百分比须在 0 到 100 之间，金额和权重须大于零",
        "a share is above nothing and at most 100 per cent",
    ),
    "sum": Wording(
        "各期合计不是全部金额", "the parts are more than the whole, or leave something over"
    ),
    "nothing": Wording("某一期金额为零", "a part would be less than one cent"),
}
DISCOUNT_FAULTS: dict[discount.Fault, Wording] = {
    "empty": Wording("折扣没有任何一档", "a discount has a rung at least"),
    "percent": Wording("折扣须大于 0 且小于 100%", "a discount is above 0 and below 100 per cent"),
    "days": Wording("天数不能为负", "days are not below zero"),
    "order": Wording("越晚付款折扣须越小", "what is paid later gets less"),
    "grace": Wording("宽限天数不能为负", "days of grace are not below zero"),
}
PENALTY_FAULTS: dict[penalty.Fault, Wording] = {
    "rate": Wording("违约金利率须大于零", "a penalty has a rate above zero"),
    "table": Wording("参照利率表时须按年计", "a published rate is by the year"),
    "fixed_at": Wording(
        "只有参照利率表才能按签约日固定", "only a published rate can be fixed at signing"
    ),
    "grace": Wording("宽限天数不能为负", "days of grace are not below zero"),
    "first_day": Wording("起息日不能早于到期日", "interest does not begin before the due day"),
    "cap": Wording("违约金上限须大于零", "a cap is above zero"),
}
TABLE_FAULTS: dict[penalty.TableFault, Wording] = {
    "empty": Wording("利率表是空的", "the table is empty"),
    "span": Wording("止日早于起日", "a rate ends before it begins"),
    "overlap": Wording("同一天有两个利率", "a day has two rates"),
}
WARNINGS: dict[statutory.Code, Wording] = {
    "term_over_limit": Wording("付款期限超过法定上限", "The term is longer than the law allows"),
    "term_over_usual": Wording(
        "付款期限超过法定通常期限", "The term is longer than the law holds usual"
    ),
    "event_without_limit": Wording(
        "起算事件没有约定期限，买方可以一直拖延",
        "No number of days is agreed for an event that the buyer brings about",
    ),
    "non_cash_forced": Wording("不得强制使用非现金支付", "Payment by paper may not be forced"),
    "no_rate_agreed": Wording(
        "未约定逾期利率，适用法定利率", "No rate for late payment is agreed: the law's own applies"
    ),
    "rate_below_floor": Wording(
        "约定利率低于签约日一年期 LPR",
        "The agreed rate is below the one-year LPR on the day of signing",
    ),
    "floor_unknown": Wording(
        "签约日的 LPR 未录入，无法核对利率下限",
        "No LPR is entered for the day of signing, so the floor cannot be checked",
    ),
}
assert PAYMENT_ORDERS.keys() == set(get_args(PaymentOrder))
assert PROBLEMS.keys() == set(get_args(records.Code))
assert WARNINGS.keys() == set(get_args(statutory.Code))

_FAULTS = {"instalments": PLAN_FAULTS, "discount": DISCOUNT_FAULTS, "penalty": PENALTY_FAULTS}
PARTS = {
    "terms": Wording("账期", "Terms"),
    "instalments": Wording("分期", "Instalments"),
    "discount": Wording("现金折扣", "Early-payment discount"),
    "penalty": Wording("违约金", "Penalty clause"),
    "payment_order": Wording("清偿顺序", "Order of payment"),
    "order_within": Wording("单笔内顺序", "Inside one debt"),
    "buyer": Wording("买方", "The buyer"),
    "seller_is_small": Wording("卖方", "The seller"),
    "non_cash": Wording("非现金支付", "Payment by paper"),
    "lags": Wording("事件期限", "Days agreed for events"),
    "currency": Wording("币种", "Currency"),
}


@dataclass(frozen=True)
class Line:
    """One thing an agreement says, under its name."""

    label: Wording
    words: Wording


def problem_words(problem: Problem) -> Wording:
    """A problem of a record as a sentence: which part, which field, what is wrong with it."""
    part = problem.field.partition(".")[0].partition("[")[0]
    name = PARTS.get(part, Wording(problem.field, problem.field))
    faults = _FAULTS.get(part, {})
    words = faults.get(problem.value) if problem.code == "fault" else None  # type: ignore[attr-defined]
    what = words or PROBLEMS[problem.code]
    inner = problem.field if problem.code != "fault" else ""
    place_zh, place_en = (f"（{inner}）", f" ({inner})") if inner != part and inner else ("", "")
    return Wording(f"{name.zh}{place_zh}：{what.zh}", f"{name.en}{place_en}: {what.en}")


def closed_words(reason: str) -> Wording:
    """Why a day is not worked; what nobody translated says itself."""
    return CLOSED.get(reason, Wording(reason, reason))


def warning_words(warning: LegalWarning) -> Wording:
    """What a warning found, with its figures."""
    said = WARNINGS[warning.code]
    zh, en = _figures(warning)
    return Wording(f"{said.zh}{f'：{zh}' if zh else ''}。", f"{said.en}{f': {en}' if en else ''}.")


def _figures(warning: LegalWarning) -> tuple[str, str]:
    if warning.days is not None:
        zh = f"{warning.delivered_on} 交货，{warning.due_on} 到期，{warning.days} 天，法定 {warning.days_most} 天"
        en = f"delivered {warning.delivered_on}, due {warning.due_on}, {warning.days} days where {warning.days_most} are the measure"
        if warning.days_from_statement is not None:
            zh += f"；自对账单起最长 {warning.days_from_statement} 天"
            en += f"; from the statement {warning.days_from_statement} at most"
        return zh, en
    if warning.event is not None:
        event = EVENTS[warning.event]
        return event.zh, event.en.lower()
    if warning.percent_a_year is not None:
        least = warning.percent_least
        zh, en = f"年利率 {warning.percent_a_year}%", f"{warning.percent_a_year} % a year"
        if least is not None:
            return f"{zh}，下限 {least}%", f"{en} where {least} is the least"
        return zh, en
    return "", ""


def sentence_of(terms: Terms) -> Wording:
    return Wording(terms_words.describe(terms, "zh"), terms_words.describe(terms, "en"))


def lines_of(agreement: Agreement) -> tuple[Line, ...]:
    """Everything an agreement says, always the same lines in the same order, so that versions can stand side by side."""
    none = Wording("无", "None")
    return (
        Line(PARTS["terms"], sentence_of(agreement.terms)),
        Line(PARTS["instalments"], _plan(agreement.instalments, agreement.currency) or none),
        Line(PARTS["discount"], _discount(agreement.discount) or none),
        Line(PARTS["penalty"], _penalty(agreement.penalty) or none),
        Line(PARTS["payment_order"], PAYMENT_ORDERS[agreement.payment_order]),
        Line(PARTS["order_within"], ORDERS_WITHIN[agreement.order_within]),
        Line(PARTS["buyer"], BUYERS[agreement.buyer]),
        Line(
            PARTS["seller_is_small"],
            Wording("中小微企业", "Micro, small or medium")
            if agreement.seller_is_small
            else Wording("不是中小微企业", "Not a small enterprise"),
        ),
        Line(PARTS["non_cash"], NON_CASH[agreement.non_cash]),
        Line(PARTS["lags"], _lags(agreement) or none),
    )


def _plan(parts: Sequence[Part], currency: str) -> Wording | None:
    if not parts:
        return None
    zh = [f"第{at}期 {_share(part, currency).zh}，{terms_words.describe(part.terms, 'zh')}" for at, part in enumerate(parts, 1)]  # fmt: skip
    en = [f"Part {at}: {_share(part, currency).en}. {terms_words.describe(part.terms, 'en')}" for at, part in enumerate(parts, 1)]  # fmt: skip
    return Wording("".join(zh), " ".join(en))


def _share(part: Part, currency: str) -> Wording:
    match part.share:
        case Percent(percent):
            return Wording(f"{percent}%", f"{percent} %")
        case Fixed(amount):
            text = f"{Amount(amount, currency).text} {currency}"
            return Wording(text, text)
        case _:
            return Wording("余额", "the rest")


def _discount(agreed: discount.Discount | None) -> Wording | None:
    if agreed is None:
        return None
    zh = "，".join(f"{rung.within_days}天内{rung.percent}%" for rung in agreed.rungs)
    en = ", ".join(f"{rung.percent} % within {rung.within_days} days" for rung in agreed.rungs)
    of_zh, of_en = ("含税额", "the gross") if agreed.basis == "gross" else ("不含税额", "the net")
    if agreed.grace_days:
        return Wording(
            f"{zh}（按{of_zh}，宽限{agreed.grace_days}天）",
            f"{en}, of {of_en}, {agreed.grace_days} days of grace",
        )
    return Wording(f"{zh}（按{of_zh}）", f"{en}, of {of_en}")


def _penalty(clause: penalty.PenaltyClause | None) -> Wording | None:
    if clause is None:
        return None
    per = Wording("日", "a day") if clause.per == "day" else Wording("年", "a year")
    if clause.table:
        when = (
            Wording("按签约日", "as of signing")
            if clause.fixed_at == "signing"
            else Wording("按当日", "as of each day")
        )
        zh = [f"{clause.table} 加 {clause.percent}%（{when.zh}）"]
        en = [f"{clause.table} plus {clause.percent} % ({when.en})"]
    else:
        zh, en = [f"每{per.zh}{clause.percent}%"], [f"{clause.percent} % {per.en}"]
    if clause.per == "year" and clause.basis != "365":
        zh.append("按360天计" if clause.basis == "360" else "按实际天数计")
        en.append("on 360 days" if clause.basis == "360" else "on the actual days")
    if clause.grace_days:
        zh.append(f"宽限{clause.grace_days}天")
        en.append(f"{clause.grace_days} days of grace")
    if clause.cap_percent is not None:
        zh.append(f"不超过本金的{clause.cap_percent}%")
        en.append(f"at most {clause.cap_percent} % of the principal")
    if clause.source:
        zh.append(f"依据：{clause.source}")
        en.append(f"by {clause.source}")
    return Wording("，".join(zh), ", ".join(en))


def _lags(agreement: Agreement) -> Wording | None:
    if not agreement.lags:
        return None
    return Wording(
        "，".join(f"{EVENTS[event].zh} {days} 天" for event, days in agreement.lags.items()),
        ", ".join(f"{EVENTS[event].en} {days} days" for event, days in agreement.lags.items()),
    )
