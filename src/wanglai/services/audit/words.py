"""Each kind of act as a sentence in both languages, and the kinds a searched word may mean."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tieout.refusal import Wording
from wanglai.domain.tenths import tenths_said
from wanglai.services.access.policy import ROLE_NAMES
from wanglai.services.customers.words import field_words
from wanglai.services.deductions.words import STATES as DEDUCTION_STATES
from wanglai.services.disputes.words import STATES as DISPUTE_STATES
from wanglai.services.imports.kinds import KINDS as IMPORT_KINDS
from wanglai.services.kpi.words import TARGETS
from wanglai.services.ledger.words import KINDS
from wanglai.services.messages.built_in_words import LETTER_KINDS
from wanglai.services.messages.words import CHANNELS
from wanglai.services.money import Amount
from wanglai.services.procedures.facts import fact_words
from wanglai.services.reconciliation.words import event_words
from wanglai.services.reminders.words import NOBODY_ASKED
from wanglai.services.rounds.words import CLASSES as ROUND_CLASSES
from wanglai.services.rounds.words import FREQUENCIES, titled

ACTS: dict[str, Wording] = {
    "post": Wording("入账", "posted"),
    "allocate": Wording("核销", "settled"),
    "unallocate": Wording("撤销核销", "undid a settlement"),
    "close_period": Wording("结账", "closed a period"),
    "open_books": Wording("建账", "opened the book"),
    "open_periods": Wording("开启期间", "opened periods"),
    "revalue": Wording("期末调汇", "revalued"),
    "set_bands": Wording("设置审批限额", "set approval limits"),
    "request_approval": Wording("提交审批", "asked for approval"),
    "withdraw_request": Wording("撤回审批申请", "withdrew a request"),
    "decide_approval": Wording("审批", "decided a request"),
    "delegate": Wording("委托审批", "delegated"),
    "end_delegation": Wording("结束委托", "ended a delegation"),
    "give_role": Wording("授予角色", "gave a role"),
    "take_role": Wording("取消角色", "took a role away"),
    "disable_person": Wording("停用人员", "switched a person off"),
    "enable_person": Wording("启用人员", "switched a person on"),
    "invite_person": Wording("邀请人员", "inviting a person"),
    "release_customers": Wording("移交客户", "released customers"),
    "map_accounts": Wording("对应科目", "mapped accounts"),
    "report_conflicts": Wording("不相容角色月报", "reported pairs of roles"),
    "sign_conflicts": Wording("签阅不相容角色月报", "signed the report of roles"),
    "create_customer": Wording("新建客户", "made a customer"),
    "change_customer": Wording("修改客户", "changed a customer"),
    "set_parent": Wording("设置上级客户", "set a group"),
    "stop_customer": Wording("停用客户", "stopped a customer"),
    "resume_customer": Wording("恢复客户", "resumed a customer"),
    "merge_customers": Wording("合并客户", "merged customers"),
    "unmerge_customers": Wording("撤销客户合并", "undid a merge"),
    "part_customers": Wording("确认为不同客户", "parted customers"),
    "look_for_duplicates": Wording("查找重复客户", "looked for duplicates"),
    "classify_customers": Wording("客户分类", "classified customers"),
    "change_contact": Wording("变更联系人", "changed a contact"),
    "change_bank_account": Wording("变更客户银行账号", "changed a bank account"),
    "see_bank_account": Wording("查看完整银行账号", "looked at a bank account"),
    "import_file": Wording("导入文件", "imported a file"),
    "hand_in_bank_file": Wording("交银行文件", "handed in a bank file"),
    "hand_in_advice": Wording("交入付款通知", "handed in a remittance advice"),
    "use_advice": Wording("按现状使用付款通知", "used an advice as it is"),
    "withdraw_advice": Wording("撤回付款通知", "withdrew a remittance advice"),
    "link_advice": Wording("关联付款通知与收款", "linked an advice with its money"),
    "part_advice": Wording("解除付款通知与收款的关联", "parted an advice from its money"),
    "take_original_bank_file": Wording("下载银行原始文件", "took away a bank file"),
    "take_bank_file": Wording("导入银行文件", "took a bank file"),
    "take_anyway": Wording("不闭合仍导入", "had a file taken that does not close"),
    "read_bank_file_again": Wording("重读银行文件", "had a bank file read again"),
    "set_cash_policy": Wording("设定自动入账策略", "set the policy of automatic booking"),
    "open_deduction": Wording("登记扣款", "opened a deduction"),
    "reassign_deduction": Wording("转交扣款", "gave a deduction to another"),
    "close_deduction": Wording("了结扣款", "closed a deduction"),
    "set_line_aside": Wording("流水不入往来账", "put a bank line aside"),
    "bounce_receipt": Wording("登记收款退回", "entered that a receipt bounced"),
    "withdraw_bounce": Wording("撤销收款退回", "withdrew a bounce"),
    "dishonour_bill": Wording("登记票据拒付", "entered that a bill was not paid"),
    "make_suspense_customer": Wording("建立待查来款户", "made the suspense customer"),
    "leave_suspense": Wording("待查来款转出", "moved money out of suspense"),
    "accept_payer": Wording("同意代付", "accepted a payer"),
    "settle_for_another": Wording("代付核销", "settled with another's money"),
    "learn_payer": Wording("记住或取消付款户名", "learned or forgot a payer's name"),
    "bring_line_back": Wording("流水恢复待处理", "brought a bank line back"),
    "tell_layout": Wording("指明银行文件各列", "named the columns of a bank file"),
    "withdraw_bank_file": Wording("撤回银行文件", "withdrew a bank file"),
    "open_our_account": Wording("登记本公司账户", "entered an account of ours"),
    "set_letterhead": Wording("设置对账单抬头", "set the letterhead"),
    "issue_statement": Wording("出具对账单", "issued a statement"),
    "print_statements": Wording("打印对账单", "printed statements"),
    "make_portal_link": Wording("发出门户链接", "made a portal link"),
    "revoke_portal_link": Wording("撤销门户链接", "withdrew a portal link"),
    "reply_to_question": Wording("回复客户提问", "replied to a question of a customer"),
    "customer_confirmed": Wording("客户确认对账单", "the customer confirmed a statement"),
    "customer_disputed": Wording("客户提出异议", "the customer disputed lines of a statement"),
    "customer_asked": Wording("客户提问", "the customer asked a question"),
    "customer_promised": Wording("客户承诺付款", "the customer promised to pay"),
    "customer_uploaded": Wording("客户上传明细账", "the customer handed in its own ledger"),
    "customer_feedback": Wording("客户反馈", "the customer gave feedback"),
    "customer_complaint": Wording("客户投诉", "the customer complained"),
    "customer_followed": Wording("客户在争议中留言", "the customer went on in a dispute"),
    "customer_agreed": Wording("客户同意争议方案", "the customer agreed to an outcome"),
    "customer_declined": Wording("客户不同意争议方案", "the customer did not agree to an outcome"),
    "customer_rated": Wording("客户评价", "the customer rated a statement"),
    "customer_answered": Wording(
        "客户答复对账差异", "the customer answered differences of its ledger"
    ),
    "release_sheet": Wording(
        "向客户开放余额调节表", "released a balance reconciliation statement to the customer"
    ),
    "take_back_release": Wording(
        "撤回向客户开放的余额调节表", "took back a sheet the customer could read"
    ),
    "draft_statements": Wording("起草一批对账单", "drafted statements"),
    "agree_statements": Wording("同意出具对账单", "agreed to statements"),
    "send_statements": Wording("发送对账单", "sent statements"),
    "hold_sending": Wording("暂停或恢复发送", "held or let go on the sending of statements"),
    "decide_message": Wording("处理消息", "decided about a message"),
    "set_message_policy": Wording("设定发送时段", "set when customers are written to"),
    "set_channel": Wording("设定消息渠道", "set up, stopped or tried a channel"),
    "set_letter_text": Wording("设定邮件文字", "set the words of a letter"),
    "set_reminder_policy": Wording("设定未回复提醒", "set how customers are asked again"),
    "remind_customers": Wording("提醒客户回复对账单", "asked customers again for their answer"),
    "set_payment_reminders": Wording("设定付款提醒", "set when customers are asked for payment"),
    "remind_of_payment": Wording("提醒客户付款", "asked customers for payment"),
    "hold_payment_reminders": Wording(
        "停止或恢复付款提醒", "stopped or let go on reminders of payment"
    ),
    "hold_reminders": Wording(
        "停止或恢复提醒", "stopped or let go on the reminders of a statement"
    ),
    "enter_on_paper": Wording("登记纸质对账单", "entered what happened to a statement on paper"),
    "open_cycles": Wording("开启结算周期", "opened cycles"),
    "close_cycles": Wording("关闭结算周期", "closed cycles"),
    "bill_cycle": Wording("结算周期开单", "billed a cycle"),
    "set_cycle_policy": Wording("设定结算周期规则", "set the rules of cycles"),
    "set_round_rule": Wording("设定对账轮次规则", "set how often customers are reconciled"),
    "open_round": Wording("开启对账轮次", "opened a round of reconciling"),
    "take_into_round": Wording("补入对账轮次", "took customers into a round"),
    "plan_round": Wording("调整对账计划", "changed the plan of a round"),
    "agree_round": Wording("同意对账计划", "agreed to the plan of a round"),
    "ask_round_excuse": Wording("申请免除对账", "asked that a customer be left out of a round"),
    "agree_round_excuse": Wording("同意免除对账", "agreed that a customer is left out of a round"),
    "refuse_round_excuse": Wording("拒绝免除对账", "refused to leave a customer out of a round"),
    "set_kpi_target": Wording("设定对账指标目标", "set a target of reconciling"),
    "draft_confirmations": Wording("起草函证批次", "drew a round of confirmation letters"),
    "drop_confirmations": Wording("放弃函证批次", "dropped a round of confirmation letters"),
    "agree_confirmations": Wording("同意函证批次", "agreed to confirmation letters"),
    "send_confirmations_again": Wording("再次发出询证函", "sent confirmation letters again"),
    "print_confirmations": Wording("打印询证函", "printed confirmation letters"),
    "enter_confirmation_reply": Wording(
        "登记询证函回函", "entered the reply to a confirmation letter"
    ),
    "explain_confirmation": Wording(
        "说明询证函差异", "explained the difference of a confirmation letter"
    ),
    "test_confirmation": Wording(
        "询证函替代程序", "tested an unanswered confirmation letter otherwise"
    ),
    "close_confirmations": Wording("关闭函证批次", "closed a round of confirmation letters"),
    "take_confirmations": Wording(
        "取走函证审计档案", "took the audit file of confirmation letters"
    ),
    "set_procedure": Wording("设定对账流程", "set the procedure"),
    "open_case": Wording("开始对账事项", "opened a case"),
    "do_step": Wording("完成流程步骤", "did a step"),
    "stop_case": Wording("中止对账事项", "stopped a case"),
    "end_our_account": Wording("停用本公司账户", "ended an account of ours"),
    "sign_bank": Wording("签银行余额调节表", "signed a bank reconciliation"),
    "write_imported": Wording("写入导入内容", "wrote what was imported"),
    "enter_order": Wording("录入订单", "entered an order"),
    "confirm_order": Wording("确认订单", "confirmed an order"),
    "close_order": Wording("关闭订单", "closed an order"),
    "cancel_order": Wording("作废订单", "cancelled an order"),
    "deliver": Wording("交付", "delivered"),
    "accept_delivery": Wording("验收", "accepted a delivery"),
    "cancel_delivery": Wording("作废交付", "cancelled a delivery"),
    "attach_evidence": Wording("附交付凭据", "attached evidence"),
    "make_invoice": Wording("开具发票草稿", "made an invoice"),
    "make_debit_note": Wording("开具补收单草稿", "made a debit note"),
    "make_credit_note": Wording("开具红字单据草稿", "made a credit note"),
    "cancel_invoice": Wording("作废草稿", "cancelled a draft"),
    "present_bill": Wording("提示付款", "presented a bill"),
    "form_team": Wording("成立团队", "founded a team"),
    "join_team": Wording("加入团队", "joined a team"),
    "leave_team": Wording("离开团队", "left a team"),
    "assign_customer": Wording("指派客户", "assigned a customer"),
    "draft_contract": Wording("起草合同", "drafted a contract"),
    "change_draft": Wording("修改合同草稿", "changed a draft"),
    "amend_contract": Wording("修订合同", "amended a contract"),
    "drop_amendment": Wording("撤回合同修订", "dropped an amendment"),
    "sign_contract": Wording("签订合同", "signed a contract"),
    "end_contract": Wording("终止合同", "ended a contract"),
    "file_contract": Wording("合同附件", "added a paper of a contract"),
    "set_company_day": Wording("设置公司日历", "set a company day"),
    "clear_company_day": Wording("恢复公司日历", "cleared a company day"),
    "enter_rate": Wording("录入利率", "entered a rate"),
    "withdraw_rate": Wording("撤销利率", "withdrew a rate"),
    "set_law": Wording("设置账期法规", "set the law on payment terms"),
    "reconciliation": Wording("对账", "reconciliation"),
    "archive": Wording("归档导出", "archive"),  # a kind of request
    "make_archive": Wording("生成归档包", "had an archive made"),
    "archive_made": Wording("归档包完成", "archive is ready"),
    "export_vouchers": Wording("导出凭证", "exported vouchers"),
    "export_again": Wording("重新导出凭证", "exported vouchers again"),
    "open_dispute": Wording("提出争议", "opened a dispute"),
    "say_in_dispute": Wording("争议留言", "spoke in a dispute"),
    "attach_to_dispute": Wording("争议附件", "added a file to a dispute"),
    "hand_over_dispute": Wording("转交争议", "handed a dispute over"),
    "move_dispute_deadline": Wording("争议改期", "moved a dispute's deadline"),
    "escalate_dispute": Wording("升级争议", "escalated a dispute"),
    "propose_outcome": Wording("提出争议方案", "proposed an outcome of a dispute"),
    "answer_proposal": Wording("答复争议方案", "answered what was proposed in a dispute"),
    "resolve_dispute": Wording("了结争议", "closed a dispute"),
    "reopen_dispute": Wording("重新打开争议", "opened a dispute again"),
    "set_dispute_policy": Wording("设定争议策略", "set the policy of disputes"),
    "dispute_item": Wording("标记争议", "flagged a dispute"),
    "end_dispute": Wording("取消争议标记", "ended a dispute"),
    "note_promise": Wording("登记付款承诺", "noted a promise"),
    "end_promise": Wording("结束付款承诺", "ended a promise"),
    "subscribe_report": Wording("订阅报表", "subscribed to a report"),
    "cancel_report": Wording("取消订阅报表", "cancelled a report"),
}


@dataclass(frozen=True)
class PostedEntry:
    """What a sentence says of an entry."""

    kind: str
    number: int
    document: str
    entry_on: date
    customer_name: str
    amount: Amount | None
    reverses_seq: int | None


@dataclass(frozen=True)
class SettledPairs:
    """What an act settled: its first pair, how many there are, and how much together in the first one's currency."""

    debit: str
    credit: str
    customer_name: str
    amount: Amount
    on: date
    count: int


