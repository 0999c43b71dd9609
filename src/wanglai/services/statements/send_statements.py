"""Sends statements to the customers they are of: each to every contact that takes statements and agreed to be written to, once.

A statement is queued in the transaction of the act that says so. What goes to nobody says why; asked again later it goes to
whoever can be written to by then, and to nobody a second time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from wanglai.services.access.scope import NotFound, admit
from wanglai.services.ledger.book import Who, known_act, write_act
from wanglai.services.messages.letter_texts import Words
from wanglai.services.messages.queue_message import Attachment, ToQueue, queue_messages
from wanglai.services.portal.make_link import give_links
from wanglai.services.portal.sealing import new_token
from wanglai.services.statements.composed_letter import composed, words_of_letters
from wanglai.services.statements.issuing import further_version, number_of
from wanglai.services.statements.refusals import NothingToSend
from wanglai.store.models import (
    ContactChannel,
    Customer,
    CustomerContact,
    Statement,
    StatementFile,
    StatementRun,
    StatementSending,
)
from wanglai.store.secret_fields import decrypted

KIND = "send_statements"
_AT_ONCE = 500


@dataclass(frozen=True)
class _Place:
    """A contact that can be written to: where, and in which language."""

    contact_id: int
    name: str
    language: str
    to: str
    to_hash: bytes
    token: str  # of its own link to the portal; empty where the customer was merged and it is the other's: a link is its customer's


@dataclass(frozen=True)
class _Known:
    """Everything about the customers of some statements that decides where these go."""

    survivors: Mapping[int, int]  # of merged customers
    contacts: Mapping[int, Sequence[CustomerContact]]  # of a customer, those for statements
    channels: Mapping[int, ContactChannel]  # e-mail of a contact
    files: Mapping[int, tuple[int, str]]  # of a statement: its file and digest
    sent: frozenset[tuple[int, int]]  # statement, contact
    words: Mapping[str, Words]  # of the letter, by language


@transaction.atomic
def send_statements(*, company_id: int, actor: int, origin: str, run_id: int, portal: str = "") -> int:  # fmt: skip
    """Queue what a run issued, to whom each customer's contacts allow; the act's number, 0 where nothing is new.

    ``portal`` is the address a link begins with, up to its ``#``: each letter has a link of its own. Without it there is none.

    Refuses, in order: NotFound, NotPermitted, NotFound (run), NothingToSend.
    """
    admit(company_id=company_id, actor=actor, act=KIND)
    if not StatementRun.objects.filter(company_id=company_id, id=run_id).exists():
        raise NotFound
    rows = Statement.objects.filter(company_id=company_id, run_id=run_id)
    return _sent(rows, Who(actor, origin), {"run": run_id}, portal)


@transaction.atomic
def send_statement(*, company_id: int, actor: int, origin: str, statement_id: int, portal: str = "") -> int:  # fmt: skip
    """Queue one statement; the act's number, 0 where nothing is new. ``portal`` is that of ``send_statements``.

    Refuses, in order: NotFound, NotPermitted, NotFound (statement).
    """
    admit(company_id=company_id, actor=actor, act=KIND)
    rows = Statement.objects.filter(company_id=company_id, id=statement_id)
    if not rows.exists():
        raise NotFound
    return _sent(rows, Who(actor, origin), {"statement": statement_id}, portal)


def _sent(rows: QuerySet[Statement], who: Who, of: Mapping[str, int], portal: str) -> int:
    statements = list(rows.annotate(replaced=further_version()).order_by("id"))
    if not statements:
        raise NothingToSend
    assert who.actor is not None, "statements are sent by somebody"
    actor, company_id = who.actor, statements[0].company_id
    known_act(company_id, "", b"")  # takes the book: nobody sends the same beside us
    known = _known(company_id, statements)
    went = {statement for statement, _ in known.sent}
    wanted: list[tuple[Statement, _Place, ToQueue, bool]] = []
    skipped: list[tuple[Statement, str]] = []
    for each in statements:
        places, why = _places(each, known)
        if why and each.id not in went:
            skipped.append((each, why))
        wanted += [(each, place, *_letter(each, place, known, portal)) for place in places]
    made = queue_messages(company_id, who, [letter for _, _, letter, _ in wanted])
    fresh = _skipped_anew(skipped)
    StatementSending.objects.bulk_create(
        [
            *(
                StatementSending(company_id=company_id, statement=each, contact_id=place.contact_id, message_id=made[letter.key], asked_by_id=actor)
                for each, place, letter, _ in wanted
            ),
            *(StatementSending(company_id=company_id, statement=each, reason=why, asked_by_id=actor) for each, why in fresh),
        ],
        batch_size=_AT_ONCE,
    )  # fmt: skip
    if not wanted and not fresh:
        return 0
    facts = {**of, "queued": len(wanted), "skipped": len(skipped)}
    seq = write_act(company_id, who, KIND, facts)
    borne = [(each, place.contact_id, place.token) for each, place, _, bears_link in wanted if bears_link]  # fmt: skip
    if borne:
        give_links(actor, seq, borne)
    return seq


def _places(statement: Statement, known: _Known) -> tuple[list[_Place], str]:
    """Where a statement goes that did not go there yet, or why it goes nowhere; both empty where it went everywhere."""
    if statement.replaced:  # type: ignore[attr-defined] # annotated
        return [], "replaced"
    if statement.id not in known.files:
        return [], "unprinted"
    ids = {statement.customer_id, known.survivors.get(statement.customer_id, statement.customer_id)}  # fmt: skip
    contacts = [each for id_ in sorted(ids) for each in known.contacts.get(id_, ())]
    if not contacts:
        return [], "no_contact"
    today = timezone.localdate()
    agreed = [each for each in contacts if each.consent_on is not None and each.consent_on <= today]
    if not agreed:
        return [], "no_consent"
    reached = [each for each in agreed if each.id in known.channels]
    if not reached:
        return [], "no_address"
    return _new_places(statement, reached, known), ""


def _new_places(
    statement: Statement, contacts: Iterable[CustomerContact], known: _Known
) -> list[_Place]:
    """Each address once, and none that the statement went to before."""
    gone = {bytes(known.channels[each.id].value_hash) for each in contacts if (statement.id, each.id) in known.sent}  # fmt: skip
    places = []
    for each in contacts:
        channel = known.channels[each.id]
        if bytes(channel.value_hash) in gone or (statement.id, each.id) in known.sent:
            continue
        gone.add(bytes(channel.value_hash))
        to = decrypted(bytes(channel.sealed), company_id=statement.company_id, purpose="email")
        places.append(
            _Place(
                each.id,
                each.name,
                each.language,
                to,
                bytes(channel.value_hash),
                new_token() if each.customer_id == statement.customer_id else "",
            )
        )
    return places


def _letter(statement: Statement, place: _Place, known: _Known, portal: str) -> tuple[ToQueue, bool]:  # fmt: skip
    """What the contact reads, in its language, and whether its link stands there; the statement goes along as it was printed."""
    file_id, digest = known.files[statement.id]
    language = place.language if place.language in known.words else "zh"
    letter = composed(
        known.words[language], statement, language=language, contact=place.name, digest=digest,
        address=portal + place.token if portal and place.token else "", more={},
    )  # fmt: skip
    queued = ToQueue(
        key=f"statement:{statement.id}:{place.contact_id}", customer_id=statement.customer_id,
        contact_id=place.contact_id, to=place.to, channel="email", kind="statement", language=language,
        subject=letter.subject, body=letter.body, attachments=(printed(statement, file_id),),
    )  # fmt: skip
    return queued, letter.bears_link


def printed(statement: Statement, file_id: int) -> Attachment:
    """A statement's print as it goes along with a letter."""
    return Attachment(f"{number_of(statement).replace('/', '-')}.pdf", "application/pdf", file_id=file_id)  # fmt: skip


