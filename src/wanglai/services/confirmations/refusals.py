"""What the verbs of confirmation letters say when the world is in their way."""

from __future__ import annotations

from tieout.refusal import Wording
from wanglai.services.refusals import UnableTo


class RoundIsIncomplete(UnableTo):
    code_of_refusal = "confirmation.round"
    why = Wording(
        "函证批次不完整：截止日在将来，缺少审计机构或回函地址，抽样数目超出范围，或未填随机种子。",
        "The round is not complete: its day lies ahead, auditor or reply address is missing, a count is out of range, or there is no seed.",
    )
    next_step = Wording(
        "请补齐各项；每种抽样数目为 0 至 1,000，回函期限为 1 至 90 个工作日。",
        "Fill in what is missing; each count is 0 to 1,000, the time to answer 1 to 90 working days.",
    )
    http_status = 422


class NobodyIsAsked(UnableTo):
    code_of_refusal = "confirmation.nobody"
    why = Wording("按此规则没有选出任何客户。", "By this rule nobody is asked.")
    next_step = Wording(
        "请降低重点金额或增加抽样数目。", "Lower the threshold or draw more of the rest."
    )
    http_status = 422


class SampleIsAnother(UnableTo):
    code_of_refusal = "confirmation.shown"
    why = Wording("样本与您看到的不一致。", "The sample is not the one you were shown.")
    next_step = Wording("请刷新页面，重新核对。", "Load the page again and look once more.")


class RoundStandsElsewhere(UnableTo):
    code_of_refusal = "confirmation.state"
    why = Wording("该批次已不在这一步骤。", "The round is not at this step any more.")
    next_step = Wording("请刷新页面。", "Load the page again.")


class OwnRound(UnableTo):
    code_of_refusal = "confirmation.own"
    why = Wording(
        "批次不能由起草人、回函登记人或替代程序执行人同意或关闭。",
        "A round is agreed and closed by another than who drafted it or entered its answers.",
    )
    next_step = Wording("请由另一位经理办理。", "Another manager has to do it.")
    http_status = 403


class TooEarlyToAskAgain(UnableTo):
    code_of_refusal = "confirmation.early"
    why = Wording(
        "回函期限未到，或该函已有回函。",
        "The time to answer is not over, or the letter has been answered.",
    )
    next_step = Wording("请等期限过后再发第二次询证函。", "Send it again once the time is over.")


class ReplyIsIncomplete(UnableTo):
    code_of_refusal = "confirmation.reply"
    why = Wording(
        "回函登记不完整：缺少扫描件或邮件文件，收到日早于发函日或在将来，或“不符”却没有各币种金额，或金额与账面相同。",
        "The reply is not complete: its file is missing, its day is before the letter or lies ahead, or it differs without figures that differ.",
    )
    next_step = Wording(
        "请附上文件；“不符”时填写该客户每一币种的两个金额。",
        "Attach the file; where it differs give both figures of every currency.",
    )
    http_status = 422


class DifferenceDoesNotAddUp(UnableTo):
    code_of_refusal = "confirmation.difference"
    why = Wording(
        "说明的各项金额之和不等于差异，或缺少类别、责任方或原因。",
        "The parts do not add up to the difference, or one has no class, no side or no reason.",
    )
    next_step = Wording(
        "请使各项之和等于差异，并逐项写明原因。",
        "Make the parts add up to the difference and give each its reason.",
    )
    http_status = 422


class LetterWasAnswered(UnableTo):
    code_of_refusal = "confirmation.answered"
    why = Wording("该函已有回函。", "The letter has been answered.")
    next_step = Wording(
        "替代程序只用于未回函或退回的询证函。",
        "Other procedures are for letters that nobody answered or that came back.",
    )


class ProcedureSaysNothing(UnableTo):
    code_of_refusal = "confirmation.procedure"
    why = Wording(
        "没有找到可作证据的期后收款或交付凭据，或没有写明无法测试的原因。",
        "Neither a later receipt nor evidence of delivery was found, or no reason is given why nothing can be tested.",
    )
    next_step = Wording(
        "请补充交付凭据后再测试，或写明无法测试的原因。",
        "Attach evidence of delivery and test again, or say why it cannot be tested.",
    )
    http_status = 422


class FoundIsAnother(UnableTo):
    code_of_refusal = "confirmation.found"
    why = Wording("查到的单据与您看到的不一致。", "What is found now is not what you were shown.")
    next_step = Wording("请刷新页面，重新核对。", "Load the page again and look once more.")


class LettersWaitForAnswers(UnableTo):
    code_of_refusal = "confirmation.waiting"
    why = Wording(
        "还有询证函未回函、差异未说明，或未做替代程序。",
        "A letter is still without an answer, an explained difference or another procedure.",
    )
    next_step = Wording(
        "请逐函处理后再关闭；结论不能为空。",
        "Deal with each of them first; a conclusion has to be written.",
    )
