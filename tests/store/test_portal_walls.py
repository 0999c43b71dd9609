"""The walls of the portal hold by themselves: every attempt here goes round the services."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from tests.ledgers import DOOR, Ledger, open_ledger
from tests.portal import Sent, contact_of, issued, sent
from tests.store.test_walls import refused
from wanglai.services.ledger.book import write_act
from wanglai.services.portal.account import customer_speaks
from wanglai.services.statements.issue_statement import reissue_statement
from wanglai.store.models import (
    CustomerContact,
    Dispute,
    OpenItem,
    PortalAnswer,
    PortalCode,
    PortalLink,
    PortalReply,
    PortalSession,
)


@pytest.fixture
def book(db: None) -> Ledger:
    ledger = open_ledger()
    ledger.post("invoice", "INV-1", "1,000.00", "01-10")
    ledger.post("invoice", "OTHER-1", "70.00", "01-03", customer="别家")
    return ledger


@pytest.fixture
def link(book: Ledger) -> Sent:
    return sent(book)


def proof(link: Sent, *, minutes_ago: int = 1, proved: bool = True) -> PortalCode:
    """A code of a fresh session, typed so many minutes ago."""
    link.opened()
    session = PortalSession.objects.order_by("-id")[0]
    at = timezone.now() - timedelta(minutes=minutes_ago)
    return PortalCode.objects.create(
        company_id=session.company_id, session=session, code_hash=bytes(32), sent_at=at, expires_at=at + timedelta(minutes=10),
        proved_at=at if proved else None,
    )  # fmt: skip


def write(link: Sent, code: PortalCode, **more: Any) -> PortalAnswer:
    kept = PortalLink.objects.get(id=link.link.id)
    seq = write_act(kept.company_id, customer_speaks("x"), "customer_asked", {})
    said = {
        "company_id": kept.company_id, "customer_id": kept.customer_id, "statement_id": kept.statement_id, "link": kept,
        "code": code, "kind": "asked", "name": "x", "words": "x", "language": "zh", "seq": seq, "key": str(seq), **more,
    }  # fmt: skip
    return PortalAnswer.objects.create(**said)


def is_refused(wall: str, link: Sent, code: PortalCode, **more: Any) -> bool:
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        write(link, code, **more)
    return wall in str(caught.value) or wall in str(getattr(caught.value.__cause__, "diag", None) and caught.value.__cause__.diag.constraint_name)  # type: ignore[union-attr] # fmt: skip


CONFIRMED = {"kind": "confirmed", "shown_hash": bytes(32)}


def test_an_answer_stands_on_a_code_of_its_own_link_typed_lately(link: Sent, book: Ledger) -> None:
    wall = "portal_answer_is_proved"
    assert write(link, proof(link)).id
    assert is_refused(wall, link, proof(link, proved=False))
    assert is_refused(wall, link, proof(link, minutes_ago=31))
    late = proof(link, minutes_ago=11)
    assert write(link, late).id  # a question may come late
    assert is_refused(wall, link, late, **CONFIRMED)
    other = sent(book, "别家")
    assert is_refused(wall, link, proof(other))
    assert is_refused(wall, link, proof(link), statement_id=other.statement_id)
    ended = proof(link)
    PortalSession.objects.filter(id=ended.session_id).update(ended_at=timezone.now())
    assert is_refused(wall, link, ended)


def test_no_answer_comes_by_a_link_a_contact_or_a_version_that_is_over(link: Sent, book: Ledger) -> None:  # fmt: skip
    wall, code = "portal_answer_is_proved", proof(link)
    CustomerContact.objects.filter(id=link.contact_id).update(agreed_at=timezone.now() - timedelta(hours=47))  # fmt: skip
    assert is_refused(wall, link, code, **CONFIRMED)
    CustomerContact.objects.filter(id=link.contact_id).update(ended_at=timezone.now())
    assert is_refused(wall, link, code)
    second = sent(book, "别家")
    code = proof(second)
    book.post("debit_note", "LATE-1", "5.00", "01-15", customer="别家")
    who = {**book.books.scope("ARA"), "origin": DOOR}
    reissue_statement(**who, statement_id=second.statement_id, reason="补记", key="again")
    assert is_refused(wall, second, code)
    third = sent(book, last="02-28")
    code = proof(third)
    PortalLink.objects.filter(id=third.link.id).update(
        revoked_at=timezone.now(), revoked_by_id=book.books.people["FM"]
    )
    assert is_refused(wall, third, code)


def test_a_statement_and_a_code_confirm_once_and_name_the_paper(link: Sent) -> None:
    code = proof(link)
    assert is_refused("portal_confirmed_names_its_paper", link, code, kind="confirmed")
    assert write(link, code, **CONFIRMED).id
    assert is_refused("portal_statement_confirmed_once", link, proof(link), **CONFIRMED)
    assert is_refused("portal_code_confirms_once", link, code, **CONFIRMED)


def test_each_kind_of_answer_says_what_it_must(link: Sent) -> None:
    code = proof(link)
    for wall, said in (
        ("portal_answer_says_who_and_what", {"name": ""}),
        ("portal_answer_says_who_and_what", {"words": ""}),
        ("portal_promised_names_day_and_amount", {"kind": "promised"}),
        ("portal_promised_names_day_and_amount", {"amount": 1}),
        ("portal_disputed_names_lines", {"kind": "disputed"}),
        ("portal_disputed_names_lines", {"lines": [{}]}),
        ("portal_uploaded_has_its_file", {"kind": "uploaded"}),
        ("portal_answer_kind_known", {"kind": "shrugged"}),
        ("portal_answer_shows_a_hash", {**CONFIRMED, "shown_hash": b"x"}),
    ):
        assert is_refused(wall, link, code, **said), wall
    first = write(link, code)
    assert is_refused("portal_answer_once", link, code, key=first.key)


def test_what_a_customer_said_is_only_ever_added(link: Sent) -> None:
    made = write(link, proof(link)).id
    for statement in (
        "UPDATE store_portalanswer SET words = 'y' WHERE id = %s",
        "DELETE FROM store_portalanswer WHERE id = %s",
    ):
        assert "append-only" in refused(statement, made)


def test_links_sessions_and_codes_go_one_way_and_are_kept(link: Sent, book: Ledger) -> None:
    code = proof(link)
    PortalCode.objects.filter(id=code.id).update(tries=3)
    now, person = timezone.now(), book.books.people["FM"]
    PortalLink.objects.filter(id=link.link.id).update(revoked_at=now, revoked_by_id=person)
    PortalSession.objects.filter(id=code.session_id).update(ended_at=now)
    for table, change in (
        ("portalcode", "tries = 2"),
        ("portalcode", "proved_at = NULL"),
        ("portallink", "revoked_at = NULL, revoked_by_id = NULL"),
        ("portalsession", "ended_at = NULL"),
    ):
        said = refused(f"UPDATE store_{table} SET {change}")
        assert "is said once" in said or "are not taken back" in said, said
    for table, change in (
        ("portalcode", "code_hash = code_hash || ''::bytea, expires_at = sent_at + interval '1 minute'"),
        ("portallink", "statement_id = 0"),
        ("portalsession", "link_id = 0"),
    ):  # fmt: skip
        assert "does not change" in refused(f"UPDATE store_{table} SET {change}")
    for table in ("portalcode", "portallink", "portalsession"):
        assert "append-only" in refused(f"DELETE FROM store_{table}")
    assert "portal_code_5_tries" in refused("UPDATE store_portalcode SET tries = 6")


def test_nothing_of_the_portal_lives_longer_than_promised(link: Sent, book: Ledger) -> None:
    code = proof(link)
    for wall, statement in (
        ("portal_link_lives_14_days", "INSERT INTO store_portallink (company_id, customer_id, statement_id, contact_id, token_hash, made_by_id, made_at, expires_at, seq) SELECT company_id, customer_id, statement_id, contact_id, sha256('a'), made_by_id, now(), now() + interval '15 days', seq FROM store_portallink"),
        ("portal_session_lives_2_hours", "INSERT INTO store_portalsession (company_id, link_id, secret_hash, opened_at, expires_at) SELECT company_id, link_id, sha256('a'), now(), now() + interval '3 hours' FROM store_portalsession LIMIT 1"),
        ("portal_code_lives_10_minutes", "INSERT INTO store_portalcode (company_id, session_id, code_hash, sent_at, expires_at, tries) SELECT company_id, session_id, code_hash, now(), now() + interval '11 minutes', 0 FROM store_portalcode"),
    ):  # fmt: skip
        assert wall in refused(statement), wall
    late = PortalCode(company_id=code.company_id, session_id=code.session_id, code_hash=bytes(32))
    late.sent_at = timezone.now() - timedelta(minutes=20)
    late.expires_at = late.sent_at + timedelta(minutes=10)
    late.proved_at = timezone.now()
    with pytest.raises(DatabaseError, match="portal_code_proved_in_time"), transaction.atomic():
        late.save()


def test_a_link_is_of_a_statement_and_a_contact_of_one_customer(link: Sent, book: Ledger) -> None:
    other, stranger = issued(book, "别家"), contact_of(book, "别家", "x@bieren.example")
    kept = PortalLink.objects.get()
    for change in ({"statement_id": other}, {"contact_id": stranger}, {"customer_id": book.customer("别家")}):  # fmt: skip
        said = {
            "company_id": kept.company_id, "customer_id": kept.customer_id, "statement_id": kept.statement_id,
            "contact_id": kept.contact_id, "made_by_id": kept.made_by_id, "seq": kept.seq,
            "expires_at": timezone.now() + timedelta(days=1), "token_hash": bytes(32), **change,
        }  # fmt: skip
        with pytest.raises(DatabaseError, match="do not belong together"), transaction.atomic():
            PortalLink.objects.create(**said)


# --- what follows an answer ---------------------------------------------------------------------------


def disputed(link: Sent, line: dict[str, Any], **changed: Any) -> None:
    """An answer that disputes a line, with a dispute that may tell otherwise, checked as at the end of the transaction."""
    answer = write(link, proof(link), kind="disputed", lines=[line])
    if changed != {"none": True}:
        kept = PortalLink.objects.get(id=link.link.id)
        said = {
            "company_id": kept.company_id, "customer_id": kept.customer_id, "statement_id": kept.statement_id,
            "item_id": line["item"], "currency": "CNY", "amount": line["amount"], "standing": line["amount"], "reason": line["reason"],
            "raised_by": "customer", "owner_id": kept.made_by_id, "opened_by_id": kept.made_by_id,
            "due_on": timezone.localdate(), "opened_on": timezone.localdate(), "key": f"portal {answer.id} {line['no']}",
            "request_hash": bytes(32), **changed,
        }  # fmt: skip
        Dispute.objects.create(**said)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS portal_lines_are_disputes IMMEDIATE")


def test_a_line_disputed_in_the_portal_is_a_dispute_of_it_or_no_answer(link: Sent, book: Ledger) -> None:  # fmt: skip
    inv = int(OpenItem.objects.get(document="INV-1").id)
    line = {"no": 1, "item": inv, "document": "INV-1", "amount": 100, "reason": "price"}
    for change in (
        {"none": True}, {"amount": 99}, {"reason": "other"}, {"raised_by": "staff"}, {"item_id": None}, {"statement_id": None},
        {"key": "portal 0 1"},
    ):  # fmt: skip
        with pytest.raises(DatabaseError, match="is no dispute"), transaction.atomic():
            disputed(link, line, **change)
    with transaction.atomic():
        disputed(link, line)
    assert PortalAnswer.objects.get().kind == "disputed"


def reply(answer_id: int, link: Sent, **more: Any) -> PortalReply:
    person = link.book.books.people["ARA"]
    seq = write_act(link.book.company_id, customer_speaks("x"), "reply_to_question", {})
    said = {"company_id": link.book.company_id, "answer_id": answer_id, "words": "x", "made_by_id": person, "seq": seq, "key": str(seq)}  # fmt: skip
    return PortalReply.objects.create(**{**said, **more})


def test_a_reply_is_to_a_question_says_something_once_and_stays(link: Sent) -> None:
    code = proof(link)
    question, praise = write(link, code), write(link, code, kind="feedback")
    assert reply(write(link, code, kind="complaint").id, link).id
    first = reply(question.id, link)
    assert reply(question.id, link).id != first.id  # a further one may follow
    for wall, answer, said in (
        ("asks nothing", praise.id, {}),
        ("asks nothing", 0, {}),
        ("portal_reply_says_something", question.id, {"words": ""}),
        ("portal_reply_once", question.id, {"key": first.key}),
    ):
        with pytest.raises(DatabaseError, match=wall), transaction.atomic():
            reply(answer, link, **said)
    for statement in (
        "UPDATE store_portalreply SET words = 'y' WHERE id = %s",
        "DELETE FROM store_portalreply WHERE id = %s",
    ):
        assert "append-only" in refused(statement, first.id)
    other = open_ledger("bieren")
    with pytest.raises(DatabaseError), transaction.atomic():
        reply(question.id, link, company_id=other.company_id)