def kinds_meant(word: str) -> tuple[list[str], list[str]]:
    """Kinds of acts and of entries whose words in either language hold this word."""
    word = word.lower()
    return (
        [kind for kind, words in ACTS.items() if word in words.zh or word in words.en],
        [kind for kind, words in KINDS.items() if word in words.zh or word in words.en],
    )


def words_of(search: str) -> list[str]:
    """A search as single words; Chinese is parted where a known word stands: 云帆收款 is 云帆 and 收款."""
    return [part for part in _KNOWN.sub(lambda found: f" {found.group()} ", search).split() if part]


_KNOWN = re.compile(
    "|".join(
        sorted({words.zh for words in (*ACTS.values(), *KINDS.values())}, key=len, reverse=True)
    )
)


def sentence(
    kind: str, facts: Mapping[str, Any], entry: PostedEntry | None, pairs: SettledPairs | None,
    period: str,
) -> Wording:  # fmt: skip
    """What happened, without who and when: these stand in columns of their own. Names stand in ``facts`` already."""
    if entry is not None:
        return _posted(entry)
    if pairs is not None:
        return _settled(kind, pairs)
    if kind == "close_period":
        return Wording(f"结账：{period}", f"Closed the period {period}")
    if kind in _OF_FACTS:
        return _OF_FACTS[kind](facts)
    words = ACTS.get(kind, Wording(kind, kind))
    return Wording(
        _with(words.zh, facts, "："), _with(words.en[:1].upper() + words.en[1:], facts, ": ")
    )


