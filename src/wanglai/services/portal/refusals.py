"""What the verbs of the portal say when the world is in their way. Nothing here tells a stranger whether a link was ever good."""

from __future__ import annotations

from tieout.refusal import Wording
from wanglai.services.refusals import UnableTo


class LinkIsNotGood(UnableTo):
    code_of_refusal = "portal.link"
    why = Wording(
        "此链接无效：可能已过期、已撤销或已被新版本替代。",
        "This link does not open anything: it may have expired, been withdrawn, or a newer version was issued.",
    )
    next_step = Wording(
        "请打开最近一封邮件中的链接，或联系给您发送对账单的人。",
        "Open the link of the latest mail, or ask whoever sent you the statement.",
    )
    http_status = 404


class LedgerIsLookedAtAgain(LinkIsNotGood):
    """What became of a ledger was released to its customer and taken back since."""

    code_of_refusal = "portal.taken_back"
    why = Wording(
        "我方已撤回这份核对结果，正在重新核查；现在提交的答复不予保存。",
        "We took this result back and are looking at it again; what is answered now is not kept.",
    )
    next_step = Wording(
        "重新开放后您会收到邮件；您此前的答复已保留。",
        "You get a mail once it can be read again; what you answered before stays with us.",
    )


class TooManyTries(UnableTo):
    code_of_refusal = "portal.tries"
    why = Wording("尝试次数过多，暂时停用。", "There were too many tries; nothing is taken for a while.")  # fmt: skip
    next_step = Wording(
        "请一小时后再试，或联系给您发送对账单的人。",
        "Try again in an hour, or ask whoever sent you the statement.",
    )
    http_status = 429


class CodeIsWrong(UnableTo):
    code_of_refusal = "portal.code"
    why = Wording(
        "验证码不正确，或已失效。", "The code is not the right one, or is no longer good."
    )
    next_step = Wording(
        "请核对邮件中的六位数字；十分钟后或错五次后须重新获取。",
        "Look at the six digits in the mail; after ten minutes or five wrong tries, ask for another.",
    )
    http_status = 422


class CodeIsNeeded(UnableTo):
    code_of_refusal = "portal.code_needed"
    why = Wording("需要新的验证码。", "A fresh code is needed for this.")
    next_step = Wording(
        "请获取验证码并填写后再提交。", "Have a code sent, type it, and send this once more."
    )
    http_status = 422


class ContactIsNew(UnableTo):
    code_of_refusal = "portal.contact_new"
    why = Wording(
        "联系方式在 48 小时内变更过，暂不能确认。",
        "The contact was changed within the last 48 hours, so nothing is confirmed yet.",
    )
    next_step = Wording(
        "请在变更满 48 小时后确认，或联系给您发送对账单的人。",
        "Confirm once 48 hours are over, or ask whoever sent you the statement.",
    )
    http_status = 409


class StatementIsConfirmed(UnableTo):
    code_of_refusal = "portal.confirmed"
    why = Wording("这份对账单已经确认。", "This statement was confirmed already.")
    next_step = Wording("如有疑问，请提问。", "Ask a question if something is unclear.")


class ShownIsOther(UnableTo):
    code_of_refusal = "portal.shown"
    why = Wording("内容与您看到的不一致。", "This is not what you were shown.")
    next_step = Wording("请刷新页面，重新核对。", "Load the page again and look once more.")


class NameIsNeeded(UnableTo):
    code_of_refusal = "portal.name"
    why = Wording("没有填写姓名。", "No name was given.")
    next_step = Wording("请填写您的姓名。", "Write your name.")
    http_status = 422


class WordsAreNeeded(UnableTo):
    code_of_refusal = "portal.words"
    why = Wording("没有写明内容，或过长。", "Nothing was said, or too much.")
    next_step = Wording("请写明内容，不超过 2000 字。", "Say it in at most 2,000 characters.")
    http_status = 422


