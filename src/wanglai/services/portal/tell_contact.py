"""A contact that asked, disputed or handed in something in the portal is written to when staff reply there: that there is a reply, not what it says.

It wrote to us itself and is answered, whether or not it takes statements; ended, or without an address, it gets nothing, and the
page says so. What was said stands behind link and code; whose link was withdrawn gets the words without one.
"""

from __future__ import annotations

from tieout.refusal import Wording
from wanglai.services.ledger.book import Who
from wanglai.services.messages.queue_message import ToQueue, queue_messages
from wanglai.services.portal.make_link import give_links
from wanglai.services.portal.own_address import own_address
from wanglai.services.portal.sealing import new_token
from wanglai.services.statements.composed_letter import composed, words_of_letters
from wanglai.store.models import (
    ContactChannel,
    CustomerContact,
    Dispute,
    PortalAnswer,
    PortalLink,
    Statement,
)
from wanglai.store.secret_fields import decrypted

KIND = "reply"
_WITHOUT_LINK = Wording(
    "请用您收到的对账单链接打开；如链接已过期，请联系我们取得新链接。\n\n",
    "Please open it by the link you were sent; if it has expired, ask us for a new one.\n\n",
)


def tell_of_reply(who: Who, answer: PortalAnswer, *, reply_id: int, seq: int, portal: str = "") -> None:  # fmt: skip
    """Queue one mail to whoever asked, in the transaction of the reply; nothing where the contact cannot be written to."""
    _tell(who, answer, key_of_reply(reply_id), seq, portal)


def tell_of_dispute(who: Who, dispute: Dispute, *, seq: int, portal: str = "") -> None:
    """Queue one mail for what an act says to a customer in a dispute it raised in the portal; for any other dispute nothing."""
    answer = answer_of_dispute(dispute)
    if answer is not None:
        _tell(who, answer, key_of_step(dispute.id, seq), seq, portal)


def tell_of_release(who: Who, answer: PortalAnswer, *, release_id: int, seq: int, portal: str = "") -> None:  # fmt: skip
    """Queue one mail to whoever handed in a ledger that its result is there."""
    _tell(who, answer, key_of_release(release_id), seq, portal)


def key_of_release(release_id: int) -> str:
    """What the message is found by that tells of a released sheet."""
    return f"reply:ledger:{release_id}"


def key_of_reply(reply_id: int) -> str:
    """What the message of a reply to a question is found by."""
    return f"reply:question:{reply_id}"


def key_of_step(dispute_id: int, seq: int) -> str:
    """What the message is found by that tells of what an act said in a dispute."""
    return f"reply:dispute:{dispute_id}:{seq}"


def answer_of_dispute(dispute: Dispute) -> PortalAnswer | None:
    """The answer a dispute was raised by; None where staff raised it."""
    opened, _, rest = dispute.key.partition(" ")
    if dispute.raised_by != "customer" or opened != "portal":
        return None
    rows = PortalAnswer.objects.filter(company_id=dispute.company_id, customer_id=dispute.customer_id)  # fmt: skip
    return rows.filter(id=int(rest.split(" ")[0])).first()


def _tell(who: Who, answer: PortalAnswer, key: str, seq: int, portal: str) -> None:
    assert who.actor is not None, "people reply, the machine does not"
    contact = CustomerContact.objects.get(id=answer.link.contact_id)
    channel = ContactChannel.objects.filter(contact=contact, channel="email").first()
    if contact.ended_at is not None or channel is None:
        return
    statement = _newest(answer)
    portal = portal or own_address()
    may_enter = contact.customer_id == statement.customer_id and not _was_withdrawn(answer)
    token = new_token() if portal and may_enter else ""
    language = contact.language if contact.language in ("zh", "en") else "zh"
    without = _WITHOUT_LINK.zh if language == "zh" else _WITHOUT_LINK.en
    letter = composed(
        words_of_letters(answer.company_id, KIND)[language], statement, language=language, contact=contact.name, digest="",
        address=portal + token if token else "", more={} if token else {"link": without},
    )  # fmt: skip
    to = decrypted(bytes(channel.sealed), company_id=answer.company_id, purpose="email")
    wanted = ToQueue(
        key=key, customer_id=answer.customer_id, contact_id=contact.id, to=to, channel="email", kind=KIND,
        language=language, subject=letter.subject, body=letter.body,
    )  # fmt: skip
    queue_messages(answer.company_id, who, [wanted])
    if letter.bears_link:
        give_links(who.actor, seq, [(statement, contact.id, token)])


def _was_withdrawn(answer: PortalAnswer) -> bool:
    """Whether staff withdrew the link it was asked by, or the contact's newest one to any version of that statement."""
    links = PortalLink.objects.filter(
        company_id=answer.company_id, contact_id=answer.link.contact_id, statement__year=answer.statement.year,
        statement__number=answer.statement.number,
    )  # fmt: skip
    newest = links.order_by("-id").first()
    return any(link is not None and link.revoked_at is not None for link in (answer.link, newest))


def _newest(answer: PortalAnswer) -> Statement:
    """The newest version of the statement that was written about: an older one opens no more."""
    rows = Statement.objects.filter(
        company_id=answer.company_id, customer_id=answer.customer_id, year=answer.statement.year,
        number=answer.statement.number,
    )  # fmt: skip
    return rows.order_by("-version")[0]