def _posted(entry: PostedEntry) -> Wording:
    words = KINDS[entry.kind]
    of_zh = f"，客户 {entry.customer_name}" if entry.customer_name else ""
    of_en = f" of {entry.customer_name}" if entry.customer_name else ""
    sum_zh = f"，金额 {entry.amount.text} {entry.amount.currency}" if entry.amount else ""
    sum_en = f", {entry.amount.text} {entry.amount.currency}" if entry.amount else ""
    back_zh = f"，冲销第 {entry.reverses_seq} 号" if entry.reverses_seq else ""
    back_en = f", taking back act {entry.reverses_seq}" if entry.reverses_seq else ""
    paper = f" {entry.document}" if entry.document else ""
    return Wording(
        f"入账：{words.zh}{paper}{of_zh}{sum_zh}，日期 {entry.entry_on}{back_zh}",
        f"Posted {words.en}{paper}{of_en}{sum_en}, dated {entry.entry_on}{back_en}",
    )


def _settled(kind: str, first: SettledPairs) -> Wording:
    more_zh = f" 等 {first.count} 笔" if first.count > 1 else ""
    more_en = f" and {first.count - 1} more" if first.count > 1 else ""
    total = first.amount
    verb = ("撤销核销", "Undid settling") if kind == "unallocate" else ("核销", "Settled")
    return Wording(
        f"{verb[0]}：{first.debit} 与 {first.credit}{more_zh}，客户 {first.customer_name}，"
        f"金额 {total.text} {total.currency}，日期 {first.on}",
        f"{verb[1]} {first.debit} with {first.credit}{more_en} of {first.customer_name}, "
        f"{total.text} {total.currency}, from {first.on}",
    )


def _with(words: str, facts: Mapping[str, Any], colon: str) -> str:
    said = ", ".join(f"{name} {value}" for name, value in facts.items() if value not in (None, ""))
    return f"{words}{colon}{said}" if said else words


def _opened(facts: Mapping[str, Any]) -> Wording:
    return Wording(
        f"建账：{facts['from']} 至 {facts['to']}，共 {facts['periods']} 个期间",
        f"Opened the book for {facts['from']} to {facts['to']}, {facts['periods']} periods",
    )


def _more_periods(facts: Mapping[str, Any]) -> Wording:
    return Wording(
        f"开启期间：{facts['from']} 至 {facts['to']}，共 {facts['periods']} 个",
        f"Opened {facts['periods']} periods, {facts['from']} to {facts['to']}",
    )


def _revalued(facts: Mapping[str, Any]) -> Wording:
    entries = len(facts["entries"])
    return Wording(
        f"期末调汇：{facts['on']}，凭证 {entries} 张",
        f"Revalued at {facts['on']}, {entries} entries",
    )


def _bands(facts: Mapping[str, Any]) -> Wording:
    kind = _approval_kind(facts["kind"])
    bands = len(facts["bands"])
    return Wording(
        f"设置审批限额：{kind.zh}，{bands} 档", f"Set approval limits for {kind.en}: {bands} bands"
    )


def _gave_role(facts: Mapping[str, Any]) -> Wording:
    role = ROLE_NAMES[facts["role"]]
    return Wording(
        f"授予角色：{facts['person']}，{role.zh}", f"Gave {facts['person']} the role {role.en}"
    )


def _took_role(facts: Mapping[str, Any]) -> Wording:
    role = ROLE_NAMES[facts["role"]]
    return Wording(
        f"取消角色：{facts['person']}，{role.zh}",
        f"Took the role {role.en} from {facts['person']}",
    )


def _disabled(facts: Mapping[str, Any]) -> Wording:
    return Wording(f"停用人员：{facts['person']}", f"Switched {facts['person']} off")


def _enabled(facts: Mapping[str, Any]) -> Wording:
    return Wording(f"启用人员：{facts['person']}", f"Switched {facts['person']} on again")


def _asked(facts: Mapping[str, Any]) -> Wording:
    kind = _approval_kind(facts["kind"])
    return Wording(
        f"提交审批 {facts['request']}：{kind.zh}",
        f"Asked for approval {facts['request']}: {kind.en}",
    )


def _approval_kind(kind: str) -> Wording:
    return KINDS.get(kind) or ACTS.get(kind) or Wording(kind, kind)


def _withdrew(facts: Mapping[str, Any]) -> Wording:
    return Wording(f"撤回审批申请 {facts['request']}", f"Withdrew the request {facts['request']}")


def _decided(facts: Mapping[str, Any]) -> Wording:
    is_yes = facts["verdict"] == "approve"
    return Wording(
        f"审批 {facts['request']}：{'同意' if is_yes else '驳回'}",
        f"{'Approved' if is_yes else 'Rejected'} the request {facts['request']}",
    )


def _delegated(facts: Mapping[str, Any]) -> Wording:
    return Wording(
        f"委托审批：{facts['to_name']}，{facts['from']} 至 {facts['until']}",
        f"Delegated approvals to {facts['to_name']}, {facts['from']} to {facts['until']}",
    )


def _ended_delegation(facts: Mapping[str, Any]) -> Wording:
    return Wording(f"结束委托 {facts['delegation']}", f"Ended the delegation {facts['delegation']}")


def _formed(facts: Mapping[str, Any]) -> Wording:
    return Wording(f"成立团队：{facts['name']}", f"Founded the team {facts['name']}")


def _joined(facts: Mapping[str, Any]) -> Wording:
    return Wording(
        f"加入团队：{facts['person']}，{facts['name']}",
        f"{facts['person']} joined the team {facts['name']}",
    )


