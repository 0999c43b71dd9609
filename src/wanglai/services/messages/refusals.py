"""What the verbs of messages say when the world is in their way."""

from __future__ import annotations

from tieout.refusal import Wording
from wanglai.services.refusals import UnableTo


class MessageStandsElsewhere(UnableTo):
    code_of_refusal = "message.state"
    why = Wording("消息已不在该状态。", "The message does not stand like that any more.")
    next_step = Wording("请刷新页面。", "Load the page again.")


class MessageSaysNotWhy(UnableTo):
    code_of_refusal = "message.reason"
    why = Wording("没有写明原因。", "There is no reason.")
    next_step = Wording("请写明原因。", "Say why.")
    http_status = 422
