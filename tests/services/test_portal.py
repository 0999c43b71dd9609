"""A customer opens its statement, proves who it is and answers: what stands afterwards, and what is refused on the way."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from tests.ledgers import DOOR, Ledger, open_ledger
from tests.portal import ADDRESS, MAIL, Sent, contact_of, issued, key, sent, wrong
from wanglai.services.access.scope import NotFound
from wanglai.services.customers.contacts import end_contact
from wanglai.services.ledger.verify import verify_company
from wanglai.services.portal import codes
from wanglai.services.portal.account import EMAIL
from wanglai.services.portal.answering import digest_of_answer
from wanglai.services.portal.answers import standings_of
from wanglai.services.portal.codes import WRONG, WRONG_EVER, ask_code, prove_code
from wanglai.services.portal.confirm import confirm
from wanglai.services.portal.make_link import make_link, revoke_link
from wanglai.services.portal.open_link import OPENINGS, STRANGER_TRIES, leave, open_link
from wanglai.services.portal.refusals import (
    CodeIsNeeded,
    CodeIsWrong,
    ContactIsNew,
    LinkIsNotGood,
    NameIsNeeded,
    NobodyToSendTo,
    PromiseIsWrong,
    ShownIsOther,
    StatementIsConfirmed,
    TooManyTries,
    VersionWasReplaced,
    WordsAreNeeded,
)
from wanglai.services.portal.say import ask, give_feedback, promise
from wanglai.services.portal.show_links import portal_of_statement
from wanglai.services.portal.show_statement import (
    masked_statement,
    paper_to_take,
    receipt_of,
    whole_statement,
)
from wanglai.services.portal.visitor import Visitor, visitor_of
from wanglai.services.statements.issue_statement import reissue_statement
from wanglai.services.statements.queries import Wanted, list_statements
from wanglai.store.models import (
    Act,
    Message,
    PortalAnswer,
    PortalCode,
    PortalLink,
    PortalSession,
    PortalStranger,
    StatementFile,
    User,
)


@pytest.fixture
def book(db: None) -> Ledger:
    ledger = open_ledger()
    ledger.post("invoice", "INV-1", "1,000.00", "01-10", due="01-20")
    ledger.post("invoice", "INV-2", "300.00", "01-15", due="02-14")
    ledger.post("receipt", "R-1", "400.00", "01-25")
    ledger.settle("INV-1", "R-1", "400.00", "01-25")
    ledger.post("invoice", "OTHER-1", "70.00", "01-03", customer="别家")
    return ledger


@pytest.fixture
def link(book: Ledger) -> Sent:
    return sent(book)


def confirmed(visitor: Visitor, name: str = "王芳", **more: Any) -> int:
    shown = whole_statement(visitor=visitor).shown
    return confirm(**{"visitor": visitor, "address": ADDRESS, "name": name, "shown": shown, "key": key(), **more})  # fmt: skip


def test_a_link_alone_shows_a_masked_view(link: Sent) -> None:
    visitor = link.visitor()
    page = masked_statement(visitor=visitor)
    assert (page.number, page.customer, page.to) == ("2026-000001", "***", "w***@yuanjing.example")
    assert "90" not in repr(page).replace("1990", "")  # no figure of it: 900.00 is owed
    for hidden in (whole_statement, paper_to_take):
        with pytest.raises(CodeIsNeeded):
            hidden(visitor=visitor)  # type: ignore[operator] # both take a visitor
    with pytest.raises(CodeIsNeeded):
        ask(visitor=visitor, address=ADDRESS, name="x", words="x", key=key())


def test_a_code_shows_everything_and_one_press_confirms(link: Sent, book: Ledger) -> None:
    visitor = link.proved()
    page = whole_statement(visitor=visitor)
    assert (page.closing.text, page.overdue.text) == ("900.00", "600.00")
    assert [(each.by, each.paid, each.amount.text) for each in page.applied] == [("R-1", "INV-1", "400.00")]  # fmt: skip
    assert sum(each.amount.minor for each in page.strip) == page.closing.minor
    kept = StatementFile.objects.get(statement_id=link.statement_id).file
    assert paper_to_take(visitor=visitor).content == bytes(kept.content)
    made = confirmed(visitor)
    answer = PortalAnswer.objects.get(id=made)
    assert bytes(answer.shown_hash or b"").hex() == kept.sha256
    assert answer.words == (
        "我方确认：截至 2026-01-31，我方应付yuanjing的余额为 CNY 900.00，与第 2026-000001 号对账单一致。"
    )
    receipt = receipt_of(visitor=visitor, answer_id=made)
    assert (receipt.answer.name, receipt.seq) == ("王芳", answer.seq)
    standing = standings_of(book.company_id, [link.statement_id])[link.statement_id]
    assert (standing.state, standing.who) == ("confirmed", "王芳")
    assert verify_company(book.company_id).is_whole


def test_the_act_names_nobody_and_holds_the_digest_of_the_answer(link: Sent, book: Ledger) -> None:
    answer = PortalAnswer.objects.get(id=confirmed(link.proved()))
    act = Act.objects.get(company_id=book.company_id, seq=answer.seq)
    assert (act.kind, act.actor_id) == ("customer_confirmed", User.objects.get(email=EMAIL).id)
    assert digest_of_answer(answer).hex() in str(act.facts)
    assert "王芳" not in str(act.facts)
    answer.words += "?"
    assert digest_of_answer(answer).hex() not in str(act.facts)


def test_an_answer_changed_or_removed_behind_our_back_is_found(link: Sent, book: Ledger) -> None:
    visitor = link.proved()
    first, second = confirmed(visitor), ask(visitor=visitor, address=ADDRESS, name="x", words="?", key=key())  # fmt: skip
    assert verify_company(book.company_id).is_whole
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE store_portalanswer DISABLE TRIGGER append_only")
        cursor.execute("UPDATE store_portalanswer SET name = '王方' WHERE id = %s", [first])
        cursor.execute("DELETE FROM store_portalanswer WHERE id = %s", [second])
        cursor.execute("ALTER TABLE store_portalanswer ENABLE TRIGGER append_only")
    said = [str(fault) for fault in verify_company(book.company_id).faults]
    assert len(said) == 2, said
    assert "not what the customer said" in said[0]
    assert "is gone" in said[1]


def test_nobody_signs_in_as_the_portal(link: Sent) -> None:
    account = User.objects.get(email=EMAIL)
    assert not account.is_active
    assert not account.has_usable_password()


def test_of_link_session_and_code_only_hashes_are_kept(link: Sent) -> None:
    secret = link.opened()
    code = link.code(visitor_of(secret))
    kept = PortalLink.objects.get()
    assert bytes(kept.token_hash) == hashlib.sha256(link.link.token.encode()).digest()
    session = PortalSession.objects.get()
    assert bytes(session.secret_hash) == hashlib.sha256(secret.encode()).digest()
    stored = bytes(PortalCode.objects.get().code_hash)
    guesses = {hashlib.sha256(f"{number:06}".encode()).digest() for number in range(1000)}
    assert stored not in guesses | {hashlib.sha256(code.encode()).digest()}
    assert len(link.link.token) >= 43  # 256 bits


def test_the_code_goes_to_the_contact_alone_in_its_language(link: Sent) -> None:
    link.code(link.visitor())
    mail = Message.objects.get(kind="code")
    assert (mail.contact_id, mail.language, mail.shown) == (link.contact_id, "zh", "w***@yuanjing.example")  # fmt: skip
    assert MAIL not in str(vars(mail))


def test_a_code_is_good_once_in_its_session_and_for_five_tries(link: Sent) -> None:
    first, second = link.visitor(), link.visitor()
    code = link.code(first)
    with pytest.raises(CodeIsWrong):
        prove_code(visitor=second, code=code)  # another session of the same link
    prove_code(visitor=first, code=f" {code[:3]} {code[3:]} ")
    with pytest.raises(CodeIsWrong):
        prove_code(visitor=first, code=code)
    code = link.code(second)
    for _ in range(5):
        with pytest.raises(CodeIsWrong):
            prove_code(visitor=second, code=wrong(code))
    with pytest.raises(CodeIsWrong):
        prove_code(visitor=second, code=code)
    assert visitor_of(link.opened()).proved_at is None


def test_another_code_ends_the_one_before_and_time_ends_every_one(link: Sent) -> None:
    visitor = link.visitor()
    old, new = link.code(visitor), link.code(visitor)
    if old != new:
        with pytest.raises(CodeIsWrong):
            prove_code(visitor=visitor, code=old)
    late = PortalCode.objects.order_by("-id")[0]
    gone = timezone.now() - timedelta(minutes=11)
    PortalCode.objects.create(
        company_id=late.company_id, session_id=late.session_id, code_hash=late.code_hash, sent_at=gone, expires_at=gone + timedelta(minutes=10),
    )  # fmt: skip
    with pytest.raises(CodeIsWrong):
        prove_code(visitor=visitor, code=new)


def test_wrong_codes_shut_the_link_for_an_hour_and_in_the_end_for_good(link: Sent, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setattr(codes, "CODES", 1000)
    monkeypatch.setattr(codes, "CODES_A_DAY", 1000)

    def five_wrong() -> None:
        visitor = link.visitor()
        code = link.code(visitor)
        for _ in range(5):
            with pytest.raises(CodeIsWrong):
                prove_code(visitor=visitor, code=wrong(code))

    waiting = link.visitor()
    for _ in range(WRONG // 5):
        five_wrong()
    for refused in (lambda: ask_code(visitor=waiting, address=ADDRESS), lambda: prove_code(visitor=waiting, code="1")):  # fmt: skip
        with pytest.raises(TooManyTries):
            refused()
    assert masked_statement(visitor=waiting).is_shut
    for _ in range((WRONG_EVER - WRONG) // 5):  # of other hours
        monkeypatch.setattr(codes, "WRONG", 10_000)
        five_wrong()
    with pytest.raises(TooManyTries):
        ask_code(visitor=waiting, address=ADDRESS)


def test_codes_are_asked_for_five_times_in_a_quarter_of_an_hour(link: Sent) -> None:
    for _ in range(codes.CODES):
        ask_code(visitor=link.visitor(), address=ADDRESS)
    with pytest.raises(TooManyTries):
        ask_code(visitor=link.visitor(), address=ADDRESS)
    assert Message.objects.count() == codes.CODES


def test_wrong_links_shut_an_address_out_and_nobody_else(link: Sent) -> None:
    for _ in range(STRANGER_TRIES):
        with pytest.raises(LinkIsNotGood):
            open_link(token="nonsense", address="203.0.113.9")
    with pytest.raises(TooManyTries):
        open_link(token=link.link.token, address="203.0.113.9")
    assert link.visitor().statement_id == link.statement_id
    assert "203.0.113.9" not in str(list(PortalStranger.objects.values()))


def test_a_link_opens_so_many_times_an_hour(link: Sent) -> None:
    for _ in range(OPENINGS):
        link.opened()
    with pytest.raises(TooManyTries):
        link.opened()


def test_a_link_that_is_over_withdrawn_or_of_an_old_version_is_as_one_that_never_was(link: Sent, book: Ledger) -> None:  # fmt: skip
    secret = link.opened()
    who = {**book.books.scope("ARA"), "origin": DOOR}
    revoke_link(**who, link_id=link.link.id)
    revoke_link(**who, link_id=link.link.id)
    assert Act.objects.filter(kind="revoke_portal_link").count() == 1
    for refused in (lambda: visitor_of(secret), link.opened, lambda: visitor_of(""), lambda: visitor_of("x")):  # fmt: skip
        with pytest.raises(LinkIsNotGood):
            refused()
    link.link = make_link(**who, statement_id=link.statement_id, contact_id=link.contact_id)
    secret = link.opened()
    book.post("debit_note", "LATE-1", "5.00", "01-15")
    newer = reissue_statement(**who, statement_id=link.statement_id, reason="补记", key="again")
    with pytest.raises(LinkIsNotGood):
        visitor_of(secret)
    with pytest.raises(LinkIsNotGood):
        link.opened()
    with pytest.raises(VersionWasReplaced):
        make_link(**who, statement_id=link.statement_id, contact_id=link.contact_id)
    link.link = make_link(**who, statement_id=newer, contact_id=link.contact_id)
    secret = link.opened()
    end_contact(**who, customer_id=book.customer("远景"), contact_id=link.contact_id)
    with pytest.raises(LinkIsNotGood):
        visitor_of(secret)


def test_a_link_is_made_for_a_contact_of_the_customer_that_has_an_address(book: Ledger) -> None:
    statement, who = issued(book), {**book.books.scope("ARA"), "origin": DOOR}
    stranger = contact_of(book, "别家", "x@bieren.example")
    for contact in (stranger, 0):
        with pytest.raises(NobodyToSendTo):
            make_link(**who, statement_id=statement, contact_id=contact)
    mine = contact_of(book)
    with pytest.raises(NotFound):
        make_link(**who, statement_id=0, contact_id=mine)


def test_a_contact_changed_within_48_hours_confirms_nothing(book: Ledger) -> None:
    fresh = sent(book, is_new=True).proved()
    assert whole_statement(visitor=fresh).rests_until is not None
    with pytest.raises(ContactIsNew):
        confirmed(fresh)
    assert ask(visitor=fresh, address=ADDRESS, name="王芳", words="几时发货？", key=key())


def test_a_statement_is_confirmed_once_and_a_form_sent_again_is_the_same_answer(link: Sent) -> None:
    visitor = link.proved()
    shown = whole_statement(visitor=visitor).shown
    said = {"visitor": visitor, "address": ADDRESS, "name": "王芳", "shown": shown, "key": "k"}
    first = confirm(**said)
    assert confirm(**said) == first
    with pytest.raises(StatementIsConfirmed):
        confirm(**{**said, "key": "other"})
    other = link.proved()
    with pytest.raises(StatementIsConfirmed):
        confirmed(other)
    assert PortalAnswer.objects.count() == 1


def test_what_is_confirmed_is_what_was_shown_by_somebody_with_a_name(link: Sent) -> None:
    visitor = link.proved()
    with pytest.raises(ShownIsOther):
        confirmed(visitor, shown="0" * 64)
    with pytest.raises(NameIsNeeded):
        confirmed(visitor, name="  ")
    assert not PortalAnswer.objects.exists()


def test_a_code_typed_more_than_ten_minutes_ago_confirms_no_longer(link: Sent) -> None:
    secret = link.opened()
    session = PortalSession.objects.get()
    early = timezone.now() - timedelta(minutes=15)
    PortalCode.objects.create(
        company_id=session.company_id, session=session, code_hash=bytes(32), sent_at=early, expires_at=early + timedelta(minutes=10),
        proved_at=early + timedelta(minutes=1),
    )  # fmt: skip
    visitor = visitor_of(secret)
    assert not whole_statement(visitor=visitor).code_confirms
    with pytest.raises(CodeIsNeeded):
        confirmed(visitor)
    code = link.code(visitor)
    prove_code(visitor=visitor, code=code)
    assert confirmed(visitor_of(secret))


def test_questions_promises_and_feedback_are_kept_and_sealed(link: Sent, book: Ledger) -> None:
    visitor = link.proved()
    one = {"visitor": visitor, "address": ADDRESS, "name": "王芳"}
    ask(**one, words="INV-2 是什么？", key=key())
    promise(**one, words="", amount=60_000, on=timezone.localdate() + timedelta(days=7), key=key())
    give_feedback(**one, words="很清楚", is_complaint=False, key=key())
    give_feedback(**one, words="太晚了", is_complaint=True, key=key())
    kinds = list(PortalAnswer.objects.order_by("id").values_list("kind", flat=True))
    assert kinds == ["asked", "promised", "feedback", "complaint"]
    for amount, on in ((0, date(2999, 1, 1)), (1, None), (None, timezone.localdate()), (1, timezone.localdate() - timedelta(days=1))):  # fmt: skip
        with pytest.raises(PromiseIsWrong):
            promise(**one, words="", amount=amount, on=on, key=key())
    for words in ("", " ", "x" * 2001):
        with pytest.raises(WordsAreNeeded):
            ask(**one, words=words, key=key())
    page = portal_of_statement(**book.reader, statement_id=link.statement_id)
    assert [each.kind for each in page.answers] == kinds[::-1]
    assert (page.standing.state, page.standing.questions) == ("waiting", 1)
    assert page.links[0].openings == 1
    assert verify_company(book.company_id).is_whole


def test_who_leaves_is_out(link: Sent) -> None:
    secret = link.opened()
    leave(secret=secret)
    with pytest.raises(LinkIsNotGood):
        visitor_of(secret)


def test_another_customers_receipt_is_as_if_absent(link: Sent, book: Ledger) -> None:
    made = confirmed(link.proved())
    other = sent(book, "别家").proved()
    for foreign in (made, 999_999):
        with pytest.raises(LinkIsNotGood):
            receipt_of(visitor=other, answer_id=foreign)


def test_the_list_says_where_each_statement_stands(link: Sent, book: Ledger) -> None:
    other = sent(book, "别家")
    issued(book, "别家", "02-28")
    confirmed(link.proved())

    def of(standing: str) -> list[int]:
        found = list_statements(**book.reader, wanted=Wanted(standing=standing))
        assert {row.standing.state for row in found.rows if row.standing} <= {standing}
        return [row.id for row in found.rows]

    assert of("confirmed") == [link.statement_id]
    assert of("waiting") == [other.statement_id]
    assert len(of("unsent")) == 1
    assert of("disputed") == of("expired") == of("confirmed_differing") == []
    revoke_link(**book.books.scope("ARA"), origin=DOOR, link_id=other.link.id)
    assert len(of("unsent")) == 2
