"""The words letters have until a company sets its own: version 0, and what the places of a letter are called."""

from __future__ import annotations

from tieout.refusal import Wording

LETTER_KINDS = {
    "statement": Wording("对账单邮件", "Mail with a statement"),
    "reminder": Wording("未回复提醒", "Reminder to answer"),
    "due_soon": Wording("到期提醒", "Reminder of what falls due"),
    "overdue": Wording("逾期催款", "Reminder of what is overdue"),
    "reply": Wording("已答复通知", "Mail that a reply is there"),
    "text_reminder": Wording("短信：未回复提醒", "Text: reminder to answer"),
    "text_due_soon": Wording("短信：到期提醒", "Text: what falls due"),
    "text_overdue": Wording("短信：逾期催款", "Text: what is overdue"),
    "group_silent": Wording("群通知：客户未答复", "Group: a customer stays silent"),
    "group_bounced": Wording("群通知：邮件被退回", "Group: a mail came back"),
    "group_answer": Wording("群通知：客户来信", "Group: a customer wrote"),
}
SUBJECTS = {
    "statement": Wording(
        "{company}：{first} 至 {last} 对账单 {number}",
        "{company}: statement {number}, {first} to {last}",
    ),
    "reminder": Wording(
        "{company}：请回复对账单 {number}（第 {time} 次提醒）",
        "{company}: please answer statement {number} (reminder {time})",
    ),
    "due_soon": Wording(
        "{company}：{currency} {total} 即将到期",
        "{company}: {currency} {total} falls due",
    ),
    "overdue": Wording(
        "{company}：{currency} {total} 尚未收到",
        "{company}: {currency} {total} is overdue",
    ),
    "reply": Wording(
        "{company}：已答复您就对账单 {number} 提出的事项",
        "{company}: a reply about statement {number}",
    ),
    # What a text or a notice is listed under: neither has a subject of its own.
    "text_reminder": Wording("短信：请回复对账单", "Text: please answer a statement"),
    "text_due_soon": Wording("短信：款项即将到期", "Text: money falls due"),
    "text_overdue": Wording("短信：款项逾期", "Text: money is overdue"),
    "group_silent": Wording("群通知：客户未答复", "Group: a customer stays silent"),
    "group_bounced": Wording("群通知：邮件被退回", "Group: a mail came back"),
    "group_answer": Wording("群通知：客户来信", "Group: a customer wrote"),
}
BODIES = {
    "statement": Wording(
        "{contact}，您好：\n\n附件为{company}与贵公司 {first} 至 {last} 的对账单（{number}，{currency}）。\n"
        "请核对，并在 {days} 天内回复：相符请确认；如有不符，请告知单据号与金额。\n\n{link}{ask}"
        "对账单的 SHA-256 校验码：{digest}",
        "Dear {contact},\n\nattached is the statement of account of {company} with you for {first} to {last} ({number}, {currency}).\n"
        "Please check it and answer within {days} days: that it agrees, or which document and amount does not.\n\n{link}{ask}"
        "SHA-256 of the statement: {digest}",
    ),
    "reminder": Wording(
        "{contact}，您好：\n\n{company}于 {sent} 向贵公司发出 {first} 至 {last} 的对账单（{number}，{currency}），尚未收到回复。对账单随信再附一份。\n"
        "请核对后回复：相符请确认；如有不符，请告知单据号与金额。如已回复，请忽略本邮件。\n\n{link}{ask}"
        "对账单的 SHA-256 校验码：{digest}",
        "Dear {contact},\n\non {sent} {company} sent you its statement of account for {first} to {last} ({number}, {currency}); "
        "no answer has reached us. The statement is attached once more.\n"
        "Please check it and answer: that it agrees, or which document and amount does not. If you have answered, please ignore this.\n\n"
        "{link}{ask}SHA-256 of the statement: {digest}",
    ),
    "due_soon": Wording(
        "{contact}，您好：\n\n{customer}下列款项即将到期，请按期支付：\n\n{items}\n\n合计：{currency} {total}\n\n"
        "{left_out}{credits}{account}如已付款，请忽略本邮件。\n\n{ask}",
        "Dear {contact},\n\nthe following of {customer} falls due; please pay it in time:\n\n{items}\n\nTotal: {currency} {total}\n\n"
        "{left_out}{credits}{account}If you have paid, please ignore this.\n\n{ask}",
    ),
    "overdue": Wording(
        "{contact}，您好：\n\n截至 {day}，{customer}下列款项尚未收到，请尽快支付：\n\n{items}\n\n合计：{currency} {total}\n\n"
        "{left_out}{credits}{account}如已付款，请告知付款日期，以便核对。\n\n{ask}",
        "Dear {contact},\n\nby {day} we have not received the following from {customer}; please pay it soon:\n\n{items}\n\n"
        "Total: {currency} {total}\n\n"
        "{left_out}{credits}{account}If you have paid, please tell us on which day, so that we can look for it.\n\n{ask}",
    ),
    "reply": Wording(
        "{contact}，您好：\n\n您就 {first} 至 {last} 的对账单（{number}，{currency}）提出的事项，{company}已答复，请在线查看。\n\n{link}{ask}",
        "Dear {contact},\n\n{company} has replied to what you wrote about the statement for {first} to {last} ({number}, {currency}). "
        "Please read it online.\n\n{link}{ask}",
    ),
    "text_reminder": Wording(
        "【{company}】{first} 至 {last} 的对账单 {number} 尚未收到贵公司回复，请查看我们发出的邮件并回复。如已回复请忽略。",
        "{company}: statement {number} for {first} to {last} awaits your answer. Please see our mail. If you have answered, ignore this.",
    ),
    "text_due_soon": Wording(
        "【{company}】贵公司 {count} 笔款项即将到期，合计 {currency} {total}，请按期支付。如已付款请忽略。",
        "{company}: {currency} {total} ({count} items) falls due soon. Please pay in time. If you have paid, ignore this.",
    ),
    "text_overdue": Wording(
        "【{company}】截至 {day}，贵公司 {count} 笔款项尚未收到，合计 {currency} {total}，请尽快支付。如已付款请告知。",
        "{company}: by {day} we have not received {currency} {total} ({count} items). Please pay soon. If you have paid, tell us when.",
    ),
    "group_silent": Wording(
        "客户 {customer_number} 的对账单 {number} 已提醒 {times} 次，仍无答复，系统不再提醒，请联系客户。",
        "Customer {customer_number} was reminded {times} times of statement {number} and has not answered. It is not asked again by itself.",
    ),
    "group_bounced": Wording(
        "发给客户 {customer_number} 的{letter}被退回，请核实并更换联系人邮箱。",
        "A mail to customer {customer_number} came back ({letter}). Please find out the right address and replace the contact.",
    ),
    "group_answer": Wording(
        "客户 {customer_number} 就对账单 {number} {answer}，请登录往来处理。",
        "Customer {customer_number} {answer} statement {number}. Please sign in to see it.",
    ),
}
# What stands where a place is named, for whoever writes the words.
PLACE_WORDS = {
    "company": Wording("本公司名称（抬头）", "our name, as on the letterhead"),
    "contact": Wording("收件联系人", "the contact it goes to"),
    "first": Wording("期间首日", "first day of the period"),
    "last": Wording("期间末日", "last day of the period"),
    "number": Wording("对账单编号", "number of the statement"),
    "currency": Wording("币种", "its currency"),
    "days": Wording("请客户在几天内回复", "days to answer"),
    "ask": Wording("“如有疑问请联系…”一段；抬头无联系方式时为空", "the paragraph on whom to ask; empty where the letterhead names nobody"),
    "link": Wording("门户链接一段；没有门户地址时为空", "the paragraph with the link to the portal; empty where there is none"),
    "digest": Wording("对账单 PDF 的 SHA-256 校验码", "SHA-256 of the statement's PDF"),
    "sent": Wording("对账单首次发出的日期", "day the statement was first sent"),
    "time": Wording("第几次提醒", "which reminder it is"),
    "customer": Wording("客户名称", "the customer's name"),
    "day": Wording("提醒当天的日期", "the day of the reminder"),
    "count": Wording("所列款项的笔数", "how many items it asks for"),
    "total": Wording("所列款项合计", "what they come to"),
    "items": Wording("所列款项，每笔一行：单据、到期日、金额", "the items, a line each: document, due day, amount"),
    "left_out": Wording("未计入的争议与已承诺款项一段；没有时为空", "the paragraph of what is contested or promised and not counted; empty without"),
    "credits": Wording("客户未核销款项一段；没有时为空", "the paragraph of what the customer has with us; empty without"),
    "customer_number": Wording("客户编号，不含名称", "the customer's number, never its name"),
    "times": Wording("已提醒几次", "how often it was reminded"),
    "letter": Wording("被退回邮件的种类", "what kind of mail came back"),
    "answer": Wording("客户做了什么：提出异议、提问、投诉或上传台账", "what the customer did: contests, asks about, complains about, handed in its ledger for"),
    "account": Wording("收款账户一段；抬头未设时为空", "the paragraph with the account to pay to; empty where the letterhead names none"),
}  # fmt: skip
PARTS = {"subject": Wording("主题", "Subject"), "body": Wording("正文", "Body")}
