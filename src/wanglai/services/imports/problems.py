"""Everything that keeps a document of a file from being booked: code, what was found, what to do, and what may be chosen.

The order is that of the columns, then of the books. ``{braces}`` are filled with what stands there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tieout.refusal import Wording

LEAVE_OUT, SUSPENSE, CREATE, ACCEPT = "leave_out", "suspense", "create", "accept"
READ_A, READ_B, READ_C, READ_D = "read_a", "read_b", "read_c", "read_d"
READING_OF_CHOICE = {READ_A: "A", READ_B: "B", READ_C: "C", READ_D: "D"}
SUSPENSE_NAME = "待认领"

CHOICE_WORDS: dict[str, Wording] = {
    LEAVE_OUT: Wording("都不导入", "Leave them all out"),
    SUSPENSE: Wording(f"记到客户“{SUSPENSE_NAME}”", f"Book them on the holding customer {SUSPENSE_NAME}"),
    CREATE: Wording("新建这些客户", "Create these customers"),
    ACCEPT: Wording("照样导入", "Take them as they are"),
    READ_A: Wording("读法A：周期末起满若干天", "Reading A: so many days after the end of the cycle"),
    READ_B: Wording("读法B：周期末起每 30 天为一个月，至月末", "Reading B: a month for every 30 days, to the end of the month"),
    READ_C: Wording("读法C：自收到发票或对账单起", "Reading C: from receipt of the invoice or statement"),
    READ_D: Wording("读法D：自次月 1 日起", "Reading D: from the first of the next month"),
}  # fmt: skip


@dataclass(frozen=True)
class ProblemWords:
    """The words of one code; ``choices`` are what may be done about all of its kind."""

    reason: Wording
    remedy: Wording
    choices: tuple[str, ...] = (LEAVE_OUT,)
    is_left_out: bool = False  # by itself: what is there already is not booked again


_CORRECT = Wording("请更正，或不导入该行。", "Correct it, or leave the row out.")
_TAKEN = Wording("无需处理。", "Nothing is to be done.")


def _words(
    zh: str, en: str, remedy: Wording = _CORRECT, *choices: str, out: bool = False
) -> ProblemWords:
    return ProblemWords(Wording(zh, en), remedy, (*choices, LEAVE_OUT) if not out else (), out)


PROBLEMS: dict[str, ProblemWords] = {
    "number.missing": _words("没有单据号。", "There is no document number."),
    "number.lost": _words("单据号“{excerpt}”的后几位已被表格软件丢掉。", "The last digits of the number {excerpt} were lost by a spreadsheet program.",
                          Wording("请填写完整号码，或把该列设为文本后重新导出。", "Write the whole number, or export the column as text.")),
    "number.too_long": _words("单据号超过 100 个字符。", "The document number has more than 100 characters."),
    "document.twice": _words("单据号“{excerpt}”在文件里出现几次。", "The number {excerpt} stands in the file several times.",
                             Wording("请更正号码，或不导入多余的行。", "Correct the number, or leave the surplus rows out.")),
    "document.lines_differ": _words("第 {row} 行与同一单据的第一行不一致：{excerpt}。", "Row {row} says {excerpt}, the first row of the same document something else.",
                                    Wording("请核对；照样导入则以第一行为准。", "Check it; taken as it is, the first row counts."), ACCEPT),
    "date.missing": _words("没有日期。", "There is no date."),
    "date.unreadable": _words("日期“{excerpt}”读不出来。", "The date {excerpt} cannot be read."),
    "date.outside": _words("日期 {excerpt} 不在任何未结账的期间内。", "The day {excerpt} lies in no open period.",
                           Wording("请开启该期间、更正日期，或不导入该行。", "Open its period, correct the day, or leave the row out.")),
    "due.unreadable": _words("到期日“{excerpt}”读不出来。", "The due date {excerpt} cannot be read."),
    "due.early": _words("到期日 {excerpt} 早于单据日期。", "The due date {excerpt} lies before the document's own."),
    "due.plan": _words("合同“{excerpt}”约定的分期与这张单据的金额或币种不符。", "The instalments of the contract {excerpt} do not fit this document's amount or currency.",
                       Wording("请填写到期日，或修订合同；照样导入则以单据日期为到期日。", "Give its due day, or amend the contract; taken as it is, it is due on its own date."), ACCEPT),
    "customer.missing": _words("没有客户。", "There is no customer.",
                               Wording("请填写客户，或统一记到待认领客户。", "Name the customer, or book all of them on the holding customer."), SUSPENSE),
    "customer.too_long": _words("客户名称超过 200 个字符。", "The name of the customer has more than 200 characters."),
    "customer.unknown": _words("没有名为“{excerpt}”的客户。", "There is no customer {excerpt}.",
                               Wording("请更正名称、把它加为某客户的别名，或新建。", "Correct the name, add it to a customer's other names, or create it."), CREATE),
    "customer.ambiguous": _words("有几个客户都叫“{excerpt}”。", "Several customers go by the name {excerpt}."),
    "customer.similar": _words("已有名称相近的客户“{other}”。", "There is a customer of a similar name: {other}.",
                               Wording("请核对是否同一客户；不是则新建。", "See whether it is the same one; if not, create it."), CREATE),
    "customer.missing_name": _words("没有客户名称。", "There is no customer name."),
    "customer.twice": _words("客户“{excerpt}”在文件里出现几次。", "The customer {excerpt} stands in the file several times.",
                             Wording("请合并为一行，或不导入多余的行。", "Put the rows together, or leave the surplus ones out.")),
    "customer.known": _words("客户“{excerpt}”已存在，名称无变化。", "The customer {excerpt} is there already, and nothing new is said of it.", _TAKEN, out=True),
    "currency.unknown": _words("“{excerpt}”不是币种。", "{excerpt} is no currency."),
    "rate.missing": _words("{excerpt} 单据没有汇率（对 {base}）。", "A document in {excerpt} has no rate to {base}.",
                           Wording("请在读取方式里填写汇率，或逐行填写。", "Give the rate with the columns, or row by row.")),
    "rate.unreadable": _words("汇率“{excerpt}”读不出来。", "The rate {excerpt} cannot be read."),
    "rate.wrong": _words("汇率 {excerpt} 不合理：须大于零，本位币为 1。", "The rate {excerpt} makes no sense: above zero, and 1 for your own currency."),
    "amount.missing": _words("没有金额。", "There is no amount."),
    "amount.unreadable": _words("金额“{excerpt}”读不出来，或小于最小货币单位。", "The amount {excerpt} cannot be read, or is finer than the currency."),
    "amount.zero": _words("合计为零，没有可入账的内容。", "It adds up to zero: there is nothing to book.", Wording("可统一不导入。", "Leave all of them out at once.")),
    "amount.too_large": _words("金额过大。", "The amount is too large."),
    "amount.negative": _words("金额小于零，这种单据不能为负。", "The amount is below zero, which documents of this kind cannot be."),
    "tax.unreadable": _words("税额“{excerpt}”读不出来。", "The tax {excerpt} cannot be read."),
    "tax.wrong": _words("税额不在零与金额之间，或符号相反。", "The tax does not lie between nothing and the amount, or has another sign."),
    "text.too_long": _words("备注超过 500 个字符。", "The remark has more than 500 characters."),
    "total.differs": _words("各行之和与单据合计不符。", "The lines do not add up to the stated total of the document.",
                            Wording("请与原单核对；照样导入则以各行之和为准。", "Check the paper; taken as it is, the sum of the lines counts."), ACCEPT),
    "net.differs": _words("不含税金额加税额不等于金额。", "Net amount and tax do not make the amount.",
                          Wording("请与原单核对；照样导入则以金额为准。", "Check the paper; taken as it is, the amount counts."), ACCEPT),
    "document.booked": _words("单据“{excerpt}”已入账，金额相同，不再入账。", "The document {excerpt} is booked already, with the same amount: it is not booked again.",
                              _TAKEN, out=True),
    "document.differs": _words("单据“{excerpt}”已入账，但金额不同。", "The document {excerpt} is booked already, with another amount.",
                               Wording("请核对；需要更正时先冲销原凭证。", "Check it; to correct it, reverse the entry first.")),
    "total.row": _words("第 {row} 行“{excerpt}”写明的合计与各行之和不符。", "Row {row} ({excerpt}) states a total that the rows do not add up to.",
                        Wording("请检查是否缺行；确认无误后照样导入。", "See whether rows are missing; if all is right, take it as it is."), ACCEPT),
    "day.unreadable": _words("“{excerpt}”不是日期。", "{excerpt} is no day."),
    "customer.needed": _words("没有客户。", "There is no customer.", Wording("请填写客户，或不导入。", "Name the customer, or leave it out.")),
    "customer.not_there": _words("没有名为“{excerpt}”的客户，或该客户不由您负责。", "There is no customer {excerpt}, or it is not yours to see.",
                                 Wording("请更正名称，或先导入该客户。", "Correct the name, or import the customer first.")),
    "order.tolerance": _words("超交容差“{excerpt}”不在 0 至 100 之间，或多于两位小数。", "The tolerance {excerpt} is not 0 to 100 %, or has more than two decimals."),
    "line.what": _words("第 {row} 行没有品名，或超过 200 个字符。", "Row {row} names no item, or has more than 200 characters for it."),
    "line.quantity": _words("第 {row} 行数量“{excerpt}”不成立：须大于零、至多六位小数。", "The quantity {excerpt} of row {row} makes no sense: above zero, six decimals at most."),
    "line.price": _words("第 {row} 行单价“{excerpt}”不成立：不为负、至多六位小数。", "The price {excerpt} of row {row} makes no sense: not below zero, six decimals at most."),
    "line.tax_percent": _words("第 {row} 行税率“{excerpt}”不成立：0 至 100 之间、至多两位小数；免税填 0。", "The tax rate {excerpt} of row {row} makes no sense: from 0 to below 100, two decimals at most; 0 where there is none."),
    "line.unit": _words("第 {row} 行单位超过 20 个字符。", "The unit of row {row} has more than 20 characters."),
    "line.numbers": _words("行号不成立：须每行都有、为整数且不重复。", "The numbers of the lines make no sense: a whole number for each, none of them twice."),
    "order.missing": _words("没有订单号。", "There is no order number."),
    "order.unknown": _words("没有编号为“{excerpt}”的订单，或该订单不由您负责。", "There is no order {excerpt}, or it is not yours to see.",
                            Wording("请更正订单号，或先导入该订单。", "Correct the number, or import the order first.")),
    "order.not_open": _words("订单“{excerpt}”未确认或已关闭。", "The order {excerpt} is not confirmed, or is closed.",
                             Wording("请先确认订单，或不导入。", "Confirm the order first, or leave the delivery out.")),
    "order.of_another": _words("“{excerpt}”不是该订单的客户。", "{excerpt} is not the customer of that order."),
    "delivery.early": _words("交付日期 {excerpt} 早于订单日期。", "The day {excerpt} lies before that of the order."),
    "delivery.accepted_early": _words("验收日期 {excerpt} 早于交付日期。", "It was accepted on {excerpt}, before it was delivered."),
    "line.not_in_order": _words("第 {row} 行“{excerpt}”在订单里没有，或有几行同名。", "Row {row}: the order has no line {excerpt}, or several of that item.",
                                Wording("请填写订单行号。", "Give the number of the line of the order.")),
    "line.twice": _words("第 {row} 行：订单行 {excerpt} 在这张交付里出现两次。", "Row {row}: the line {excerpt} of the order stands twice in the delivery.",
                         Wording("请合并为一行。", "Put the two rows together.")),
    "delivery.beyond": _words("第 {row} 行交付 {excerpt}，超过可交付的 {left}。", "Row {row} delivers {excerpt}, more than the {left} that may be delivered.",
                              Wording("请核对是否重复或缺少订单，再更正数量。", "See whether it stands twice or an order is missing; then correct the quantity.")),
    "remaining.differs": _words("第 {row} 行写明余量 {excerpt}，按订单计算为 {left}。", "Row {row} states that {excerpt} is left; by the order it is {left}.",
                                Wording("请核对；照样导入则以订单计算为准。", "Check it; taken as it is, the order counts."), ACCEPT),
    "billing.number_taken": _words("系统中已有编号为“{excerpt}”的发票（草稿或已冲销）。", "There is an invoice {excerpt} already, a draft or one that was taken back.",
                                   Wording("请更正号码或作废草稿；引用交付的发票不能同号。", "Correct the number, or cancel the draft: an invoice that refers to a delivery needs a number of its own.")),
    "billing.delivery_unknown": _words("第 {row} 行：没有编号为“{excerpt}”的有效交付。", "Row {row}: there is no delivery {excerpt}, or it was cancelled.",
                                       Wording("请更正交付单号，或先导入该交付；照样导入则不占用任何交付数量。", "Correct the number, or import the delivery first; taken as it is, no quantity of a delivery is taken."), ACCEPT),
    "billing.order_unknown": _words("第 {row} 行：没有编号为“{excerpt}”的有效订单。", "Row {row}: there is no order {excerpt} in force.",
                                    Wording("请更正订单号，或先导入该订单；照样导入则不占用任何订单数量。", "Correct the number, or import the order first; taken as it is, no quantity of an order is taken."), ACCEPT),
    "billing.order_by_delivery": _words("第 {row} 行：订单“{excerpt}”按交付开票。", "Row {row}: the order {excerpt} is billed from its deliveries.",
                                        Wording("请填写交付单号；照样导入则不占用任何交付数量。", "Name the delivery; taken as it is, no quantity of a delivery is taken."), ACCEPT),
    "billing.by_order": _words("第 {row} 行：交付“{excerpt}”的订单按订单开票。", "Row {row}: the order of the delivery {excerpt} is billed by order.",
                               Wording("请只填写订单号。", "Name the order alone.")),
    "billing.other_order": _words("第 {row} 行：该交付属于订单“{other}”，不是“{excerpt}”。", "Row {row}: the delivery is of the order {other}, not of {excerpt}.",
                                  Wording("请更正交付单号或订单号。", "Correct the number of the delivery or of the order.")),
    "billing.of_another": _words("第 {row} 行：“{excerpt}”属于另一客户，或币种不同。", "Row {row}: {excerpt} is another customer's, or of another currency.",
                                 Wording("请更正客户、币种或交付单号。", "Correct the customer, the currency or the number of the delivery.")),
    "billing.not_accepted": _words("第 {row} 行：交付“{excerpt}”尚未验收。", "Row {row}: the delivery {excerpt} is not accepted yet.",
                                   Wording("请先登记验收；照样导入则按未验收开票。", "Enter its acceptance first; taken as it is, it is invoiced before it is accepted."), ACCEPT),
    "billing.no_line": _words("第 {row} 行“{excerpt}”在这张交付或订单里没有，或有几行同名。", "Row {row}: the delivery or order has no line {excerpt}, or several of that item.",
                              Wording("请填写订单行号。", "Give the number of the line of the order.")),
    "billing.beyond": _words("第 {row} 行开票 {excerpt}，尚未开票的只有 {left}。", "Row {row} invoices {excerpt}, of which {left} are left to be invoiced.",
                             Wording("请核对是否重复开票，再更正数量。", "See whether it was invoiced before; then correct the quantity.")),
    "billing.differs": _words("金额 {said}（税 {said_tax}）与所引用的“{excerpt}”按订单计算的 {found}（税 {found_tax}）不符。",
                              "The file says {said} (tax {said_tax}); by its order {excerpt} comes to {found} (tax {found_tax}).",
                              Wording("请与原单核对；照样导入则以文件金额为准。", "Check the paper; taken as it is, the amount of the file counts."), ACCEPT),
    "billing.credit": _words("红字单据引用了“{excerpt}”。", "A credit note refers to {excerpt}.",
                             Wording("要冲回数量，请在原发票页面开红字；照样导入则只冲金额。", "To give quantities back, credit the invoice on its page; taken as it is, it moves money alone."), ACCEPT),
    "contract.number_long": _words("合同编号超过 60 个字符。", "The number of the contract has more than 60 characters."),
    "contract.text_long": _words("“{excerpt}…”过长：名称至多 200 个字符，范围至多 100 个。", "{excerpt}… is too long: 200 characters for a title, 100 for a scope."),
    "contract.from_missing": _words("没有起始日。", "There is no first day."),
    "contract.days": _words("截止日 {excerpt} 早于起始日。", "The last day {excerpt} lies before the first."),
    "terms.missing": _words("没有账期。", "There are no terms."),
    "terms.unreadable": _words("账期“{excerpt}”不是现成读法之一。", "The terms {excerpt} are none of the ready-made readings.",
                               Wording("请写成如 月结60（读法A）、净30天、30/60/90、款到发货；其他条款请在合同页面起草。",
                                       "Write such as 月结60 (reading A), net 30, 30/60/90, prepaid; other terms are drafted on the page of contracts.")),
    "terms.unclear": _words("账期“{excerpt}”有四种读法。", "The terms {excerpt} are read in four ways.",
                            Wording("请按合同选定读法，或逐行写明，如 月结60（读法A）。", "Choose the reading your contracts mean, or write it in each row: 月结60 (reading A)."),
                            READ_A, READ_B, READ_C, READ_D),
    "terms.unclear_days": _words("账期“{excerpt}”有三种读法。", "The terms {excerpt} are read in three ways.",
                                 Wording("请按合同选定读法，或逐行写明，如 月结45（读法A）。", "Choose the reading your contracts mean, or write it in each row: 月结45 (reading A)."),
                                 READ_A, READ_C, READ_D),
    "paper.there": _words("“{excerpt}”已在系统中，内容相同，不再导入。", "{excerpt} is there already and says the same: it is not imported again.", _TAKEN, out=True),
    "paper.differs": _words("“{excerpt}”已在系统中，但内容不同。", "{excerpt} is there already and says something else.",
                            Wording("请核对；需要更正时请在其页面上处理。", "Check it; to correct what is there, go to its page.")),
    "einvoice.unread": _words("发票上的一项读不出来：{zh}", "Something on the invoice cannot be read: {en}", Wording("请对照发票填写，或不导入。", "Fill it in from the invoice, or leave it out."), ACCEPT),
    "einvoice.contradicts": _words("发票自相矛盾：{zh}", "The invoice contradicts itself: {en}", Wording("请与开票方核对后再照样导入。", "Ask the issuer before you take it as it is."), ACCEPT),
    "einvoice.file": _words("文件没有读入：{zh}", "The file was not read: {en}", Wording("该文件未读入，请另行取得。", "That file was not read: get it anew.")),
}  # fmt: skip
PROBLEMS["total.row"] = ProblemWords(PROBLEMS["total.row"].reason, PROBLEMS["total.row"].remedy, (ACCEPT,))  # fmt: skip

# For the printed page of refusals: what a row is refused for, in the form every catalogue has.
CATALOGUE = {f"import.row.{code}": (words.reason, words.remedy) for code, words in PROBLEMS.items()}
AUTOMATIC = frozenset(code for code, words in PROBLEMS.items() if words.is_left_out)


def said_of(code: str, excerpt: str, values: Mapping[str, str]) -> Wording:
    """The sentence of one problem."""
    reason = PROBLEMS[code].reason
    filled = {"excerpt": excerpt, **values}
    return Wording(_filled(reason.zh, filled), _filled(reason.en, filled))


def _filled(text: str, values: Mapping[str, str]) -> str:
    for name, value in values.items():
        text = text.replace("{" + name + "}", value)
    return text


def settled_codes(choices: Mapping[str, str]) -> list[str]:
    """Codes nobody need decide about any more."""
    return sorted({*choices, *AUTOMATIC})


def leaving_codes(choices: Mapping[str, str]) -> list[str]:
    """Codes whose documents are left out."""
    return sorted({*AUTOMATIC, *(code for code, choice in choices.items() if choice == LEAVE_OUT)})


def in_order(codes: Iterable[str]) -> list[str]:
    known = list(PROBLEMS)
    return sorted(codes, key=known.index)