def _left(facts: Mapping[str, Any]) -> Wording:
    return Wording(
        f"离开团队：{facts['person']}，{facts['name']}",
        f"{facts['person']} left the team {facts['name']}",
    )


def _assigned(facts: Mapping[str, Any]) -> Wording:
    manager, team = facts["manager_name"], facts["team_name"]
    return Wording(
        f"指派客户：{facts['customer_name']}，客户经理 {manager or '无'}，团队 {team or '无'}",
        f"{facts['customer_name']} is looked after by {manager or 'nobody'}, team {team or 'none'}",
    )


def _conflicts(facts: Mapping[str, Any]) -> Wording:
    month, pairs = facts["month"], len(facts["pairs"])
    return Wording(
        f"不相容角色月报 {month}：{pairs} 对",
        f"Reported the pairs of roles of {month}: {pairs}",
    )


def _signed_conflicts(facts: Mapping[str, Any]) -> Wording:
    month = facts["month"]
    return Wording(f"签阅不相容角色月报 {month}", f"Signed the report of roles of {month}")


def _released(facts: Mapping[str, Any]) -> Wording:
    customers, teams = len(facts["customers"]), len(facts["teams"])
    return Wording(
        f"{facts['person']} 离开：移交 {customers} 个客户，退出 {teams} 个团队",
        f"{facts['person']} left: {customers} customers and {teams} teams released",
    )


def _mapped(facts: Mapping[str, Any]) -> Wording:
    zh = "，".join(f"{code} 对应 {own or '无'}" for code, own in facts["codes"].items())
    en = ", ".join(f"{code} is {own or 'unmapped'}" for code, own in facts["codes"].items())
    return Wording(f"对应科目：{zh}", f"Mapped accounts: {en}")


def _reconciled(facts: Mapping[str, Any]) -> Wording:
    words = event_words(facts["what"])
    number = facts["number"]
    return Wording(f"对账 {number}：{words.zh}", f"Reconciliation {number}: {words.en}")


def _archive(facts: Mapping[str, Any]) -> Wording:
    number = facts["archive"]
    return Wording(f"生成归档包 {number}", f"Had the archive {number} made")


def _archive_made(facts: Mapping[str, Any]) -> Wording:
    return Wording(
        f"归档包 {facts['archive']} 完成，至记录 {facts['head']}，SHA-256 {facts['sha256']}",
        f"Archive {facts['archive']} is ready, up to act {facts['head']}, SHA-256 {facts['sha256']}",
    )


def _vouchers(facts: Mapping[str, Any]) -> Wording:
    batch, entries, layout = facts["batch"], facts["entries"], facts["layout"]
    return Wording(
        f"导出凭证批次 {batch}：{entries} 张，格式 {layout}",
        f"Exported {entries} vouchers in batch {batch}, layout {layout}",
    )


def _vouchers_again(facts: Mapping[str, Any]) -> Wording:
    batch, repeats, layout = facts["batch"], facts["repeats"], facts["layout"]
    return Wording(
        f"重新导出凭证批次 {repeats} 为批次 {batch}，格式 {layout}",
        f"Exported batch {repeats} of vouchers again as batch {batch}, layout {layout}",
    )


def _subscribed(facts: Mapping[str, Any]) -> Wording:
    return Wording(
        f"订阅报表 {facts['subscription']}：每{'周' if facts['every'] == 'week' else '月'}第 {facts['day']} 天",
        f"Subscribed to report {facts['subscription']}, every {facts['every']} on day {facts['day']}",
    )


def _cancelled_report(facts: Mapping[str, Any]) -> Wording:
    number = facts["subscription"]
    return Wording(f"取消订阅报表 {number}", f"Cancelled the report {number}")


def _of_deduction(zh: str, en: str) -> Callable[[Mapping[str, Any]], Wording]:
    """A sentence about one deduction: its number, its item, how it ended."""

    def said(facts: Mapping[str, Any]) -> Wording:
        number, item, state = facts["deduction"], facts["item"], facts.get("state")
        ended = DEDUCTION_STATES[state] if state else None
        return Wording(
            f"{zh} {number}，未清项 {item}{f'：{ended.zh}' if ended else ''}",
            f"{en} {number} of open item {item}{f': {ended.en}' if ended else ''}",
        )

    return said


def _of_dispute(zh: str, en: str) -> Callable[[Mapping[str, Any]], Wording]:
    """A sentence about one dispute: its number, the item it is about if any, how it ended."""

    def said(facts: Mapping[str, Any]) -> Wording:
        number, item, state = facts["dispute"], facts["item"], facts.get("state")
        ended = DISPUTE_STATES[state] if state else None
        about = (f"，未清项 {item}", f" of open item {item}") if item else ("", "")
        return Wording(
            f"{zh} {number}{about[0]}{f'：{ended.zh}' if ended else ''}",
            f"{en} {number}{about[1]}{f': {ended.en}' if ended else ''}",
        )

    return said


def _dispute_policy(facts: Mapping[str, Any]) -> Wording:
    version, days = facts["version"], facts["days"]
    return Wording(
        f"设定争议策略第 {version} 版：{days} 个工作日",
        f"Set version {version} of the policy of disputes: {days} working days",
    )


def _flagged(zh: str, en: str) -> Callable[[Mapping[str, Any]], Wording]:
    """A sentence about the flag of one open item."""

    def said(facts: Mapping[str, Any]) -> Wording:
        item, until = facts["item"], facts.get("until")
        return Wording(
            f"{zh}：未清项 {item}{f'，至 {until}' if until else ''}",
            f"{en} {item}{f', until {until}' if until else ''}",
        )

    return said


def _of_contract(zh: str, en: str) -> Callable[[Mapping[str, Any]], Wording]:
    """A sentence about one contract of one customer."""

    def said(facts: Mapping[str, Any]) -> Wording:
        number, customer = facts["contract_number"], facts["customer_name"]
        return Wording(f"{zh} {number}，客户 {customer}", f"{en} {number} of {customer}")

    return said


def _signed_contract(facts: Mapping[str, Any]) -> Wording:
    number, customer, version = facts["contract_number"], facts["customer_name"], facts["version"]
    warnings = len(facts["warnings"])
    zh = f"，已确认法定提示 {warnings} 条" if warnings else ""
    en = f", {warnings} warnings of the law acknowledged" if warnings else ""
    return Wording(
        f"签订合同 {number} 第 {version} 版，客户 {customer}，自 {facts['from_on']} 起{zh}",
        f"Signed version {version} of contract {number} of {customer}, from {facts['from_on']}{en}",
    )


def _ended_contract(facts: Mapping[str, Any]) -> Wording:
    number, customer, on = facts["contract_number"], facts["customer_name"], facts["on"]
    return Wording(
        f"终止合同 {number}，客户 {customer}，最后一日 {on}",
        f"Ended contract {number} of {customer}, last day {on}",
    )


def _set_day(facts: Mapping[str, Any]) -> Wording:
    on, is_worked = facts["on"], facts["is_worked"]
    return Wording(
        f"公司日历：{on} {'上班' if is_worked else '休息'}",
        f"Company calendar: {on} is {'worked' if is_worked else 'closed'}",
    )


def _cleared_day(facts: Mapping[str, Any]) -> Wording:
    return Wording(
        f"公司日历：{facts['on']} 恢复", f"Company calendar: {facts['on']} as the country"
    )


def _entered_rate(facts: Mapping[str, Any]) -> Wording:
    table, on, percent = facts["table"], facts["from_on"], facts["percent"]
    return Wording(
        f"录入利率：{table} 自 {on} 起 {percent}%", f"Entered {table}: {percent} % from {on}"
    )


