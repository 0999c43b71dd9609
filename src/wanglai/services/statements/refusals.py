"""What the verbs of statements say when the world is in their way."""

from __future__ import annotations

from tieout.refusal import Wording
from wanglai.services.refusals import UnableTo


class NothingToState(UnableTo):
    code_of_refusal = "statement.still"
    why = Wording(
        "该客户在这一币种没有余额，期间内也没有发生额。",
        "The customer owes nothing in this currency and nothing moved in the period.",
    )
    next_step = Wording("请选择其他期间或币种。", "Choose another period or currency.")
    http_status = 422


class PeriodWasStated(UnableTo):
    code_of_refusal = "statement.told"
    why = Wording(
        "该客户截至这一天或更晚的对账单已经出具。",
        "A statement through this day, or a later one, was issued to the customer already.",
    )
    next_step = Wording(
        "请出具原对账单的新版本，或选择更晚的截止日。",
        "Issue a further version of that statement, or choose a later last day.",
    )


class DaysMakeNoPeriod(UnableTo):
    code_of_refusal = "statement.days"
    why = Wording(
        "期间不成立：首日晚于末日，或末日在将来。",
        "These days make no period: the first is after the last, or the last lies ahead.",
    )
    next_step = Wording("请核对起止日期。", "Check the first and the last day.")
    http_status = 422


class VersionSaysNotWhy(UnableTo):
    code_of_refusal = "statement.reason"
    why = Wording("新版本没有写明原因。", "A further version does not say why.")
    next_step = Wording("请写明为什么重新出具。", "Say why it is issued again.")
    http_status = 422


class LaterOneWasIssued(UnableTo):
    code_of_refusal = "statement.later"
    why = Wording(
        "此后已出具更晚的对账单。", "A later statement has been issued to the customer since."
    )
    next_step = Wording(
        "变动会列在下一份对账单的“以前期间变动”中。",
        "What changed stands in the next statement under changes to earlier periods.",
    )


class NothingHasChanged(UnableTo):
    code_of_refusal = "statement.same"
    why = Wording(
        "自出具以来，该期间没有任何变动。",
        "Nothing of this period has changed since it was issued.",
    )
    next_step = Wording("请直接使用原对账单。", "Use the statement as it is.")


class LetterheadIsWrong(UnableTo):
    code_of_refusal = "statement.letterhead"
    why = Wording(
        "抬头不完整：缺少公司名称，回复天数不在 1 至 90 之间，或图片无法使用。",
        "The letterhead has no name, its days to answer are not 1 to 90, or its picture cannot be used.",
    )
    next_step = Wording(
        "请填写名称和天数；图片须为 1 MB 以内的 PNG 或 JPEG。",
        "Give name and days; the picture must be a PNG or JPEG of at most 1 MB.",
    )
    http_status = 422


class RunIsAtWorkAlready(UnableTo):
    code_of_refusal = "statement.run_at_work"
    why = Wording("另一批对账单正在处理。", "Another run of statements is at work.")
    next_step = Wording("请等它完成，或先停止它。", "Wait for it, or stop it first.")


class RunStandsElsewhere(UnableTo):
    code_of_refusal = "statement.run_state"
    why = Wording("这一批已不在该步骤。", "The run is not at this step any more.")
    next_step = Wording("请刷新页面。", "Load the page again.")


class NothingToSend(UnableTo):
    code_of_refusal = "statement.send"
    why = Wording("这一批没有已出具的对账单。", "The run has issued no statement.")
    next_step = Wording("请先同意并出具。", "Have it agreed to and issued first.")


class DraftsAreOthers(UnableTo):
    code_of_refusal = "statement.run_shown"
    why = Wording("草稿与您看到的不一致。", "The drafts are not those you were shown.")
    next_step = Wording("请刷新页面，重新核对。", "Load the page again and look once more.")


class OwnRun(UnableTo):
    code_of_refusal = "statement.run_own"
    why = Wording("不能同意自己起草的对账单。", "Nobody agrees to the statements they drafted.")
    next_step = Wording("请由另一位经理同意。", "Another manager has to agree.")
    http_status = 403


class PaperSaysTooLittle(UnableTo):
    code_of_refusal = "statement.paper"
    why = Wording(
        "登记不完整：缺少签收人姓名、签章回单的扫描件，或日期早于出具日、晚于今天。",
        "It is not complete: the name is missing, the scan of a signed copy, or its day is before the issue or ahead.",
    )
    next_step = Wording(
        "请填写姓名与日期；签章回单须附扫描件。",
        "Give name and day; a signed copy comes with its scan.",
    )
    http_status = 422


class PaperStandsElsewhere(UnableTo):
    code_of_refusal = "statement.paper_state"
    why = Wording(
        "该对账单已登记送达或签回，或已出具新版本，或没有可撤回的登记。",
        "That was entered already, a further version was issued, or there is nothing to take back.",
    )
    next_step = Wording("请刷新页面。", "Load the page again.")
