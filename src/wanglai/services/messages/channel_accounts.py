"""A company's own accounts for channels beside mail: set up, replaced, stopped and tried; one in force for each channel.

What opens an account is encrypted and goes to its service alone: no page, act, log or address holds it again.
"""

from __future__ import annotations

import json
import secrets as random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from tieout.refusal import Wording
from wanglai.domain.one_line import one_line
from wanglai.domain.text_messages import number_for_texts
from wanglai.services.access.scope import NotFound, admit
from wanglai.services.ledger.book import Who, known_act, write_act
from wanglai.services.messages.gateways import OF_CHANNEL, Gateway, Secrets, taken_from
from wanglai.services.messages.queue_message import ToQueue, queue_messages
from wanglai.services.messages.words import CHANNELS, SIGNS, STATES, trouble_words
from wanglai.services.refusals import UnableTo
from wanglai.store.models import ChannelAccount, Message
from wanglai.store.secret_fields import decrypted, encrypted

KIND = "set_channel"
SECRETS = "channel account"  # purpose of the encrypted column
NAME_MOST, REASON_MOST = 60, 300
REPLACED = "replaced"
_TEST = Wording("这是一条测试消息，来自往来（{name}）。", "This is a test from Wanglai ({name}).")
_TEST_SUBJECT = Wording("测试消息", "Test")


class ChannelNeedsAName(UnableTo):
    code_of_refusal = "channel.name"
    why = Wording("没有名称。", "It has no name.")
    next_step = Wording("请写明是哪个群或哪个网关，如“应收组群”。", "Say which group or gateway it is, such as Receivables.")  # fmt: skip
    http_status = 422


class ChannelKeyIsWrong(UnableTo):
    code_of_refusal = "channel.key"
    why = Wording("所填内容不是该服务的格式。", "This is not as the service writes it.")
    next_step = Wording("请从服务的管理页面整段复制。", "Copy it whole from the service's own page.")  # fmt: skip
    http_status = 422


class ChannelStandsElsewhere(UnableTo):
    code_of_refusal = "channel.state"
    why = Wording(
        "渠道已停用，或已由他人更换。", "The channel was stopped, or somebody replaced it."
    )
    next_step = Wording("请刷新页面。", "Load the page again.")


class ChannelSaysNotWhy(UnableTo):
    code_of_refusal = "channel.reason"
    why = Wording("没有写明原因。", "There is no reason.")
    next_step = Wording("请写明原因。", "Say why.")
    http_status = 422


class TrialNeedsANumber(UnableTo):
    code_of_refusal = "channel.number"
    why = Wording("短信没有可用的手机号码。", "There is no mobile number to send the text to.")
    next_step = Wording(
        "请填写手机号码；中国大陆以外请带国家区号，如 +4915112345678。",
        "Give a mobile number, outside mainland China with its country, such as +4915112345678.",
    )
    http_status = 422


@dataclass(frozen=True)
class AccountRow:
    """An account that is in force, or was. ``ended`` says how and why."""

    id: int
    name: str
    shown: str
    made_by: str
    made_at: datetime
    ended: str
    ended_by: str
    ended_at: datetime | None


@dataclass(frozen=True)
class TrialRow:
    """The newest test of a channel and how it stands."""

    message_id: int
    shown: str
    words: Wording
    sign: str
    trouble: Wording | None
    at: datetime


@dataclass(frozen=True)
class ChannelRow:
    """One channel: the account in force or None, those before it, its newest trial and how many messages wait for it."""

    gateway: Gateway
    words: Wording
    now: AccountRow | None
    before: tuple[AccountRow, ...]
    trial: TrialRow | None
    waiting: int


@transaction.atomic
def set_channel(
    *, company_id: int, actor: int, origin: str, channel: str, name: str, said: Mapping[str, str], replaces: int = 0
) -> int:  # fmt: skip
    """Let a channel go by this account from now on, what waits for it, too; the act's number.

    ``said`` are the fields of the channel's gateway as typed, ``replaces`` the account one saw in force, 0 where none was.
    Refuses, in order: NotFound, NotPermitted, NotFound (channel), ChannelNeedsAName, ChannelKeyIsWrong, NoBook,
    ChannelStandsElsewhere.
    """
    admit(company_id=company_id, actor=actor, act=KIND)
    gateway = _gateway(channel)
    called = one_line(name, NAME_MOST)
    if not called:
        raise ChannelNeedsAName
    secrets, wrong = taken_from(gateway, said)
    if wrong is not None:
        raise ChannelKeyIsWrong(f"{wrong.words.zh} {wrong.words.en}")
    known_act(company_id, "", b"")  # takes the book: two who replace it at once follow each other
    now = account_in_force(company_id, channel)
    if (now.id if now else 0) != replaces:
        raise ChannelStandsElsewhere
    facts = {
        "what": "replaced" if now else "set", "channel": channel, "gateway": gateway.name, "name": called,
        "shown": gateway.shown(secrets), "replaces": replaces,
    }  # fmt: skip
    seq = write_act(company_id, Who(actor, origin), KIND, facts)
    if now is not None:
        _end(now, actor, seq, REPLACED, REPLACED)
    ChannelAccount.objects.create(
        company_id=company_id, channel=channel, gateway=gateway.name, name=called, shown=gateway.shown(secrets), seq=seq,
        made_by_id=actor, sealed=encrypted(json.dumps(secrets), company_id=company_id, purpose=SECRETS),
    )  # fmt: skip
    return seq