def _known(company_id: int, statements: Sequence[Statement]) -> _Known:
    customers = {each.customer_id for each in statements}
    merged = Customer.objects.filter(company_id=company_id, id__in=customers).exclude(merged_into=None)  # fmt: skip
    survivors = dict(merged.values_list("id", "merged_into_id"))
    rows = CustomerContact.objects.filter(
        company_id=company_id, customer_id__in={*customers, *survivors.values()}, is_for_statements=True,
        agreed_at__isnull=False, ended_at=None,
    )  # fmt: skip
    contacts: dict[int, list[CustomerContact]] = {}
    for each in rows.order_by("id"):
        contacts.setdefault(each.customer_id, []).append(each)
    channels = ContactChannel.objects.filter(company_id=company_id, channel="email", contact__in=rows.values("id"))  # fmt: skip
    ids = [each.id for each in statements]
    files = StatementFile.objects.filter(statement_id__in=ids)
    sent = StatementSending.objects.filter(statement_id__in=ids, message__isnull=False)
    return _Known(
        survivors,
        contacts,
        {each.contact_id: each for each in channels},
        {statement: (file, digest) for statement, file, digest in files.values_list("statement_id", "file_id", "file__sha256")},
        frozenset((statement, contact) for statement, contact in sent.values_list("statement_id", "contact_id") if contact),
        words_of_letters(company_id, "statement"),
    )  # fmt: skip


def _skipped_anew(skipped: Sequence[tuple[Statement, str]]) -> list[tuple[Statement, str]]:
    """Those whose reason was not the newest word on them already."""
    newest = dict(
        StatementSending.objects.filter(statement__in=[each for each, _ in skipped])
        .order_by("id")
        .values_list("statement_id", "reason")
    )  # the last of each stands
    return [(each, why) for each, why in skipped if newest.get(each.id) != why]
