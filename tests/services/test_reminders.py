"""Customers that do not answer are asked again, each time once; an answer, a further version or a word of ours ends it; at last it is ours."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Iterator
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.db import Error, connection, transaction
from django.utils import timezone

from tests.ledgers import DOOR, Ledger, minor, open_ledger
from tests.mail import PostOffice, bounce_of, open_office
from tests.portal import ADDRESS, mailed_code
from tests.services.test_outbox import every_hour
from tests.services.test_send_statements import PORTAL, _text, _token_in, contact
from tests.two_sides import reconcile
from wanglai.domain.calendars import WEEKDAYS, working_days_after
from wanglai.jobs import tasks
from wanglai.services.customers.contacts import end_contact
from wanglai.services.disputes.open_dispute import open_dispute
from wanglai.services.disputes.propose_outcome import propose_outcome
from wanglai.services.disputes.resolving import Part
from wanglai.services.exports.statements import statements_table
from wanglai.services.ledger.book import Who
from wanglai.services.messages.letter_texts import set_letter_text
from wanglai.services.messages.message_policy import set_message_policy
from wanglai.services.messages.read_reports import take_report
from wanglai.services.messages.send_messages import send_due_messages
from wanglai.services.portal.answers import STANDINGS, standings_of
from wanglai.services.portal.codes import ask_code, prove_code
from wanglai.services.portal.confirm import confirm
from wanglai.services.portal.dispute_lines import DisputedLine, dispute_lines
from wanglai.services.portal.follow_dispute import answer_outcome, follow_dispute
from wanglai.services.portal.open_link import open_link
from wanglai.services.portal.say import ask, give_feedback, promise
from wanglai.services.portal.show_statement import whole_statement
from wanglai.services.portal.upload_ledger import upload_ledger
from wanglai.services.portal.visitor import Visitor, visitor_of
from wanglai.services.reconciliation.sign_sheet import answer_sheet, approve_sheet, freeze_sheet
from wanglai.services.reconciliation.uploads import Upload
from wanglai.services.statements.hold_reminders import (
    HoldSaysNotWhy,
    RemindersStandElsewhere,
    resume_reminders,
    stop_reminders,
)
from wanglai.services.statements.issue_statement import issue_statement, reissue_statement
from wanglai.services.statements.on_paper import OnPaper, enter_on_paper, take_back_on_paper
from wanglai.services.statements.queries import Wanted, list_statements
from wanglai.services.statements.remind_customers import (
    Reminded,
    remind_customers,
    remind_every_company,
)
from wanglai.services.statements.reminder_policy import (
    RemindersMakeNoSense,
    reminder_policies,
    set_reminder_policy,
)
from wanglai.services.statements.send_statements import send_statement
from wanglai.services.statements.show_reminders import reminders_of_statement
from wanglai.store.models import (
    Act,
    ContactChannel,
    Customer,
    CustomerContact,
    Dispute,
    Message,
    OpenItem,
    PortalLink,
    Statement,
    StatementFile,
    StatementReminder,
    StatementSilence,
)

TO = "zhang@yuanjing.example"


@pytest.fixture
def office(settings: Any) -> Iterator[PostOffice]:
    with open_office(settings) as server:
        yield server


@pytest.fixture
def book(db: None) -> Ledger:
    ledger = open_ledger()
    every_hour(ledger)
    ledger.post("invoice", "INV-1", "100.00", "01-10")
    return ledger


@pytest.fixture
def statement(book: Ledger, office: PostOffice) -> Statement:
    """Sent today to 远景会计, with seven days to answer."""
    agreed = contact(book, "远景", TO)
    CustomerContact.objects.filter(id=agreed).update(agreed_at=timezone.now() - timedelta(days=3))
    return sent(book)


def sent(book: Ledger, customer: str = "远景") -> Statement:
    made = issue_statement(
        **book.books.scope("ARA"), origin=DOOR, customer_id=book.customer(customer), currency="CNY", kind="forward",
        from_on=date(2026, 1, 1), through_on=date(2026, 1, 31), key=customer,
    )  # fmt: skip
    send_statement(**book.books.scope("ARA"), origin=DOOR, statement_id=made, portal=PORTAL)
    send_due_messages()
    return Statement.objects.get(id=made)


def sent_on() -> date:
    newest = Message.objects.filter(kind="statement").order_by("-id").first()
    assert newest is not None
    assert newest.sent_at is not None
    return timezone.localdate(newest.sent_at)


def night(book: Ledger, days: int, *, sends: bool = True, **more: Any) -> Reminded:
    """What is done so many days after the statement went out, twice: the second time nothing is left to do."""
    done = remind_customers(book.company_id, sent_on() + timedelta(days=days), **more)
    again = remind_customers(book.company_id, sent_on() + timedelta(days=days), **more)
    assert again == Reminded()
    if sends:
        send_due_messages()
    return done


def nights(book: Ledger, through: int = 40) -> dict[int, str]:
    """Day by day what happened, by days after the statement went out."""
    told = {}
    for days in range(through):
        done = night(book, days)
        if done != Reminded():
            told[days] = "silent" if done.silent else f"{done.letters} letters" if done.letters else "nobody"  # fmt: skip
    return told


def standing(book: Ledger, statement: Statement) -> str:
    return standings_of(book.company_id, [statement.id])[statement.id].state


def reminders(office: PostOffice) -> list[str]:
    return [str(letter["Subject"]).strip() for _, letter in office.letters if "提醒" in str(letter["Subject"]) or "reminder" in str(letter["Subject"])]  # fmt: skip


def visitor(office: PostOffice, statement: Statement) -> Visitor:
    """The customer, by the link of its letter and the code of its mailbox."""
    letter = next(letter for to, letter in reversed(office.letters) if to == TO and PORTAL in _text(letter))  # fmt: skip
    secret = open_link(token=_token_in(letter), address=ADDRESS)
    found = visitor_of(secret)
    ask_code(visitor=found, address=ADDRESS)
    prove_code(visitor=found, code=mailed_code(found))
    return visitor_of(secret)


def test_two_reminders_five_days_apart_then_the_statement_is_silent(book: Ledger, office: PostOffice, statement: Statement) -> None:  # fmt: skip
    assert nights(book) == {8: "1 letters", 13: "1 letters", 18: "silent"}
    assert reminders(office) == [
        "yuanjing：请回复对账单 2026-000001（第 1 次提醒）",
        "yuanjing：请回复对账单 2026-000001（第 2 次提醒）",
    ]
    kept = StatementFile.objects.select_related("file").get(statement=statement).file
    for to, letter in office.letters[1:]:
        assert to == TO
        (file,) = letter.iter_attachments()
        assert hashlib.sha256(file.get_content()).hexdigest() == kept.sha256
        assert f"于 {sent_on()} 向贵公司发出" in _text(letter)
        assert kept.sha256 in _text(letter)
    assert [json.loads(act.facts)["what"] for act in Act.objects.filter(kind="remind_customers").order_by("seq")] == ["reminded", "reminded", "silent"]  # fmt: skip
    assert standing(book, statement) == "silent"
    book.prove()


def test_each_contact_is_asked_in_its_language_at_each_address_once(book: Ledger, office: PostOffice) -> None:  # fmt: skip
    contact(book, "远景", TO)
    contact(book, "远景", "smith@yuanjing.example", name="Smith", language="en")
    sent(book)
    contact(book, "远景", "late@yuanjing.example", name="后来的")  # never got the statement
    assert night(book, 8).letters == 2
    last = dict(office.letters[2:])
    assert sorted(last) == ["smith@yuanjing.example", TO]
    assert "Dear Smith" in _text(last["smith@yuanjing.example"])
    assert "reminder 1" in str(last["smith@yuanjing.example"]["Subject"])


def confirmed(found: Visitor) -> None:
    shown = whole_statement(visitor=found).shown
    confirm(visitor=found, address=ADDRESS, name="张", shown=shown, key="k")


def uploaded(found: Visitor) -> None:
    file = Upload("ours.csv", b"Date,Ref,Debit,Credit\n2026-01-10,INV-1,,100.00\n")
    upload_ledger(visitor=found, address=ADDRESS, name="张", words="", key="k", file=file)


def asked(found: Visitor) -> None:
    ask(visitor=found, address=ADDRESS, name="张", words="?", key="k")


def complained(found: Visitor) -> None:
    give_feedback(visitor=found, address=ADDRESS, name="张", words="!", is_complaint=True, key="k")


def praised(found: Visitor) -> None:
    give_feedback(visitor=found, address=ADDRESS, name="张", words="!", is_complaint=False, key="k")


def promised(found: Visitor) -> None:
    promise(visitor=found, address=ADDRESS, name="张", words="", amount=100, on=timezone.localdate(), key="k")  # fmt: skip


@pytest.mark.parametrize("answer", [confirmed, uploaded, asked, complained])
@pytest.mark.parametrize("after", [0, 8, 18])
def test_an_answer_ends_it_whenever_it_comes(
    book: Ledger,
    office: PostOffice,
    statement: Statement,
    answer: Callable[[Visitor], None],
    after: int,
) -> None:
    for days in range(after + 1):
        night(book, days)
    before = len(reminders(office))
    answer(visitor(office, statement))
    assert nights(book) == {}
    assert len(reminders(office)) == before
    assert standing(book, statement) == ("confirmed" if answer is confirmed else "waiting")


def disputed(found: Visitor) -> Dispute:
    line = DisputedLine(OpenItem.objects.get(document="INV-1").id, 1_000, "price")
    dispute_lines(visitor=found, address=ADDRESS, name="张", words="单价不符", lines=[line], key="d")  # fmt: skip
    return Dispute.objects.get()


def further(book: Ledger, statement: Statement) -> Statement:
    """A further version, which went to the customer as the one before."""
    scope = {**book.books.scope("ARA"), "origin": DOOR}
    book.post("debit_note", "LATE-1", "5.00", "01-15")
    newer = reissue_statement(**scope, statement_id=statement.id, reason="补记", key="again")
    send_statement(**scope, statement_id=newer, portal=PORTAL)
    send_due_messages()
    return Statement.objects.get(id=newer)


def spoken(book: Ledger, found: Visitor, dispute_id: int, kind: str) -> None:
    """In a dispute: words, or whether it agrees to what we propose there."""
    said: dict[str, Any] = {"visitor": found, "address": ADDRESS, "dispute_id": dispute_id, "name": "张", "words": "不对", "key": "s"}  # fmt: skip
    if kind == "followed":
        follow_dispute(**said)
        return
    proposal = propose_outcome(
        **book.books.scope("ARA"), origin=DOOR, dispute_id=dispute_id, parts=[Part("rejected", 1_000)], said="价格与合同一致", key="p",
    )  # fmt: skip
    answer_outcome(**said, answer=kind, proposal=proposal)


@pytest.mark.parametrize("kind", ["followed", "agreed", "declined"])
def test_words_in_a_dispute_of_the_version_before_are_an_answer(book: Ledger, office: PostOffice, statement: Statement, kind: str) -> None:  # fmt: skip
    case = disputed(visitor(office, statement))
    newer = further(book, statement)
    spoken(book, visitor(office, newer), case.id, kind)
    assert nights(book) == {}
    assert standing(book, newer) == "waiting"


@pytest.mark.parametrize("kind", ["followed", "agreed", "declined"])
def test_words_in_a_dispute_of_the_version_before_end_a_silence(book: Ledger, office: PostOffice, statement: Statement, kind: str) -> None:  # fmt: skip
    case = disputed(visitor(office, statement))
    newer = further(book, statement)
    nights(book, 20)
    assert standing(book, newer) == "silent"
    spoken(book, visitor(office, newer), case.id, kind)
    assert standing(book, newer) == "waiting"


@pytest.mark.parametrize("answer", [praised, promised])
def test_praise_or_a_promise_says_not_whether_the_balance_agrees(
    book: Ledger, office: PostOffice, statement: Statement, answer: Callable[[Visitor], None]
) -> None:
    answer(visitor(office, statement))
    assert nights(book) == {8: "1 letters", 13: "1 letters", 18: "silent"}


def test_a_dispute_entered_by_staff_is_an_answer_too(book: Ledger, statement: Statement) -> None:
    open_dispute(
        company_id=book.company_id, who=Who(book.books.scope("ARA")["actor"], DOOR), key=secrets.token_hex(8),
        customer_id=statement.customer_id, item_id=None, statement_id=statement.id, currency="CNY", amount=minor("10.00"),
        reason="price", said="电话说价格不符", raised_by="staff",
    )  # fmt: skip
    assert nights(book) == {}


def test_an_answer_keeps_a_reminder_that_waits_from_being_sent(book: Ledger, office: PostOffice, statement: Statement) -> None:  # fmt: skip
    assert night(book, 8, sends=False).letters == 1
    asked(visitor(office, statement))
    done = send_due_messages()
    assert reminders(office) == []
    assert done.skipped == 1
    message = Message.objects.get(kind="reminder")
    assert (message.state, message.trouble) == ("skipped", "the statement was answered, replaced or stopped before it was sent")  # fmt: skip


def test_while_a_reminder_waits_no_further_one_is_queued(book: Ledger, office: PostOffice, statement: Statement) -> None:  # fmt: skip
    """A mail server that is away for weeks does not let them pile up."""
    night(book, 8, sends=False)
    assert night(book, 30, sends=False) == Reminded()
    send_due_messages()
    assert night(book, 30).letters == 1
    assert len(reminders(office)) == 2


def test_a_further_version_ends_it(book: Ledger, office: PostOffice, statement: Statement) -> None:
    night(book, 8, sends=False)
    book.post("invoice", "INV-2", "5.00", "01-11")
    reissue_statement(**book.books.scope("ARA"), origin=DOOR, statement_id=statement.id, reason="x", key="k")  # fmt: skip
    send_due_messages()
    assert nights(book) == {}
    assert reminders(office) == []


def test_who_was_ended_or_agrees_no_more_is_not_asked_and_the_reason_stands_there(book: Ledger, office: PostOffice) -> None:  # fmt: skip
    gone = contact(book, "远景", TO)
    stays = contact(book, "远景", "li@yuanjing.example")
    made = sent(book)
    end_contact(**book.books.scope("ARA"), origin=DOOR, customer_id=made.customer_id, contact_id=gone)  # fmt: skip
    assert night(book, 8).letters == 1
    CustomerContact.objects.filter(id=stays).update(consent_on=None, consent_how="")
    assert night(book, 13).nobody == 1
    assert night(book, 18).silent == 1
    rows = reminders_of_statement(**book.reader, statement_id=made.id).rows
    assert [(each.time, each.shown) for each in rows] == [(1, "***@yuanjing.example"), (2, "")]
    assert rows[1].words.en == "No contact it went to agrees to be written to any more"
    assert [to for to, letter in office.letters if "提醒" in str(letter["Subject"])] == ["li@yuanjing.example"]  # fmt: skip


def test_a_letter_that_came_back_was_never_sent(book: Ledger, office: PostOffice, statement: Statement) -> None:  # fmt: skip
    message = Message.objects.get(kind="statement")
    take_report(bounce_of(message.reference))
    message.refresh_from_db()
    assert message.state == "bounced"
    assert nights(book) == {}
    assert standing(book, statement) == "waiting"


def test_what_was_not_sent_is_not_asked_about(book: Ledger, settings: Any) -> None:
    contact(book, "远景", TO)
    made = issue_statement(
        **book.books.scope("ARA"), origin=DOOR, customer_id=book.customer("远景"), currency="CNY", kind="forward",
        from_on=date(2026, 1, 1), through_on=date(2026, 1, 31), key="k",
    )  # fmt: skip
    send_statement(**book.books.scope("ARA"), origin=DOOR, statement_id=made)  # lies in the outbox
    assert remind_customers(book.company_id, timezone.localdate() + timedelta(days=30)) == Reminded()  # fmt: skip


def test_staff_stop_the_reminders_with_a_reason_and_let_them_go_on(book: Ledger, office: PostOffice, statement: Statement) -> None:  # fmt: skip
    mine = {**book.books.scope("COL"), "origin": DOOR, "statement_id": statement.id}
    with pytest.raises(HoldSaysNotWhy):
        stop_reminders(**mine, reason=" \n ")
    with pytest.raises(RemindersStandElsewhere):
        resume_reminders(**mine, reason="x")
    night(book, 8, sends=False)
    stop_reminders(**mine, reason="已电话联系")
    with pytest.raises(RemindersStandElsewhere):
        stop_reminders(**mine, reason="x")
    send_due_messages()
    assert reminders(office) == []  # the one that waited, too
    assert nights(book) == {}
    page = reminders_of_statement(**book.reader, statement_id=statement.id)
    assert page.is_stopped
    assert page.next_on is None
    assert [each.reason for each in page.holds] == ["已电话联系"]
    resume_reminders(**mine, reason="仍未答复")
    assert nights(book) == {13: "1 letters", 18: "silent"}
    book.prove()


def test_the_company_says_how_often_and_how_far_apart(book: Ledger, statement: Statement) -> None:
    assert reminder_policies(**book.reader)[0].version == 0
    for wrong in ({"at_most": 10}, {"at_most": -1}, {"days_between": 0}, {"days_between": 61}):
        with pytest.raises(RemindersMakeNoSense):
            set_reminder_policy(**book.scope, **{"at_most": 1, "days_between": 1, **wrong})
    set_reminder_policy(**book.scope, at_most=3, days_between=2)
    assert nights(book) == {8: "1 letters", 10: "1 letters", 12: "1 letters", 14: "silent"}
    assert [each.version for each in reminder_policies(**book.reader)] == [1]


def test_a_company_that_asks_never_again_still_hears_who_is_silent(book: Ledger, office: PostOffice, statement: Statement) -> None:  # fmt: skip
    set_reminder_policy(**book.scope, at_most=0, days_between=5)
    assert nights(book) == {8: "silent"}
    assert reminders(office) == []


def on_weekdays(book: Ledger) -> None:
    set_message_policy(**book.scope, open_from=time(0), open_to=time(23, 59), calendar="weekdays")


def test_reminders_go_out_on_working_days_and_are_counted_in_them(book: Ledger, office: PostOffice, statement: Statement) -> None:  # fmt: skip
    first = working_days_after(sent_on() + timedelta(days=7), 1, WEEKDAYS)
    second = working_days_after(first, 5, WEEKDAYS)
    silent = working_days_after(second, 5, WEEKDAYS)
    seen = {}
    for days in range(40):
        on = sent_on() + timedelta(days=days)
        on_weekdays(book)
        done = remind_customers(book.company_id, on)
        if done != Reminded():
            seen[on] = "silent" if done.silent else "asked"
        every_hour(book)  # the tests' own clock may stand on a Sunday
        send_due_messages()
    assert seen == {first: "asked", second: "asked", silent: "silent"}
    assert all(on.weekday() < 5 for on in seen)


def test_old_papers_are_left_to_people(book: Ledger, statement: Statement) -> None:
    """Nobody is flooded with questions after an upgrade: what lay longer than 60 days past its day is not begun with."""
    assert night(book, 8 + 61) == Reminded()
    assert night(book, 8 + 60).letters == 1


def test_a_reminder_bears_a_link_of_its_own_where_its_words_name_it(book: Ledger, office: PostOffice, statement: Statement) -> None:  # fmt: skip
    night(book, 8, portal=PORTAL)
    token = _token_in(office.letters[-1][1])
    assert visitor_of(open_link(token=token, address=ADDRESS)).statement_id == statement.id
    assert PortalLink.objects.count() == 2
    set_letter_text(**book.scope, kind="reminder", language="zh", version=0, subject="催 {number}", body="{time} {sent}")  # fmt: skip
    night(book, 13, portal=PORTAL)
    assert _text(office.letters[-1][1]).strip() == f"2 {sent_on()}"
    assert PortalLink.objects.count() == 2  # none that stands nowhere
    book.prove()


def test_the_night_asks_for_every_company_by_the_portals_own_host(
    book: Ledger, office: PostOffice, statement: Statement, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    open_ledger("bieren")
    settings.PORTAL_HOST, settings.HTTPS = "portal.yuanjing.example", True
    on = sent_on() + timedelta(days=8)
    monkeypatch.setattr(tasks, "remind_every_company", lambda today, portal: remind_every_company(on, portal=portal))  # fmt: skip
    tasks.remind_customers(timestamp=0)
    tasks.remind_customers(timestamp=0)
    send_due_messages()
    assert len(reminders(office)) == 1
    token = _token_in(office.letters[-1][1])
    assert visitor_of(open_link(token=token, address=ADDRESS)).statement_id == statement.id


def test_the_silent_are_listed_with_whose_turn_it_is(book: Ledger, statement: Statement) -> None:
    Customer.objects.filter(id=statement.customer_id).update(manager_id=book.books.people["SAL"])
    nights(book)
    manager = Customer.objects.select_related("manager").get(id=statement.customer_id).manager
    assert manager is not None
    (row,) = list_statements(**book.books.scope("SAL"), wanted=Wanted(standing="silent")).rows
    assert row.standing is not None
    assert (row.standing.state, row.standing.owner) == ("silent", manager.get_full_name())
    held = {name: [each.id for each in list_statements(**book.reader, wanted=Wanted(standing=name)).rows] for name in STANDINGS}  # fmt: skip
    assert [name for name, ids in held.items() if ids] == ["silent"]  # it stands in one place
    told = [str(cell) for cells in statements_table(**book.reader).rows for cell in cells]
    assert manager.get_full_name() in told
    page = reminders_of_statement(**book.reader, statement_id=statement.id)
    assert page.silent_on == sent_on() + timedelta(days=18)


def test_the_page_says_what_is_due_next(book: Ledger, statement: Statement) -> None:
    page = reminders_of_statement(**book.reader, statement_id=statement.id)
    assert (page.next_on, page.is_last_asked) == (sent_on() + timedelta(days=8), False)
    night(book, 8)
    night(book, 13)
    page = reminders_of_statement(**book.reader, statement_id=statement.id)
    assert (page.next_on, page.is_last_asked) == (sent_on() + timedelta(days=18), True)


ASKS = (
    "INSERT INTO store_statementreminder (company_id, statement_id, ordinal, contact_id, message_id, reason, \"on\", seq, made_at) "
    "SELECT company_id, statement_id, {ordinal}, {contact}, {message}, '{reason}', \"on\", seq, now() FROM store_statementreminder "
    "WHERE ordinal = 1"
)  # fmt: skip
GIVES_UP = (
    "INSERT INTO store_statementsilence (company_id, statement_id, reminders, \"on\", seq, made_at) "
    "SELECT company_id, statement_id, {times}, \"on\", seq, now() FROM store_statementreminder WHERE ordinal = 1"
)  # fmt: skip
HOLDS = (
    "INSERT INTO store_reminderhold (company_id, statement_id, ordinal, what, reason, seq, made_by_id, made_at) "
    "SELECT company_id, statement_id, {ordinal}, '{what}', '{reason}', seq, {who}, now() FROM store_statementreminder WHERE ordinal = 1"
)  # fmt: skip


def test_the_database_asks_nobody_who_is_not_to_be_asked(book: Ledger, office: PostOffice, statement: Statement) -> None:  # fmt: skip
    stranger = contact(book, "远景", "late@yuanjing.example")
    night(book, 8)
    letter, first = Message.objects.get(kind="statement").id, StatementReminder.objects.get()
    who = book.books.people["FM"]
    nobody = {"contact": "NULL", "message": "NULL", "reason": "ended"}
    held = {"what": "stopped", "reason": "x", "who": who}
    for attempt, constraint in (
        (ASKS.format(ordinal=3, **nobody), "reminder_is_called_for"),
        (ASKS.format(ordinal=2, contact=stranger, message="message_id", reason=""), "reminder_is_called_for"),
        (ASKS.format(ordinal=2, contact="contact_id", message=letter, reason=""), "reminder_is_called_for"),
        (ASKS.format(ordinal=2, contact="contact_id", message="message_id", reason=""), "reminder_message_once"),
        (ASKS.format(ordinal=2, contact="NULL", message="NULL", reason=""), "reminder_is_whole"),
        (GIVES_UP.format(times=2), "statement_is_silent"),
        (HOLDS.format(ordinal=2, **held), "reminder_hold_in_turn"),
        (HOLDS.format(ordinal=1, **{**held, "what": "resumed"}), "reminder_hold_in_turn"),
        (HOLDS.format(ordinal=1, **{**held, "reason": ""}), "reminder_hold_says_why"),
        ("UPDATE store_statementreminder SET ordinal = 2", "append-only"),
        ("DELETE FROM store_statementreminder", "append-only"),
        ("UPDATE store_reminderpolicy SET at_most = 2", "append-only"),
        ("UPDATE store_reminderhold SET reason = 'x'", "append-only"),
        ("DELETE FROM store_statementsilence", "append-only"),
    ):  # fmt: skip
        assert constraint in refused(attempt), attempt
    assert first.message_id is not None
    with transaction.atomic():
        stop_reminders(**book.scope, statement_id=statement.id, reason="x")
        assert "was stopped" in refused(ASKS.format(ordinal=2, **nobody))
        assert "was stopped" in refused(GIVES_UP.format(times=1))
        resume_reminders(**book.scope, statement_id=statement.id, reason="x")
    asked(visitor(office, statement))
    assert "was answered" in refused(ASKS.format(ordinal=2, **nobody))
    assert "was answered" in refused(GIVES_UP.format(times=1))
    assert not StatementSilence.objects.exists()


def refused(attempt: str) -> str:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(attempt)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except Error as problem:
        return str(problem)
    return "nothing was refused"


def test_one_statements_fault_keeps_no_other_customer_from_being_asked(
    book: Ledger, statement: Statement, office: PostOffice
) -> None:
    """The first contact's address cannot be read any more; the night goes on to the next."""
    book.post("invoice", "INV-9", "10.00", "01-11", customer="恒泰")
    agreed = contact(book, "恒泰", "li@hengtai.example")
    CustomerContact.objects.filter(id=agreed).update(agreed_at=timezone.now() - timedelta(days=3))
    sent(book, "恒泰")
    ContactChannel.objects.filter(contact__customer_id=statement.customer_id).update(
        sealed=b"broken"
    )
    assert sum(night(book, days).letters for days in range(20)) == 2
    assert not StatementReminder.objects.filter(statement=statement).exists()