def _withdrew_rate(facts: Mapping[str, Any]) -> Wording:
    table, on = facts["table"], facts["from_on"]
    return Wording(f"撤销利率：{table} {on}", f"Withdrew the rate of {table} from {on}")


def _of_customer(zh: str, en: str) -> Callable[[Mapping[str, Any]], Wording]:
    """A sentence about one customer, with the fields it is about where there are any."""

    def said(facts: Mapping[str, Any]) -> Wording:
        name = facts["customer_name"]
        fields = [field_words(field) for field in facts.get("fields", ())]
        of_zh = f"（{'、'.join(each.zh for each in fields)}）" if fields else ""
        of_en = f" ({', '.join(each.en.lower() for each in fields)})" if fields else ""
        return Wording(f"{zh}：{name}{of_zh}", f"{en} {name}{of_en}")

    return said


def _of_two_customers(zh: str, en: str, joint_zh: str, joint_en: str) -> Callable[[Mapping[str, Any]], Wording]:  # fmt: skip
    def said(facts: Mapping[str, Any]) -> Wording:
        one, other = facts["customer_name"], facts["customer_into_name"]
        return Wording(f"{zh}：{one} {joint_zh} {other}", f"{en} {one} {joint_en} {other}")

    return said


def _looked_for_duplicates(facts: Mapping[str, Any]) -> Wording:
    found = facts["found"]
    return Wording(f"查找重复客户：{found} 对", f"Looked for duplicate customers: {found} pairs")


def _classified(facts: Mapping[str, Any]) -> Wording:
    day, changed = facts["day"], facts["changed"]
    return Wording(f"客户分类，截至 {day}：{changed} 项变更", f"Classified customers as of {day}: {changed} changed")  # fmt: skip


def _of_bank(zh: str, en: str) -> Callable[[Mapping[str, Any]], Wording]:
    """A sentence about a bank's file or an account of ours, by its name."""

    def said(facts: Mapping[str, Any]) -> Wording:
        return Wording(f"{zh}：{facts['named']}", f"{en} {facts['named']}")

    return said


def _bounced(facts: Mapping[str, Any]) -> Wording:
    name, why = facts["named"], facts["why"]
    if facts.get("part") is not None:
        part = Amount(facts["part"], facts["currency"])
        return Wording(f"收款 {name} 退回 {part} {part.currency}：{why}", f"{part} {part.currency} of the receipt {name} came back: {why}")  # fmt: skip
    return Wording(f"收款 {name} 退回：{why}", f"The receipt {name} bounced: {why}")


def _accepted(facts: Mapping[str, Any]) -> Wording:
    name, payer, why = facts["customer_name"], facts["payer"], facts["reason"]
    return Wording(f"同意代付：{payer} 为 {name} 付款：{why}", f"Accepted that {payer} pays for {name}: {why}")  # fmt: skip


def _dishonoured(facts: Mapping[str, Any]) -> Wording:
    paper, why = facts["paper"], facts["why"]
    more = f"：{why}", f": {why}"
    return Wording(f"票据 {paper} 拒付{more[0] if why else ''}", f"The bill {paper} was not paid{more[1] if why else ''}")  # fmt: skip


def _letterhead(facts: Mapping[str, Any]) -> Wording:
    version = facts["version"]
    return Wording(f"对账单抬头第 {version} 版", f"Letterhead of statements, version {version}")


def _issued_statement(facts: Mapping[str, Any]) -> Wording:
    number, first, last = facts["statement"], facts["from"], facts["through"]
    closing = Amount(facts["closing"], facts["currency"])
    return Wording(
        f"出具对账单 {number}，{first} 至 {last}，期末余额 {closing}",
        f"Issued statement {number}, {first} to {last}, closing balance {closing}",
    )


def _printed_statements(facts: Mapping[str, Any]) -> Wording:
    count, first = len(facts["files"]), min(facts["files"])
    more = Wording(f" 等 {count} 份", f" and {count - 1} more") if count > 1 else Wording("", "")
    return Wording(f"打印对账单 {first}{more.zh}", f"Printed statement {first}{more.en}")


def _of_statements(zh: str, en: str) -> Callable[[Mapping[str, Any]], Wording]:
    """A sentence about a run of statements: how many, and for which days."""

    def said(facts: Mapping[str, Any]) -> Wording:
        count, last = facts["count"], facts["through"]
        return Wording(
            f"{zh}对账单 {count} 份，截至 {last}", f"{en} {count} statements through {last}"
        )

    return said


def _sent_statements(facts: Mapping[str, Any]) -> Wording:
    queued, skipped = facts["queued"], facts["skipped"]
    return Wording(
        f"发送对账单：放入发件箱 {queued} 封，未能发送 {skipped} 份",
        f"Sent statements: {queued} letters queued, {skipped} statements to nobody",
    )


_HELD = {
    "held": Wording("暂停发送 {0} 封", "Held {0} letters of run {1}"),
    "resumed": Wording("恢复发送 {0} 封", "Let {0} letters of run {1} go on"),
    "again": Wording("重新发送失败的 {0} 封", "Had {0} failed letters of run {1} sent again"),
}


def _held_sending(facts: Mapping[str, Any]) -> Wording:
    what, count, run = _HELD[facts["what"]], facts["count"], facts["run"]
    return Wording(f"批次 {run}：{what.zh.format(count)}", what.en.format(count, run))


_DECIDED = {
    "again": Wording("再次发送消息", "Had message {0} sent again"),
    "closed": Wording("了结结果不明的消息", "Closed the uncertain message {0}"),
    "withdrawn": Wording("撤回消息", "Withdrew message {0}"),
}


def _decided_message(facts: Mapping[str, Any]) -> Wording:
    what, number, why = _DECIDED[facts["what"]], facts["message"], facts["reason"]
    return Wording(f"{what.zh} {number}：{why}", f"{what.en.format(number)}: {why}")


def _message_policy(facts: Mapping[str, Any]) -> Wording:
    first, last = facts["from"], facts["to"]
    return Wording(
        f"发送时段 {first} 至 {last}", f"Customers are written to from {first} to {last}"
    )


_DONE_TO_CHANNEL = {
    "set": Wording("启用", "Set up"),
    "replaced": Wording("更换", "Replaced"),
    "stopped": Wording("停用", "Stopped"),
    "tested": Wording("测试", "Tried"),
}


def _set_channel(facts: Mapping[str, Any]) -> Wording:
    done, channel = _DONE_TO_CHANNEL[facts["what"]], CHANNELS[facts["channel"]]
    why = facts.get("reason", "")
    called = f"{facts['name']} {facts['shown']}"
    return Wording(
        f"{done.zh}{channel.zh}渠道“{called}”" + (f"：{why}" if why else ""),
        f"{done.en} the channel {channel.en}, {called}" + (f": {why}" if why else ""),
    )


_LANGUAGES = {"zh": Wording("中文", "Chinese"), "en": Wording("英文", "English")}


def _letter_text(facts: Mapping[str, Any]) -> Wording:
    kind, language = LETTER_KINDS[facts["letter"]], _LANGUAGES[facts["language"]]
    version = facts["version"]
    if not facts["subject"]:
        return Wording(
            f"{kind.zh}（{language.zh}）恢复内置文字，第 {version} 版",
            f"{kind.en} ({language.en}): back to the built-in words, version {version}",
        )
    return Wording(
        f"{kind.zh}（{language.zh}）改用新文字，第 {version} 版",
        f"{kind.en} ({language.en}): new words, version {version}",
    )


