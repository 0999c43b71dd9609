"""A one-time code is sent to the contact of a link, and typed: six digits, ten minutes, five wrong tries, of one session."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Sum
from django.utils import timezone

from tieout.refusal import Wording
from wanglai.services.messages.queue_message import queue_message
from wanglai.services.portal.account import customer_speaks
from wanglai.services.portal.paper import paper_of
from wanglai.services.portal.refusals import CodeIsWrong, NobodyToSendTo, TooManyTries
from wanglai.services.portal.sealing import hash_of_code, new_code
from wanglai.services.portal.visitor import Visitor, held
from wanglai.store.models import ContactChannel, PortalCode, PortalLink
from wanglai.store.models.portal import CODE_LIVES, CODE_TRIES
from wanglai.store.secret_fields import decrypted

DEMO_CODE = "246810"  # of the demo company, from which no mail goes to anybody
CODES, CODES_WITHIN = 5, timedelta(minutes=15)
CODES_A_DAY = 20
WRONG, WRONG_WITHIN = 10, timedelta(hours=1)
WRONG_EVER = 30  # of a link: with a million codes, a chance of three in a hundred thousand
_SUBJECT = Wording("验证码：第 {number} 号对账单", "Your code for statement {number}")
_BODY = Wording(
    "您的验证码是 {code}，十分钟内有效，仅限一次。\n\n它用于在您刚打开的页面查看并答复{seller}的第 {number} 号对账单。"
    "若非您本人操作，请忽略本邮件，不要把验证码告诉任何人。\n",
    "Your code is {code}. It is good for ten minutes, once.\n\nIt opens statement {number} of {seller} on the page you have just "
    "opened. If that was not you, ignore this mail and give the code to nobody.\n",
)  # fmt: skip


@dataclass(frozen=True)
class SentCode:
    """Where the code went, masked, and until when it is good; ``shown`` is the code itself in the demo alone."""

    to: str
    expires_at: datetime
    shown: str = ""


def ask_code(*, visitor: Visitor, address: str) -> SentCode:
    """Send a fresh code to the contact of the link; codes sent to this session before are good no longer.

    Five in 15 minutes and 20 a day, for all sessions of a link together. Refuses, in order: LinkIsNotGood, TooManyTries,
    NobodyToSendTo.
    """
    with held(visitor) as link:
        _check_wrong(link)
        _check_asked(link)
        channel = ContactChannel.objects.filter(company_id=link.company_id, contact_id=link.contact_id, channel="email").first()  # fmt: skip
        if channel is None:
            raise NobodyToSendTo
        code = DEMO_CODE if visitor.is_demo else new_code()
        now = timezone.now()
        kept = PortalCode.objects.create(
            company_id=link.company_id, session_id=visitor.session_id, sent_at=now, expires_at=now + CODE_LIVES,
            code_hash=_hashed(code, visitor, link),
        )  # fmt: skip
        if not visitor.is_demo:
            _send(link, kept, code, channel, address)
        return SentCode(channel.shown, kept.expires_at, code if visitor.is_demo else "")


def prove_code(*, visitor: Visitor, code: str) -> None:
    """Type the code that was sent last. Ten wrong ones an hour, or 30 in all, shut the link to codes.

    A wrong try is kept though it is refused, so this is not called within a transaction that the refusal undoes.
    Refuses, in order: LinkIsNotGood, TooManyTries, CodeIsWrong.
    """
    with held(visitor) as link:
        _check_wrong(link)
        is_right = _typed(visitor, link, code)
    if not is_right:
        raise CodeIsWrong


def _typed(visitor: Visitor, link: PortalLink, code: str) -> bool:
    """Whether it is the newest code of the session, unused, in time and not given up; a wrong one is counted."""
    rows = PortalCode.objects.select_for_update(no_key=True).filter(session_id=visitor.session_id)
    kept = rows.order_by("-id").first()
    if kept is None or kept.proved_at is not None:
        return False
    now = timezone.now()
    if now >= kept.expires_at or kept.tries >= CODE_TRIES:
        return False
    said = "".join(sign for sign in code if sign.isdecimal())
    if not hmac.compare_digest(_hashed(said, visitor, link), bytes(kept.code_hash)):
        kept.tries += 1
        kept.save(update_fields=["tries"])
        return False
    kept.proved_at = now
    kept.save(update_fields=["proved_at"])
    return True


def is_shut(link_id: int) -> bool:
    """Whether so many wrong codes were typed that the link takes none for now."""
    rows = PortalCode.objects.filter(session__link_id=link_id)
    lately = rows.filter(sent_at__gt=timezone.now() - WRONG_WITHIN)
    ever = rows.aggregate(wrong=Sum("tries"))["wrong"] or 0
    return ever >= WRONG_EVER or (lately.aggregate(wrong=Sum("tries"))["wrong"] or 0) >= WRONG


def _check_wrong(link: PortalLink) -> None:
    if is_shut(int(link.id)):
        raise TooManyTries


def _check_asked(link: PortalLink) -> None:
    now, rows = timezone.now(), PortalCode.objects.filter(session__link=link)
    if rows.filter(sent_at__gt=now - CODES_WITHIN).count() >= CODES:
        raise TooManyTries
    if rows.filter(sent_at__gt=now - timedelta(days=1)).count() >= CODES_A_DAY:
        raise TooManyTries


def _hashed(code: str, visitor: Visitor, link: PortalLink) -> bytes:
    return hash_of_code(
        code, company_id=link.company_id, session_id=visitor.session_id, body_hash=bytes(link.statement.body_hash)
    )  # fmt: skip


def _send(link: PortalLink, kept: PortalCode, code: str, channel: ContactChannel, address: str) -> None:  # fmt: skip
    language = link.contact.language
    paper = paper_of(link.statement)
    said = {"code": code, "number": paper.number, "seller": paper.seller.within(language)}
    queue_message(
        company_id=link.company_id, who=customer_speaks(address), key=f"portal code {kept.id}",
        customer_id=link.customer_id, contact_id=link.contact_id,
        to=decrypted(bytes(channel.sealed), company_id=link.company_id, purpose="email"), channel="email", kind="code",
        language=language, subject=_SUBJECT.within(language).format(**said), body=_BODY.within(language).format(**said),
    )  # fmt: skip
