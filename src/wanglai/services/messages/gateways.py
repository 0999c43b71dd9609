"""The services that carry short messages: what opens an account at each, what is shown of it, and what their answers mean.

Apprise writes the request each wants (address, signature, form); ``carriage`` takes it there and nowhere else. Apprise counts
any answer 200 as sent, which WeCom and DingTalk give to refusals, too: so what they answer is read here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType
from typing import Any, Literal
from urllib.parse import parse_qs, urlsplit

from tieout.refusal import Wording
from wanglai.domain.masking import masked_phone
from wanglai.domain.text_messages import number_for_texts
from wanglai.services.messages.hand_over import Answer

Secrets = Mapping[str, str]
HIDDEN = "…"
_SHORT_CODE = re.compile(r"[0-9]{5,6}")


@dataclass(frozen=True)
class Field:
    """One thing that opens an account. ``is_secret``: typed unseen and never shown again; ``takes``: as the service writes it."""

    name: str
    words: Wording
    hint: Wording
    takes: re.Pattern[str]
    is_secret: bool = True
    of_address: str = ""  # it may come as a whole address, of which it is this parameter


@dataclass(frozen=True)
class Gateway:
    """``name`` is that of Apprise's module; ``host`` is the only one it is spoken to at, over https; ``reads`` says what came of a message by the answer."""

    name: str
    channel: Literal["wecom", "dingtalk", "sms"]
    words: Wording
    host: str
    fields: tuple[Field, ...]
    reads: Callable[[int, bytes], Answer]

    def shown(self, secrets: Secrets) -> str:
        """What everybody may see of an account: ``…4b2e``, with the number it sends from where there is one."""
        tail = HIDDEN + secrets[self.fields[0].name][-4:]
        return f"{tail} · {masked_phone(secrets['sender'])}" if "sender" in secrets else tail


def taken_from(gateway: Gateway, said: Mapping[str, str]) -> tuple[dict[str, str], Field | None]:
    """What opens the account out of what was typed, and the first field that is not as the service writes it."""
    secrets: dict[str, str] = {}
    for field in gateway.fields:
        value = said.get(field.name, "").strip()
        if field.of_address and value.startswith("https://"):
            value = _out_of_address(value, gateway.host, field.of_address)
        if field.name == "sender" and not _SHORT_CODE.fullmatch(value):
            value = number_for_texts(value)
        if not field.takes.fullmatch(value):
            return secrets, field
        secrets[field.name] = value
    return secrets, None


def plugin_of(gateway: Gateway, secrets: Secrets, to: str) -> tuple[ModuleType, Any]:
    """Apprise's module for this service, and its sender for this account and number; loaded when first needed."""
    module = import_module(f"apprise.plugins.{gateway.name}")
    if gateway.name == "wecombot":
        return module, module.NotifyWeComBot(key=secrets["key"])
    if gateway.name == "dingtalk":
        return module, module.NotifyDingTalk(token=secrets["token"], secret=secrets["secret"])
    plugin = module.NotifyTwilio(
        account_sid=secrets["account"], auth_token=secrets["token"], source=secrets["sender"], targets=[to]
    )  # fmt: skip
    # Without a number it understands it would send the text to our own.
    assert [target for _, target in plugin.targets] == [to], "a text has one number"
    return module, plugin


def without_secrets(text: str, secrets: Secrets, to: str) -> str:
    """What a service said, without what opens the account and without the number, whichever way it repeats them."""
    hidden = [*secrets.values(), to, to.lstrip("+"), to.removeprefix("+86")]
    for each in sorted(filter(None, hidden), key=len, reverse=True):
        text = text.replace(each, HIDDEN)
    return text


def _out_of_address(address: str, host: str, parameter: str) -> str:
    try:
        parts = urlsplit(address)
        return parse_qs(parts.query).get(parameter, [""])[0] if parts.hostname == host else ""
    except ValueError:  # no address at all
        return ""


# What a robot's number means that is no refusal of what was said: the robot is gone, or asks us to come later.
_ROBOT_LATER = frozenset({-1, 45009, 45033, 130101, 430101})
_ROBOT_ACCOUNT = frozenset({93000, 93004, 93008, 300001, 300005, 310000, 40001, 40014, 42001})