class LinesAreWrong(UnableTo):
    code_of_refusal = "portal.lines"
    why = Wording(
        "没有选择明细，或所选明细没有原因，或金额超出该笔可争议的余额。",
        "No line was chosen, or one has no reason, or an amount is more than is open of its line and not disputed yet.",
    )
    next_step = Wording(
        "请勾选有异议的明细并选择原因；金额须大于零且不超过该笔未清且无争议的余额。",
        "Choose the lines you dispute, each with a reason; each amount is above zero and at most what is open of its line.",
    )
    http_status = 422


class PaymentIsWrong(UnableTo):
    code_of_refusal = "portal.payment"
    why = Wording(
        "付款不成立：金额须大于零，日期须在今天或之前三年内，所选付款须列在对账单上。",
        "This is no payment: the amount is above zero, the day today or within three years before, one that is chosen is on the statement.",
    )
    next_step = Wording("请核对金额、日期和所选付款。", "Look at the amount, the day and the payment you chose.")  # fmt: skip
    http_status = 422


class PaperIsWrong(UnableTo):
    code_of_refusal = "portal.paper"
    why = Wording(
        "单据不成立：须选择种类，填写号码和大于零的金额，日期不晚于今天。",
        "This is no paper: choose what it is, with its number and an amount above zero; its day is not after today.",
    )
    next_step = Wording("请核对单据的种类、号码、金额和日期。", "Look at its kind, number, amount and day.")  # fmt: skip
    http_status = 422


class DifferencesAreWrong(UnableTo):
    code_of_refusal = "portal.differences"
    why = Wording(
        "没有答复任何差异，不同意的差异没有写明原因（不超过 500 字），或其间已有新的调节表。",
        "No difference was answered, one that is not agreed to says no reason or more than 500 characters, or a newer sheet was released meanwhile.",
    )
    next_step = Wording(
        "请按当前页面逐项选择同意或不同意；不同意的请写明原因。",
        "Choose of each that is shown now whether you agree; where not, say why.",
    )
    http_status = 422


class NothingToRate(UnableTo):
    code_of_refusal = "portal.rating"
    why = Wording("无法评价：对账单尚未确认、已评价过，或没有选择。", "There is nothing to rate: not confirmed yet, rated already, or nothing was chosen.")  # fmt: skip
    next_step = Wording("请先确认对账单并选择一项。", "Confirm the statement first, and choose one.")  # fmt: skip
    http_status = 422


class PromiseIsWrong(UnableTo):
    code_of_refusal = "portal.promise"
    why = Wording(
        "承诺不成立：金额须大于零，日期须在今天起一年之内。",
        "This is no promise: the amount is above zero, the day within a year from today.",
    )
    next_step = Wording("请核对金额和日期。", "Look at the amount and the day.")
    http_status = 422


class FileIsTooLarge(UnableTo):
    code_of_refusal = "portal.file"
    why = Wording("文件过大。", "The file is too large.")
    next_step = Wording(
        "证明文件不超过 10 MB，明细账不超过 20 MB。",
        "What shows a dispute is at most 10 MB, a ledger at most 20 MB.",
    )
    http_status = 422


class NobodyToSendTo(UnableTo):
    code_of_refusal = "portal.contact"
    why = Wording(
        "该联系人不能接收链接：未生效、已停用，或没有邮箱。",
        "The contact cannot be sent a link: not in force, ended, or without an e-mail address.",
    )
    next_step = Wording(
        "请在客户档案中登记对账联系人及邮箱。",
        "Enter a contact with an e-mail address in the customer's file.",
    )
    http_status = 422


class VersionWasReplaced(UnableTo):
    code_of_refusal = "portal.replaced"
    why = Wording("已出具新版本，旧版本不再发送。", "A further version was issued; this one is not sent any more.")  # fmt: skip
    next_step = Wording("请打开新版本。", "Open the further version.")