def test_who_signed_the_sheet_of_both_balances_has_answered(book: Ledger, statement: Statement) -> None:  # fmt: skip
    books = reconcile(
        book,
        "01",
        "Date,Document,Description,Debit,Credit\n2026-01-10,INV-1,Purchase,,100.00\n,,Closing balance,,100.00\n",
    )
    sheet = freeze_sheet(**books.here(), language="zh")
    approve_sheet(**books.here("FM"), sheet_id=sheet)
    scan = Upload("signed.pdf", b"%PDF-1.7 signed")
    answer_sheet(
        **books.here(), sheet_id=sheet, name="王会计", signed_on=date(2026, 2, 5), scan=scan
    )
    assert nights(book) == {}
    assert not StatementSilence.objects.filter(statement=statement).exists()


def test_a_signed_copy_ends_the_reminders(book: Ledger, statement: Statement, office: PostOffice) -> None:  # fmt: skip
    """It came back on paper; the database refuses to ask again, and asks on once that is taken back."""
    said = OnPaper("signed", sent_on(), "李文")
    enter_on_paper(**book.scope, statement_id=statement.id, said=said, key="signed", file=Upload("scan.pdf", b"%PDF"))  # fmt: skip
    assert nights(book) == {}
    with pytest.raises(Error, match="signed on paper"), transaction.atomic():
        StatementReminder.objects.create(
            company_id=book.company_id,
            statement=statement,
            ordinal=1,
            on=sent_on(),
            reason="no_contact",
            seq=1,
        )
    take_back_on_paper(**book.scope, statement_id=statement.id, reason="of another customer")
    assert night(book, 8).letters == 1