def _reminder_policy(facts: Mapping[str, Any]) -> Wording:
    most, days = facts["at_most"], facts["days_between"]
    if not most:
        return Wording("不再自动提醒客户回复", "Customers are not asked again")
    return Wording(
        f"未回复时最多提醒 {most} 次，间隔 {days} 个工作日",
        f"Customers are asked again at most {most} times, {days} working days apart",
    )


def _reminded(facts: Mapping[str, Any]) -> Wording:
    number, time, queued = facts["statement"], facts["time"], facts["queued"]
    if facts["what"] == "silent":
        return Wording(
            f"对账单 {number} 提醒 {time} 次后仍无回复",
            f"Statement {number}: no answer after {time} reminders",
        )
    return Wording(
        f"对账单 {number}：第 {time} 次提醒，{queued} 封",
        f"Statement {number}: reminder {time}, {queued} letters",
    )


def _payment_policy(facts: Mapping[str, Any]) -> Wording:
    if not facts["steps"]:
        return Wording("不再提醒客户付款", "Customers are not asked for payment")
    days = ", ".join(f"{step:+d}" if step else "0" for step in facts["steps"])
    return Wording(
        f"到期日前后 {days} 天提醒付款",
        f"Customers are asked for payment {days} days from the due day",
    )


def _asked_for_payment(facts: Mapping[str, Any]) -> Wording:
    amount = Amount(facts["asked"], facts["currency"])
    said = f"{amount.currency} {amount}"
    customer, items, queued = facts["customer"], facts["items"], facts["queued"]
    if facts["why"]:
        why = NOBODY_ASKED[facts["why"]]
        return Wording(
            f"未提醒客户 {customer} 支付 {said}：{why.zh}",
            f"Did not ask customer {customer} for {said}: {why.en}",
        )
    return Wording(
        f"提醒客户 {customer} 支付 {said}（{items} 笔），{queued} 封",
        f"Asked customer {customer} for {said} ({items} items), {queued} letters",
    )


def _held_payment_reminders(facts: Mapping[str, Any]) -> Wording:
    customer, why, until = facts["customer"], facts["reason"], facts["until"]
    if facts["what"] == "stopped":
        through = Wording(f"至 {until} ", f" until {until}") if until else Wording("", "")
        return Wording(
            f"停止对客户 {customer} 的付款提醒{through.zh}：{why}",
            f"Stopped the reminders of payment to customer {customer}{through.en}: {why}",
        )
    return Wording(
        f"恢复对客户 {customer} 的付款提醒：{why}",
        f"Let the reminders of payment to customer {customer} go on: {why}",
    )


def _held_reminders(facts: Mapping[str, Any]) -> Wording:
    number, why = facts["statement"], facts["reason"]
    if facts["what"] == "stopped":
        return Wording(
            f"停止对账单 {number} 的提醒：{why}",
            f"Stopped the reminders of statement {number}: {why}",
        )
    return Wording(
        f"恢复对账单 {number} 的提醒：{why}",
        f"Let the reminders of statement {number} go on: {why}",
    )


def _entered_on_paper(facts: Mapping[str, Any]) -> Wording:
    number = facts["statement"]
    if facts["what"] == "taken_back":
        why = facts["reason"]
        return Wording(
            f"撤回对账单 {number} 的纸质登记：{why}",
            f"Took back what was entered of statement {number} on paper: {why}",
        )
    if facts["what"] == "handed":
        return Wording(
            f"对账单 {number} 纸质件于 {facts['on']} 送达",
            f"Statement {number} was handed over on paper on {facts['on']}",
        )
    return Wording(
        f"对账单 {number} 签章回单，日期 {facts['on']}",
        f"The signed copy of statement {number} came back, dated {facts['on']}",
    )


def _opened_cycles(facts: Mapping[str, Any]) -> Wording:
    opened, dropped = facts["opened"], len(facts["dropped"])
    cut = (
        Wording(f"，重新划分 {dropped} 个", f", cut {dropped} anew") if dropped else Wording("", "")
    )
    return Wording(f"按合同开启结算周期 {opened} 个{cut.zh}", f"Opened {opened} cycles by contract{cut.en}")  # fmt: skip


def _closed_cycles(facts: Mapping[str, Any]) -> Wording:
    count, first, last = facts["count"], facts["from"], facts["through"]
    days = str(last) if first == last else f"{first} – {last}"
    return Wording(
        f"关闭结算周期 {count} 个，截止日 {days}", f"Closed {count} cycles, cut-off {days}"
    )


def _billed_cycle(facts: Mapping[str, Any]) -> Wording:
    days, bills = f"{facts['from']} – {facts['through']}", facts["bills"]
    return Wording(
        f"结算周期 {days} 开单 {bills} 张", f"Billed the cycle {days} with {bills} drafts"
    )


def _cycle_policy(facts: Mapping[str, Any]) -> Wording:
    after = facts["close_after"]
    closes = (
        Wording(f"截止日后第 {after + 1} 日零时自动关闭", f"closed by itself in the night after {after} days")
        if facts["closes_by_itself"]
        else Wording("由人关闭", "closed by a person")
    )  # fmt: skip
    return Wording(f"结算周期规则：{closes.zh}", f"Rules of cycles: {closes.en}")


def _reconciling(facts: Mapping[str, Any]) -> Wording:
    """The round an act tells of."""
    return titled(facts["kind"], date.fromisoformat(str(facts["from"])))


def _round_rule(facts: Mapping[str, Any]) -> Wording:
    said = [(ROUND_CLASSES[name], FREQUENCIES[facts[name]]) for name in ROUND_CLASSES]
    return Wording(
        "对账频率：" + "、".join(f"{of.zh}{often.zh}" for of, often in said),
        "Reconciled: " + ", ".join(f"{of.en} {often.en}" for of, often in said),
    )


def _opened_round(facts: Mapping[str, Any]) -> Wording:
    title, count = _reconciling(facts), facts["customers"]
    left = facts["minimum"] + facts["carried"]
    return Wording(
        f"开启{title.zh}，客户 {count} 个（上期或上年未了 {left} 个）",
        f"Opened: {title.en}, {count} customers, {left} of them left over",
    )


def _taken_into_round(facts: Mapping[str, Any]) -> Wording:
    title, count = _reconciling(facts), len(facts["customers"])
    return Wording(f"{title.zh}补入客户 {count} 个", f"{title.en}: {count} customers taken in")


def _planned_round(facts: Mapping[str, Any]) -> Wording:
    title = _reconciling(facts)
    count = len(facts.get("customers") or facts.get("taken_out") or ()) or 1
    what = (
        Wording("加入客户", "customers put in") if "added" in facts
        else Wording("移出客户", "customers taken out") if "taken_out" in facts
        else Wording("改期客户", "customers moved to another day") if "day" in facts
        else Wording("转交客户", "customers handed over")
    )  # fmt: skip
    return Wording(f"{title.zh}：{what.zh} {count} 个", f"{title.en}: {count} {what.en}")


def _agreed_round(facts: Mapping[str, Any]) -> Wording:
    title, count = _reconciling(facts), facts["customers"]
    return Wording(
        f"同意{title.zh}计划，客户 {count} 个", f"Agreed to the plan: {title.en}, {count} customers"
    )


