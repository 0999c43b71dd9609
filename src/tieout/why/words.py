"""Reasons in Chinese and English, by their stable codes."""

from __future__ import annotations

from tieout.refusal import Wording
from tieout.rulebook import title_of
from tieout.why.answer import Reason

# What is asked beside the rules of the rulebook.
_OTHER_CHECKS = {
    "currency": Wording("币种", "Currency"),
    "party": Wording("往来单位", "Party"),
    "payer": Wording("付款方", "Payer"),
    "issued": Wording("开票日期", "Day of issue"),
    "open": Wording("未清余额", "What is open"),
    "spent": Wording("收款余额", "What is left of the receipt"),
    "receipt": Wording("收款本身", "The receipt itself"),
    "quoted": Wording("附言引用", "Quoted numbers"),
    "amount": Wording("金额", "Amount"),
}

REASONS = {
    "other_currency": Wording("币种不同：{mine} 与 {yours}。", "Other currency: {mine} and {yours}."),
    "other_party": Wording("往来单位不同：{mine} 与 {yours}。", "Other party: {mine} and {yours}."),
    "rejected_by_hand": Wording("人工确认这两行不是一笔。", "A person said that these two do not belong together."),
    "taken": Wording("{settled}", "{settled}"),
    "numbers_differ": Wording("没有共同的号码：{mine} 与 {yours}。", "No number in common: {mine} and {yours}."),
    "number_absent": Wording("至少一方没有号码：{mine} 与 {yours}。", "At least one of them carries no number: {mine} and {yours}."),
    "amount_differs": Wording("金额相差 {gap}，本规则要求相等。", "The amounts differ by {gap}, and this rule wants them equal."),
    "amounts_equal": Wording("金额相等；本规则只处理金额不同的情形。", "The amounts are equal; this rule is for amounts that differ."),
    "beyond_tolerance": Wording("同号合计 {ours} 对 {theirs}，相差 {gap}，超过尾差 {tolerance}。", "Under the shared number {ours} stand against {theirs}: {gap} apart, beyond the tolerance of {tolerance}."),
    "facts": Wording("一方是收款，另一方是发票、贷项或费用，不是一笔。", "One is a receipt, the other an invoice, credit note or fee: two facts."),
    "direction": Wording("方向相反：一方增加余额，另一方减少余额。", "Opposite direction: one raises the balance, the other lowers it."),
    "contradiction": Wording("双方通用的单据号不同（{mine} 与 {yours}），予以否决。", "Their document numbers, of a pattern both sides use, contradict each other ({mine} and {yours}): vetoed."),
    "quotes_another": Wording("一方摘要引用了另一方的其他单据，予以否决。", "The words of one name another document of the other side: vetoed."),
    "far_apart": Wording("扣除惯常时滞后相差 {days} 天，超过 {most} 天。", "They lie {days} days apart beyond the usual delay, more than {most}."),
    "undated": Wording("至少一方没有日期。", "At least one of them has no date."),
    "rival": Wording("{rows}同样符合，未作选择。", "{rows} fits equally, so none is chosen."),
    "chance": Wording("仅凭金额与日期：偶然相同的期望个数 {chance}，超过 {most}。", "Amount and date alone: {chance} such lines would be found by chance, more than {most}."),
    "no_slip": Wording("两个号码（{mine} 与 {yours}）不止一处笔误之差，或另一方确有该号码。", "The numbers ({mine} and {yours}) are more than one slip apart, or one of them exists on the other side."),
    "no_habit": Wording("双方相同号码很少金额也相同，单凭号码不足以认定。", "In these ledgers equal numbers seldom come with equal amounts, so a number alone does not decide."),
    "implausible": Wording("金额相差 {gap}，超过较大一方的五分之四，且无已知原因。", "The amounts are {gap} apart, more than four fifths of the larger one, for no known cause."),
    "other_series": Wording("数字相同，但字头不同且未见双方通用（{mine} 与 {yours}）。", "The digits agree, but the letters are of two series that were not seen to be one ({mine} and {yours})."),
    "own_numbering": Wording("这种号码是双方各自的编号，相同只是巧合。", "Numbers of this pattern are each side's own: equal ones mean nothing."),
    "no_bundle": Wording("没有包含其中一行、同日或同凭证的多笔能与另一行比较。", "Neither row is one of several lines of a day or voucher that could be compared with the other."),
    "bundle_differs": Wording("同日或同凭证的 {count} 笔合计 {total}，与另一行的 {size} 不等。", "The {count} lines of that day or voucher are {total}, not the {size} of the other row."),
    "not_near": Wording("金额相差 {gap}，超过四分之一。", "The amounts are {gap} apart, more than a quarter."),
    "no_cause": Wording("差额 {gap} 没有已知原因（尾差、手续费、折扣、笔误）。", "No known cause (rounding, fee, discount, slip) explains the {gap} between them."),
    "no_quoted_sum": Wording("没有一行引用包含另一行在内的多笔并与之合计相等。", "Neither row quotes several lines, the other among them, that add up to it."),
    "no_sum": Wording("没有包含其中一行、合计等于另一行且难以巧合的多笔组合。", "No set of lines with one of the rows in it adds up to the other beyond chance."),
    "other_sum": Wording("其中一行等于另外 {count} 笔的合计 {total}。", "One of the rows is the sum of {count} other lines, {total}."),
    "no_rest_total": Wording("余下的行（本月或全部）双方合计不等，或只有这两行。", "What is left, of the month or of the account, does not agree in total, or is these two rows alone."),
    "zero": Wording("金额为零，本规则不看零额行。", "An amount is zero, and this rule looks at no such line."),
    "unsure": Wording("这一对本身符合，但周围的行使它不能确定（号码指向多行，或一次对应多行）。", "The pair itself meets the rule, but the lines around it leave it unsure (its numbers lead to several lines)."),
    "payer_unknown": Wording("付款方“{payer}”无法识别，附言也未唯一指明该单据。", "The payer “{payer}” is not known, and the text does not name this item beyond doubt."),
    "not_linked": Wording("该单据属于 {party}，付款方识别为 {payer}，资料中没有为其代付的关系。", "The item belongs to {party}; the payer is {payer}, who is not recorded as paying for it."),
    "named_other": Wording("附言指明代 {named} 付款，该单据属于 {party}。", "The text says the money is for {named}; the item belongs to {party}."),
    "issued_later": Wording("单据于 {issued} 开出，晚于收款日 {paid}。", "The item was issued on {issued}, after the receipt of {paid}."),
    "settled_by": Wording("该单据已由收款第 {rows} 行结清（{rule}）。", "The item is settled by receipt {rows} ({rule})."),
    "spent": Wording("该收款已全部用于单据第 {rows} 行（{rule}）。", "The receipt is wholly spent on item {rows} ({rule})."),
    "receipt_closed": Wording("{sentence}", "{sentence}"),
    "no_advice": Wording("没有这笔收款的汇款通知。", "There is no remittance advice for this receipt."),
    "advice_names_others": Wording("汇款通知列明的是 {numbers}，没有该单据。", "The remittance advice names {numbers}, not this item."),
    "advice_does_not_close": Wording("汇款通知列有该单据，但通知的金额或单据与收款对不上。", "The advice names the item, but its lines do not close with the receipt or with what is open."),
    "quotes_nothing": Wording("附言没有引用任何单据号。", "The text quotes no number of an item."),
    "quotes_others": Wording("附言引用的是 {numbers}，没有该单据。", "The text quotes {numbers}, not this item."),
    "quoted_does_not_close": Wording("附言引用了该单据，但所引单据未清 {total}，收款 {size}，两者之差没有唯一解释。", "The text quotes the item, but {total} is open of what it quotes and the receipt is {size}; no one answer explains the gap."),
    "prepaid": Wording("附言称为预付款，不按金额核销。", "The payer calls it a prepayment, so its amount decides nothing."),
    "named_by_text": Wording("附言已指明单据，不再按金额选择其他单据。", "The text names items already, so the amount chooses no others."),
    "amount_not_met": Wording("未清 {open}，收款 {size}，相差 {gap}，也没有唯一组合凑成该金额。", "{open} is open and the receipt is {size}, {gap} apart, and no one combination with it makes the amount."),
    "other_answer": Wording("选了其他单据：{sentence}", "Other items were chosen: {sentence}"),
    "waits": Wording("金额相符，但按其他收款或规则未能确定：{sentence}", "The amount fits, but it could not be made sure: {sentence}"),
}  # fmt: skip


def reason(code: str, **facts: str | Wording) -> Reason:
    """The reason of this code; a fact that is itself a sentence is put in the language asked for."""
    pattern = REASONS[code]
    zh = {name: fact.zh if isinstance(fact, Wording) else fact for name, fact in facts.items()}
    en = {name: fact.en if isinstance(fact, Wording) else fact for name, fact in facts.items()}
    english = pattern.en.format(**en)
    return Reason(code, Wording(pattern.zh.format(**zh), english[:1].upper() + english[1:]))


def rule_name(rule: str) -> Wording:
    """A rule or another check in words."""
    return _OTHER_CHECKS.get(rule) or title_of(rule)