def _robot_reads(status: int, content: bytes) -> Answer:
    """WeCom and DingTalk say 200 to everything and what came of it in ``errcode``."""
    if status != 200:
        return _by_status(status, "")
    told = _json_of(content)
    code = told.get("errcode")
    if not isinstance(code, int):
        return Answer("unknown", None, "its answer is none of this service")
    if code == 0:
        return Answer("taken", status, "")
    said = f"errcode {code}: {told.get('errmsg', '')}"
    if code in _ROBOT_ACCOUNT:
        return Answer("unreached", status, said)
    return Answer("later" if code in _ROBOT_LATER else "refused", status, said)


# Twilio's numbers for an account, not for the telephone it was to send to.
_TWILIO_ACCOUNT = frozenset({20003, 20005, 20008, 21212, 21606, 21659, 21660, 30002})
_TWILIO_LATER = frozenset({20429, 14107, 30001})


def _twilio_reads(status: int, content: bytes) -> Answer:
    told = _json_of(content)
    if status in (200, 201):
        if told.get("sid") and told.get("status") not in ("failed", "undelivered"):
            return Answer("taken", status, "")
        return Answer("unknown", None, "its answer is none of this service")
    code = told.get("code")
    said = f"error {code}: {told.get('message', '')}" if isinstance(code, int) else ""
    if code in _TWILIO_ACCOUNT:
        return Answer("unreached", status, said)
    if code in _TWILIO_LATER:
        return Answer("later", status, said)
    return _by_status(status, said)


def _by_status(status: int, said: str) -> Answer:
    """A service that is busy took nothing; an account it does not know is nothing of this message; a fault of its own says nothing."""
    if status in (429, 503):
        return Answer("later", status, said)
    if status in (401, 403, 404, 405, 407) or 300 <= status < 400:
        return Answer("unreached", status, said)
    if 400 <= status < 500:
        return Answer("refused", status, said)
    return Answer("unknown", None, f"HTTP {status} {said}".strip())


def _json_of(content: bytes) -> dict[str, Any]:
    try:
        told = json.loads(content)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


_ADDRESS_HINT = Wording(
    "可直接粘贴机器人的 Webhook 地址。", "The robot's whole webhook address may be pasted."
)
GATEWAYS: Mapping[str, Gateway] = {
    each.name: each
    for each in (
        Gateway(
            "wecombot", "wecom", Wording("企业微信群机器人", "WeCom group robot"), "qyapi.weixin.qq.com",
            (
                Field("key", Wording("Webhook 地址", "Webhook address"), _ADDRESS_HINT, re.compile(r"[A-Za-z0-9_-]{8,100}"), of_address="key"),
            ),
            _robot_reads,
        ),
        Gateway(
            "dingtalk", "dingtalk", Wording("钉钉群机器人", "DingTalk group robot"), "oapi.dingtalk.com",
            (
                Field("token", Wording("Webhook 地址", "Webhook address"), _ADDRESS_HINT, re.compile(r"[A-Za-z0-9]{8,100}"), of_address="access_token"),
                Field("secret", Wording("加签密钥", "Secret of the signature"), Wording("机器人安全设置选“加签”，以 SEC 开头。", "Choose the signature in the robot's security settings; it begins with SEC."), re.compile(r"SEC[A-Za-z0-9]{8,100}")),
            ),
            _robot_reads,
        ),
        Gateway(
            "twilio", "sms", Wording("Twilio 短信网关", "Twilio text messages"), "api.twilio.com",
            (
                Field("account", Wording("Account SID", "Account SID"), Wording("以 AC 开头。", "It begins with AC."), re.compile(r"AC[a-fA-F0-9]{32}")),
                Field("token", Wording("Auth Token", "Auth token"), Wording("在网关控制台查看。", "It stands in the gateway's console."), re.compile(r"[A-Za-z0-9]{16,100}")),
                Field("sender", Wording("发送号码", "Number it sends from"), Wording("带国家区号，如 +14155550100。", "With its country, such as +14155550100."), re.compile(r"\+[1-9][0-9]{10,13}|[0-9]{5,6}"), is_secret=False),
            ),
            _twilio_reads,
        ),
    )
}  # fmt: skip
OF_CHANNEL: Mapping[str, Gateway] = {each.channel: each for each in GATEWAYS.values()}