def _excuse(zh: str, en: str) -> Callable[[Mapping[str, Any]], Wording]:
    """A sentence about an excuse: the customer by its number, the round and the reason."""

    def said(facts: Mapping[str, Any]) -> Wording:
        title = _reconciling(facts)
        return Wording(
            f"{zh}客户 {facts['customer']}，{title.zh}：{facts['reason']}",
            f"{en} customer {facts['customer']}, {title.en}: {facts['reason']}",
        )

    return said


def _kpi_target(facts: Mapping[str, Any]) -> Wording:
    kpi, on, tenths = TARGETS[facts["kpi"]], facts["from"], facts["tenths"]
    if tenths is None:
        return Wording(f"{kpi.zh}自 {on} 起不设目标", f"No target for {kpi.en} from {on}")
    value = tenths_said(tenths)
    return Wording(f"{kpi.zh}目标 {value}，自 {on} 起", f"Target for {kpi.en}: {value} from {on}")


def _of_round(zh: str, en: str) -> Callable[[Mapping[str, Any]], Wording]:
    """A sentence about a round of confirmation letters: its number, and how many letters where the act names them."""

    def said(facts: Mapping[str, Any]) -> Wording:
        named, letters = facts["round"], facts.get("letters", facts.get("asked", 0))
        count = letters if isinstance(letters, int) else len(letters)
        more = (f"，{count} 份", f", {count} letters") if count else ("", "")
        return Wording(f"{zh} {named}{more[0]}", f"{en} {named}{more[1]}")

    return said


def _of_letter(zh: str, en: str) -> Callable[[Mapping[str, Any]], Wording]:
    def said(facts: Mapping[str, Any]) -> Wording:
        return Wording(f"{zh} {facts['letter']}", f"{en} {facts['letter']}")

    return said


def _printed_letters(facts: Mapping[str, Any]) -> Wording:
    count, first = len(facts["files"]), min(facts["files"])
    more = Wording(f" 等 {count} 份", f" and {count - 1} more") if count > 1 else Wording("", "")
    return Wording(f"打印询证函 {first}{more.zh}", f"Printed letter {first}{more.en}")


def _procedure(facts: Mapping[str, Any]) -> Wording:
    name, version, steps = facts["procedure"], facts["version"], facts["steps"]
    return Wording(f"对账流程“{name}”第 {version} 版，{steps} 步", f"Procedure “{name}”, version {version}, {steps} steps")  # fmt: skip


def _opened_case(facts: Mapping[str, Any]) -> Wording:
    title, version = facts["title"], facts["version"]
    return Wording(f"开始“{title}”，按流程第 {version} 版", f"Opened “{title}” by version {version} of the procedure")  # fmt: skip


def _did_step(facts: Mapping[str, Any]) -> Wording:
    what = " → ".join(filter(None, (facts["step"], facts["answer"])))
    said = facts["said"]
    if "fact" in facts:
        fact = fact_words(facts["fact"])
        return Wording(
            f"“{facts['title']}”：{what}（{fact.zh}）", f"“{facts['title']}”: {what} ({fact.en})"
        )
    return Wording(
        f"“{facts['title']}”：{what}" + (f"（{said}）" if said else ""),
        f"“{facts['title']}”: {what}" + (f" ({said})" if said else ""),
    )


def _stopped_case(facts: Mapping[str, Any]) -> Wording:
    title, why = facts["title"], facts["reason"]
    return Wording(f"中止“{title}”：{why}", f"Stopped “{title}”: {why}")


def _took_bank_file(facts: Mapping[str, Any]) -> Wording:
    name, entries, fresh = facts["named"], facts["entries"], facts["fresh"]
    return Wording(
        f"导入银行文件：{name}，分录 {entries} 笔，其中新增 {fresh} 笔",
        f"Took the bank file {name}: {entries} entries, {fresh} of them new",
    )


def _set_cash_policy(facts: Mapping[str, Any]) -> Wording:
    version = facts["version"]
    books = facts["books_automatically"]
    return Wording(
        f"自动入账策略第 {version} 版：{'自动入账' if books else '不自动入账'}",
        f"Policy {version} of cash application: books {'by itself' if books else 'nothing by itself'}",
    )


def _signed_bank(facts: Mapping[str, Any]) -> Wording:
    on = facts["as_of"]
    return Wording(f"签银行余额调节表：截至 {on}", f"Signed the bank reconciliation as of {on}")


def _imported(facts: Mapping[str, Any]) -> Wording:
    words = IMPORT_KINDS[facts["what"]].words
    return Wording(
        f"导入文件 {facts['import']}：{words.zh}，{facts['documents']} 张，不导入 {facts['left_out']} 张",
        f"Had file {facts['import']} imported: {words.en}, {facts['documents']} documents, {facts['left_out']} left out",
    )


def _written(facts: Mapping[str, Any]) -> Wording:
    words = IMPORT_KINDS[facts["what"]].words
    return Wording(
        f"写入文件 {facts['import']} 的{words.zh}：第 {facts['first']} 至 {facts['last']} 份",
        f"Wrote {facts['first']} to {facts['last']} of file {facts['import']}: {words.en}",
    )


def _of_paper(zh: str, en: str) -> Callable[[Mapping[str, Any]], Wording]:
    """What was done with an order, delivery, invoice or bill: its number, and whose it is."""

    def said(facts: Mapping[str, Any]) -> Wording:
        paper, customer = facts["paper"], facts["customer_name"]
        return Wording(f"{zh} {paper}，客户 {customer}", f"{en} {paper} of {customer}")

    return said