@transaction.atomic
def stop_channel(
    *, company_id: int, actor: int, origin: str, channel: str, account: int, reason: str
) -> int:
    """Let nothing go by a channel until another account is set up; what waits for it is not sent. The act's number.

    Refuses, in order: NotFound, NotPermitted, NotFound (channel), ChannelSaysNotWhy, NoBook, ChannelStandsElsewhere.
    """
    admit(company_id=company_id, actor=actor, act=KIND)
    _gateway(channel)
    why = one_line(reason, REASON_MOST)
    if not why:
        raise ChannelSaysNotWhy
    known_act(company_id, "", b"")
    now = account_in_force(company_id, channel)
    if now is None or now.id != account:
        raise ChannelStandsElsewhere
    facts = {"what": "stopped", "channel": channel, "gateway": now.gateway, "name": now.name, "shown": now.shown, "reason": why}  # fmt: skip
    seq = write_act(company_id, Who(actor, origin), KIND, facts)
    _end(now, actor, seq, "stopped", why)
    return seq


@transaction.atomic
def try_channel(
    *, company_id: int, actor: int, origin: str, channel: str, account: int, to: str = "", language: str = "zh"
) -> int:  # fmt: skip
    """Queue one test message by a channel, a text to the number ``to``; the message's id.

    Refuses, in order: NotFound, NotPermitted, NotFound (channel), TrialNeedsANumber, ChannelStandsElsewhere, NoBook.
    """
    admit(company_id=company_id, actor=actor, act=KIND)
    gateway = _gateway(channel)
    number = number_for_texts(to) if channel == "sms" else ""
    if channel == "sms" and not number:
        raise TrialNeedsANumber
    now = account_in_force(company_id, channel)
    if now is None or now.id != account:
        raise ChannelStandsElsewhere
    is_zh, who = language == "zh", Who(actor, origin)
    said, subject = (_TEST.zh, _TEST_SUBJECT.zh) if is_zh else (_TEST.en, _TEST_SUBJECT.en)
    wanted = ToQueue(
        key=f"test:{gateway.name}:{random.token_hex(8)}", customer_id=None, contact_id=None, to=number or now.name,
        channel=channel, kind="test", language="zh" if is_zh else "en", subject=subject, body=said.format(name=now.name),
    )  # fmt: skip
    made = queue_messages(company_id, who, [wanted])[wanted.key]
    write_act(company_id, who, KIND, {"what": "tested", "channel": channel, "gateway": now.gateway, "name": now.name, "shown": now.shown, "message": made})  # fmt: skip
    return made


def list_channels(*, company_id: int, actor: int) -> tuple[ChannelRow, ...]:
    """Every channel beside mail and how it stands. Refuses, in order: NotFound, NotPermitted."""
    admit(company_id=company_id, actor=actor, act="view_channels")
    rows = ChannelAccount.objects.filter(company_id=company_id).select_related(
        "made_by", "ended_by"
    )
    found: dict[str, list[ChannelAccount]] = {channel: [] for channel in OF_CHANNEL}
    for each in rows.order_by("-id"):
        found[each.channel].append(each)
    return tuple(
        ChannelRow(
            gateway, CHANNELS[channel], next((_row(each) for each in found[channel] if each.ended_at is None), None),
            tuple(_row(each) for each in found[channel] if each.ended_at is not None)[:20], _newest_trial(company_id, channel),
            Message.objects.filter(company_id=company_id, channel=channel, state="queued").count(),
        )
        for channel, gateway in OF_CHANNEL.items()
    )  # fmt: skip


def account_in_force(company_id: int, channel: str, *, held: bool = False) -> ChannelAccount | None:
    """By which a channel goes now; None where it does not. ``held``: nobody ends it before the end of the transaction."""
    rows = ChannelAccount.objects.select_for_update(no_key=True) if held else ChannelAccount.objects.all()  # fmt: skip
    return rows.filter(company_id=company_id, channel=channel, ended_at=None).first()


def secrets_of(account: ChannelAccount) -> Secrets:
    """What opens it, for whoever hands a message over."""
    text = decrypted(bytes(account.sealed), company_id=account.company_id, purpose=SECRETS)
    return dict(json.loads(text))


def _gateway(channel: str) -> Gateway:
    if channel not in OF_CHANNEL:
        raise NotFound
    return OF_CHANNEL[channel]


def _end(account: ChannelAccount, actor: int, seq: int, ending: str, why: str) -> None:
    ChannelAccount.objects.filter(id=account.id).update(
        ending=ending, ended_why=why, ended_seq=seq, ended_by_id=actor, ended_at=timezone.now()
    )


def _row(each: ChannelAccount) -> AccountRow:
    ended = "" if each.ended_at is None or each.ending == REPLACED else each.ended_why
    return AccountRow(
        each.id, each.name, each.shown, each.made_by.get_full_name(), each.made_at, ended,
        each.ended_by.get_full_name() if each.ended_by else "", each.ended_at,
    )  # fmt: skip


def _newest_trial(company_id: int, channel: str) -> TrialRow | None:
    rows = Message.objects.filter(company_id=company_id, channel=channel, kind="test")
    found = rows.order_by("-id").first()
    if found is None:
        return None
    return TrialRow(
        found.id, found.shown, STATES[found.state], SIGNS.get(found.state, ""), trouble_words(found.trouble), found.queued_at
    )  # fmt: skip