_OF_FACTS: dict[str, Callable[[Mapping[str, Any]], Wording]] = {
    "open_books": _opened,
    "dispute_item": _flagged("标记争议", "Flagged as disputed: open item"),
    "end_dispute": _flagged("取消争议标记", "No longer disputed: open item"),
    "note_promise": _flagged("登记付款承诺", "Promised: open item"),
    "end_promise": _flagged("结束付款承诺", "No longer promised: open item"),
    "open_periods": _more_periods,
    "revalue": _revalued,
    "set_bands": _bands,
    "give_role": _gave_role,
    "take_role": _took_role,
    "disable_person": _disabled,
    "enable_person": _enabled,
    "request_approval": _asked,
    "withdraw_request": _withdrew,
    "decide_approval": _decided,
    "delegate": _delegated,
    "end_delegation": _ended_delegation,
    "report_conflicts": _conflicts,
    "sign_conflicts": _signed_conflicts,
    "release_customers": _released,
    "map_accounts": _mapped,
    "create_customer": _of_customer("新建客户", "Made the customer"),
    "change_customer": _of_customer("修改客户", "Changed the customer"),
    "stop_customer": _of_customer("停用客户", "Stopped the customer"),
    "resume_customer": _of_customer("恢复客户", "Resumed the customer"),
    "merge_customers": _of_two_customers("合并客户", "Merged", "并入", "into"),
    "unmerge_customers": _of_two_customers("撤销客户合并", "Undid the merge of", "自", "out of"),
    "part_customers": _of_two_customers("确认为不同客户", "Parted", "与", "from"),
    "look_for_duplicates": _looked_for_duplicates,
    "classify_customers": _classified,
    "change_contact": _of_customer("变更联系人", "Changed a contact of"),
    "change_bank_account": _of_customer("变更客户银行账号", "Changed a bank account of"),
    "see_bank_account": _of_customer("查看完整银行账号", "Looked at a whole bank account of"),
    "import_file": _imported,
    "hand_in_bank_file": _of_bank("交银行文件", "Handed in the bank file"),
    "hand_in_advice": _of_bank("交入付款通知", "Handed in the remittance advice"),
    "use_advice": _of_bank("按现状使用付款通知", "Used as it is the remittance advice"),
    "withdraw_advice": _of_bank("撤回付款通知", "Withdrew the remittance advice"),
    "link_advice": _of_bank("关联收款与付款通知", "Linked with its money the remittance advice"),
    "part_advice": _of_bank(
        "解除收款与付款通知的关联", "Parted from its money the remittance advice"
    ),
    "take_original_bank_file": _of_bank(
        "下载银行原始文件", "Took away the original of the bank file"
    ),
    "take_bank_file": _took_bank_file,
    "take_anyway": _of_bank("不闭合仍导入", "Had taken, though it does not close,"),
    "read_bank_file_again": _of_bank("重读银行文件", "Had read again the bank file"),
    "set_cash_policy": _set_cash_policy,
    "open_dispute": _of_dispute("提出争议", "Opened dispute"),
    "say_in_dispute": _of_dispute("争议留言", "Said something in dispute"),
    "attach_to_dispute": _of_dispute("争议附件", "Added a file to dispute"),
    "hand_over_dispute": _of_dispute("转交争议", "Handed over dispute"),
    "move_dispute_deadline": _of_dispute("争议改期", "Moved the deadline of dispute"),
    "escalate_dispute": _of_dispute("升级争议", "Escalated dispute"),
    "propose_outcome": _of_dispute("提出争议方案", "Proposed an outcome of dispute"),
    "answer_proposal": _of_dispute("答复争议方案", "Answered what was proposed in dispute"),
    "resolve_dispute": _of_dispute("了结争议", "Closed dispute"),
    "reopen_dispute": _of_dispute("重新打开争议", "Opened again dispute"),
    "set_dispute_policy": _dispute_policy,
    "open_deduction": _of_deduction("登记扣款", "Opened deduction"),
    "reassign_deduction": _of_deduction("转交扣款", "Gave to another deduction"),
    "close_deduction": _of_deduction("了结扣款", "Closed deduction"),
    "set_line_aside": _of_bank("流水不入往来账", "Put aside the line"),
    "bounce_receipt": _bounced,
    "withdraw_bounce": _of_bank("撤销收款退回，流水", "Withdrew the bounce of line"),
    "dishonour_bill": _dishonoured,
    "make_suspense_customer": _of_customer("建立待查来款户", "Made the suspense customer"),
    "accept_payer": _accepted,
    "settle_for_another": _of_customer("他人代付核销，客户", "Settled with another's money for"),
    "learn_payer": _of_customer("记住或取消付款户名", "Learned or forgot a payer's name of"),
    "bring_line_back": _of_bank("流水恢复待处理", "Brought back the line"),
    "tell_layout": _of_bank("指明各列", "Named the columns of"),
    "withdraw_bank_file": _of_bank("撤回银行文件", "Withdrew the bank file"),
    "open_our_account": _of_bank("登记本公司账户", "Entered our account"),
    "set_letterhead": _letterhead,
    "issue_statement": _issued_statement,
    "print_statements": _printed_statements,
    "draft_statements": _of_statements("起草", "Drafted"),
    "agree_statements": _of_statements("同意出具", "Agreed to"),
    "send_statements": _sent_statements,
    "hold_sending": _held_sending,
    "decide_message": _decided_message,
    "set_message_policy": _message_policy,
    "set_channel": _set_channel,
    "set_letter_text": _letter_text,
    "set_reminder_policy": _reminder_policy,
    "remind_customers": _reminded,
    "set_payment_reminders": _payment_policy,
    "remind_of_payment": _asked_for_payment,
    "hold_payment_reminders": _held_payment_reminders,
    "hold_reminders": _held_reminders,
    "enter_on_paper": _entered_on_paper,
    "open_cycles": _opened_cycles,
    "close_cycles": _closed_cycles,
    "bill_cycle": _billed_cycle,
    "set_cycle_policy": _cycle_policy,
    "set_round_rule": _round_rule,
    "open_round": _opened_round,
    "take_into_round": _taken_into_round,
    "plan_round": _planned_round,
    "agree_round": _agreed_round,
    "ask_round_excuse": _excuse("申请免除", "Asked to leave out"),
    "agree_round_excuse": _excuse("同意免除", "Agreed to leave out"),
    "refuse_round_excuse": _excuse("拒绝免除", "Refused to leave out"),
    "set_kpi_target": _kpi_target,
    "draft_confirmations": _of_round("起草函证批次", "Drew round"),
    "drop_confirmations": _of_round("放弃函证批次", "Dropped round"),
    "agree_confirmations": _of_round("同意并发出函证批次", "Agreed to and sealed round"),
    "send_confirmations_again": _of_round("再次发出询证函，批次", "Sent letters again of round"),
    "print_confirmations": _printed_letters,
    "enter_confirmation_reply": _of_letter("登记回函", "Entered the reply to letter"),
    "explain_confirmation": _of_letter("说明差异，询证函", "Explained the difference of letter"),
    "test_confirmation": _of_letter("替代程序，询证函", "Tested otherwise, letter"),
    "close_confirmations": _of_round("关闭函证批次", "Closed round"),
    "take_confirmations": _of_round("取走审计档案，批次", "Took the audit file of round"),
    "set_procedure": _procedure,
    "open_case": _opened_case,
    "do_step": _did_step,
    "stop_case": _stopped_case,
    "end_our_account": _of_bank("停用本公司账户", "Ended our account"),
    "sign_bank": _signed_bank,
    "write_imported": _written,
    "enter_order": _of_paper("录入订单", "Entered the order"),
    "confirm_order": _of_paper("确认订单", "Confirmed the order"),
    "close_order": _of_paper("关闭订单", "Closed the order"),
    "cancel_order": _of_paper("作废订单", "Cancelled the order"),
    "deliver": _of_paper("交付", "Delivered by"),
    "accept_delivery": _of_paper("验收", "Noted the acceptance of the delivery"),
    "cancel_delivery": _of_paper("作废交付", "Cancelled the delivery"),
    "attach_evidence": _of_paper("附交付凭据", "Attached evidence to the delivery"),
    "make_invoice": _of_paper("开具发票草稿", "Made the invoice"),
    "make_debit_note": _of_paper("开具补收单草稿", "Made the debit note"),
    "make_credit_note": _of_paper("开具红字单据草稿", "Made the credit note"),
    "cancel_invoice": _of_paper("作废草稿", "Cancelled the draft"),
    "present_bill": _of_paper("提示付款", "Presented the bill"),
    "form_team": _formed,
    "join_team": _joined,
    "leave_team": _left,
    "assign_customer": _assigned,
    "reconciliation": _reconciled,
    "make_archive": _archive,
    "archive_made": _archive_made,
    "export_vouchers": _vouchers,
    "export_again": _vouchers_again,
    "subscribe_report": _subscribed,
    "cancel_report": _cancelled_report,
    "draft_contract": _of_contract("起草合同", "Drafted contract"),
    "change_draft": _of_contract("修改合同草稿", "Changed the draft of contract"),
    "amend_contract": _of_contract("修订合同", "Amended contract"),
    "drop_amendment": _of_contract("撤回合同修订", "Dropped the amendment of contract"),
    "sign_contract": _signed_contract,
    "end_contract": _ended_contract,
    "file_contract": _of_contract("合同附件：", "Added a paper of contract"),
    "set_company_day": _set_day,
    "clear_company_day": _cleared_day,
    "enter_rate": _entered_rate,
    "withdraw_rate": _withdrew_rate,
}
