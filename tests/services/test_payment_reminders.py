"""Customers are asked for money that is due: each item at a step once, less what is contested or promised; who cannot be asked says why."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.db import Error, connection, transaction
from django.utils import timezone

from tests.ledgers import DOOR, Ledger, day, minor, open_ledger
from tests.mail import PostOffice, bounce_of, open_office
from tests.portal import ADDRESS
from tests.portal import sent as sent_link
from tests.services.test_outbox import every_hour, queued
from tests.services.test_send_statements import AGREED, _text
from wanglai.jobs import tasks
from wanglai.services.access.scope import NotFound
from wanglai.services.customers.contacts import ContactSaid, add_contact
from wanglai.services.customers.gate import CustomerIsMerged
from wanglai.services.customers.merge_customers import merge_customers
from wanglai.services.disputes.open_dispute import open_dispute
from wanglai.services.disputes.resolve_dispute import resolve_dispute
from wanglai.services.disputes.resolving import Part
from wanglai.services.documents.receive_bill import BillPaper, receive_bill
from wanglai.services.exports.payment_reminders import payment_reminders_table
from wanglai.services.ledger.book import Who
from wanglai.services.ledger.verify import verify_company
from wanglai.services.messages.letter_texts import set_letter_text
from wanglai.services.messages.message_policy import set_message_policy
from wanglai.services.messages.read_reports import take_report
from wanglai.services.messages.send_messages import send_due_messages
from wanglai.services.messages.words import PAYMENT_CHANGED
from wanglai.services.portal.dispute_payment import Paid, dispute_payment
from wanglai.services.promises.note_promise import end_promise, note_promise
from wanglai.services.reminders.hold_payment_reminders import (
    PaymentRemindersStandElsewhere,
    StopIsOverAlready,
    StopSaysNotWhy,
    payment_holds,
    resume_payment_reminders,
    stop_payment_reminders,
)
from wanglai.services.reminders.payment_policy import (
    StepsMakeNoSense,
    payment_policies,
    set_payment_reminders,
)
from wanglai.services.reminders.preview_today import preview_payment_reminders
from wanglai.services.reminders.remind_of_payment import (
    Asked,
    remind_of_payment,
    remind_of_payment_everywhere,
)
from wanglai.services.reminders.show_payment_reminders import (
    list_payment_reminders,
    payment_reminder_page,
)
from wanglai.services.reminders.untrue import untrue_payment_reminders
from wanglai.services.reminders.words import NOBODY_ASKED
from wanglai.store.models import (
    Act,
    ContactChannel,
    Customer,
    CustomerContact,
    Dispute,
    Message,
    OpenItem,
    PaymentReminder,
    PaymentReminderLetter,
    PaymentReminderLine,
)

TO = "zhang@yuanjing.example"
STEPS = (-3, 0, 7, 15, 30)


@pytest.fixture
def office(settings: Any) -> Iterator[PostOffice]:
    with open_office(settings) as server:
        yield server


@pytest.fixture
def book(db: None) -> Ledger:
    """Every day is worked; 远景 is asked at the usual steps by one contact."""
    ledger = open_ledger()
    every_hour(ledger)
    set_payment_reminders(**ledger.scope, steps=STEPS)
    payer(ledger, "远景", TO)
    return ledger


def payer(book: Ledger, customer: str, to: str = "", **more: Any) -> int:
    said = {"name": f"{customer}出纳", "is_for_reminders": True, **AGREED, **more}
    channels = {"email": to} if to else {"phone": "13812345678"}
    scope = {**book.books.scope("ARA"), "origin": DOOR, "customer_id": book.customer(customer)}
    return add_contact(**scope, said=ContactSaid(channels=channels, **said))


def owed(book: Ledger, number: str, amount: str, due: int, **more: Any) -> None:
    """An invoice due so many days from today, below zero before it."""
    book.post(
        "invoice",
        number,
        amount,
        "01-10",
        due=str(timezone.localdate() + timedelta(days=due)),
        **more,
    )


def night(book: Ledger, days: int = 0, *, sends: bool = True) -> Asked:
    """What is done so many days from now, twice: the second time nothing is left to do."""
    done = remind_of_payment(book.company_id, timezone.localdate() + timedelta(days=days))
    assert (
        remind_of_payment(book.company_id, timezone.localdate() + timedelta(days=days)) == Asked()
    )
    if sends:
        send_due_messages()
    return done


def texts(office: PostOffice) -> list[str]:
    return [_text(letter).replace("\r", "") for _, letter in office.letters]


def subjects(office: PostOffice) -> list[str]:
    return [str(letter["Subject"]).strip() for _, letter in office.letters]


def reasons(book: Ledger) -> list[tuple[str, str]]:
    rows = PaymentReminder.objects.filter(company_id=book.company_id).order_by("id")
    return [(str(each.on), each.reason) for each in rows]


def test_an_item_is_asked_for_at_each_step_once(book: Ledger, office: PostOffice) -> None:
    owed(book, "INV-1", "1,234.00", 3)
    told = {days: night(book, days).letters for days in range(45)}
    assert {days: letters for days, letters in told.items() if letters} == {0: 1, 3: 1, 10: 1, 18: 1, 33: 1}  # fmt: skip
    assert subjects(office) == [
        *["yuanjing：CNY 1,234.00 即将到期"] * 2, *["yuanjing：CNY 1,234.00 尚未收到"] * 3,
    ]  # fmt: skip
    due = timezone.localdate() + timedelta(days=3)
    says = [f"· INV-1（2026-01-10），到期日 {due}，{stands}：CNY 1,234.00" for stands in (
        "3 天后到期", "今日到期", "逾期 7 天", "逾期 15 天", "逾期 30 天",
    )]  # fmt: skip
    assert all(line in text for line, text in zip(says, texts(office), strict=True))
    facts = [json.loads(act.facts) for act in Act.objects.filter(kind="remind_of_payment").order_by("seq")]  # fmt: skip
    assert {(each["asked"], each["items"], each["queued"], each["why"]) for each in facts} == {(123400, 1, 1, "")}  # fmt: skip
    book.prove()


def test_one_letter_lists_everything_of_a_customer_and_currency_that_day(book: Ledger, office: PostOffice) -> None:  # fmt: skip
    owed(book, "INV-1", "100.00", 3)
    owed(book, "INV-2", "200.00", -7)
    owed(book, "INV-3", "50.00", -8)  # its day was yesterday, and nobody was asked then
    owed(book, "INV-4", "999.00", 5)  # not yet
    owed(book, "INV-5", "10.00", -7, currency="USD", rate="7.1")
    owed(book, "INV-6", "20.00", -7, customer="恒泰")
    payer(book, "恒泰", "li@hengtai.example", language="en")
    assert night(book) == Asked(customers=3, letters=3)
    by_total = {subject.split("：")[-1].split(": ")[-1]: text for subject, text in zip(subjects(office), texts(office), strict=True)}  # fmt: skip
    assert set(by_total) == {"CNY 350.00 尚未收到", "USD 10.00 尚未收到", "CNY 20.00 is overdue"}
    listed = by_total["CNY 350.00 尚未收到"]
    assert [number for number in ("INV-3", "INV-2", "INV-1") if number in listed] == ["INV-3", "INV-2", "INV-1"]  # fmt: skip
    assert listed.index("INV-3") < listed.index("INV-2") < listed.index("INV-1")
    assert "INV-4" not in "".join(texts(office))
    assert "- INV-6 of 2026-01-10" in by_total["CNY 20.00 is overdue"]
    assert "7 days overdue: CNY 20.00" in by_total["CNY 20.00 is overdue"]


def test_each_instalment_is_asked_for_by_its_own_due_day(book: Ledger, office: PostOffice) -> None:
    parts = (
        ("60.00", str(timezone.localdate())),
        ("40.00", str(timezone.localdate() + timedelta(days=20))),
    )
    book.post("invoice", "INV-1", "100.00", "01-10", instalments=parts)
    told = {days: night(book, days).letters for days in range(21)}
    assert [days for days, letters in told.items() if letters] == [0, 7, 15, 17, 20]
    assert [subject.split("CNY ")[1].split(" ")[0] for subject in subjects(office)] == ["60.00", "60.00", "60.00", "40.00", "40.00"]  # fmt: skip


def test_what_is_disputed_or_promised_is_left_out_and_said_so(book: Ledger, office: PostOffice) -> None:  # fmt: skip
    for number, amount in (("INV-1", "1,000.00"), ("INV-2", "60.00"), ("INV-3", "70.00")):
        owed(book, number, amount, -7)
    dispute(book, "INV-1", "300.00")
    dispute(book, "INV-2", "60.00")
    until = timezone.localdate() + timedelta(days=4)
    promises(book, "INV-3", until)
    assert night(book) == Asked(customers=1, letters=1)
    (text,) = texts(office)
    assert "CNY 700.00（另有争议 300.00 未计入）" in text
    assert f"以下未计入：\n· INV-2，争议处理中：60.00\n· INV-3，贵公司承诺 {until} 前支付" in text
    assert "合计：CNY 700.00" in text
    rows = PaymentReminderLine.objects.order_by("id").values_list("asked", "contested", "promised_until", "is_asked")  # fmt: skip
    assert list(rows) == [(70000, 30000, None, True), (0, 6000, None, False), (0, 0, until, False)]
    end_promise(**book.books.scope("COL"), origin=DOOR, item_id=book.item("INV-3").id, note="没付")
    assert night(book) == Asked()  # they were written to today
    assert night(book, 1) == Asked(customers=1, letters=1)
    assert "合计：CNY 70.00" in texts(office)[-1]
    book.prove()


def test_a_promise_that_passed_is_asked_for_at_the_step_it_reached(book: Ledger, office: PostOffice) -> None:  # fmt: skip
    owed(book, "INV-1", "70.00", -7)
    promises(book, "INV-1", timezone.localdate() + timedelta(days=1))
    assert [night(book, days).letters for days in range(4)] == [0, 0, 1, 0]
    assert reasons(book) == [(str(timezone.localdate() + timedelta(days=2)), "")]


def test_paid_in_part_the_rest_is_asked_for_and_paid_whole_nothing(book: Ledger, office: PostOffice) -> None:  # fmt: skip
    owed(book, "INV-1", "100.00", 0)
    night(book)
    book.post("receipt", "RC-1", "40.00", "01-20")
    book.settle("INV-1", "RC-1", None, "01-20")
    night(book, 7)
    book.post("receipt", "RC-2", "60.00", "01-20")
    book.settle("INV-1", "RC-2", None, "01-20")
    assert night(book, 15) == Asked()
    assert ["CNY 100.00" in texts(office)[0], "CNY 60.00" in texts(office)[1]] == [True, True]
    assert len(office.letters) == 2


def claimed(book: Ledger) -> int:
    """远景 says in the portal that it paid 100.00 on 28 January; the dispute."""
    visitor = sent_link(book).proved()
    dispute_payment(visitor=visitor, address=ADDRESS, name="王芳", words="已付", paid=Paid(10_000, day("01-28")), key="paid")  # fmt: skip
    return int(Dispute.objects.get().id)


def test_who_says_that_it_paid_is_left_to_a_person_until_that_is_settled(book: Ledger, office: PostOffice) -> None:  # fmt: skip
    owed(book, "INV-1", "100.00", -7)
    case = claimed(book)
    (row,) = preview_payment_reminders(**book.reader, on=timezone.localdate()).rows
    assert row.reason == NOBODY_ASKED["claimed"]
    assert night(book) == Asked(nobody=1)
    assert night(book, 1) == Asked()  # said once
    assert [reason for _, reason in reasons(book)] == ["claimed"]
    resolve_dispute(
        **book.books.scope("FM"), origin=DOOR, dispute_id=case, parts=[Part("rejected", 10_000)], said="未到账", on=day("02-10"), key="no",
    )  # fmt: skip
    assert night(book, 2) == Asked(customers=1, letters=1)
    book.prove()


def test_a_letter_that_waits_is_not_sent_to_who_says_that_it_paid(book: Ledger, office: PostOffice) -> None:  # fmt: skip
    owed(book, "INV-1", "100.00", -7)
    assert night(book, sends=False).letters == 1
    claimed(book)
    send_due_messages()
    assert Message.objects.get(kind="overdue").state == "skipped"


def test_money_the_customer_has_with_us_is_named_and_where_it_covers_all_nobody_is_asked(book: Ledger, office: PostOffice) -> None:  # fmt: skip
    owed(book, "INV-1", "100.00", -7)
    owed(book, "INV-2", "50.00", -25)  # due, too, though it stands at no step today
    book.post("receipt", "RC-1", "120.00", "01-20")
    assert night(book).letters == 1
    assert "贵公司另有 CNY 120.00 尚未核销" in texts(office)[0]
    book.post("receipt", "RC-2", "30.00", "01-20")
    assert night(book, 8) == Asked(nobody=1)  # INV-1 at 15 and INV-2 at 30, covered by 150.00
    assert night(book, 9).nobody == 0  # said once
    assert reasons(book)[-1][1] == "covered"


def test_who_cannot_be_written_to_is_kept_with_the_reason_and_asked_once_there_is_an_address(book: Ledger, office: PostOffice) -> None:  # fmt: skip
    for number, customer in enumerate(("恒泰", "云帆", "嘉禾"), start=1):
        owed(book, f"INV-{number}", "10.00", -7, customer=customer)
    payer(book, "云帆", "yun@yunfan.example", consent_on=None, consent_how="")
    payer(book, "嘉禾")  # a phone alone
    assert night(book) == Asked(nobody=3)
    found = PaymentReminder.objects.values_list("customer__name", "reason")
    assert dict(found) == {"恒泰": "no_contact", "云帆": "no_consent", "嘉禾": "no_address"}
    assert night(book, 1) == Asked()  # the same reason is not said again
    payer(book, "恒泰", "li@hengtai.example")
    assert night(book, 2) == Asked(customers=1, letters=1)
    payer(book, "嘉禾", "wang@jiahe.example")
    assert night(book, 3) == Asked(customers=1, letters=1)
    assert office.addresses() == ["li@hengtai.example", "wang@jiahe.example"]
    # of the next step it is said anew
    assert night(book, 8) == Asked(customers=2, letters=2, nobody=1)


def test_an_address_whose_last_mail_came_back_gets_no_further_one(book: Ledger, office: PostOffice) -> None:  # fmt: skip
    owed(book, "INV-1", "100.00", 0)
    night(book)
    take_report(bounce_of(Message.objects.get(kind="due_soon").reference))
    assert night(book, 7) == Asked(nobody=1)
    assert reasons(book)[-1][1] == "bounced"
    payer(book, "远景", "new@yuanjing.example")
    assert night(book, 8).letters == 1
    assert office.addresses() == [TO, "new@yuanjing.example"]


def test_each_address_once_each_contact_in_its_language(book: Ledger, office: PostOffice) -> None:
    payer(book, "远景", TO.upper(), name="同一个邮箱")
    payer(book, "远景", "smith@yuanjing.example", name="Smith", language="en")
    payer(book, "远景", "ended@yuanjing.example", is_for_reminders=False)
    owed(book, "INV-1", "100.00", 1)
    assert night(book).letters == 2
    assert office.addresses() == [TO, "smith@yuanjing.example"]
    assert "Dear Smith" in texts(office)[1]
    assert "due in 1 day: CNY 100.00" in texts(office)[1]


@pytest.mark.parametrize("how", ["paid", "disputed", "promised", "stopped"])
def test_a_letter_that_waits_is_not_sent_once_it_says_too_much(book: Ledger, office: PostOffice, how: str) -> None:  # fmt: skip
    owed(book, "INV-1", "100.00", -7)
    assert night(book, sends=False).letters == 1
    if how == "paid":
        book.post("receipt", "RC-1", "40.00", "01-20")
        book.settle("INV-1", "RC-1", None, "01-20")
    elif how == "disputed":
        dispute(book, "INV-1", "10.00")
    elif how == "stopped":
        stop_payment_reminders(**mine(book), reason="x")
    else:
        promises(book, "INV-1", timezone.localdate() + timedelta(days=3))
    assert send_due_messages().skipped == 1
    assert office.letters == []
    message = Message.objects.get(kind="overdue")
    assert message.trouble == PAYMENT_CHANGED


def test_a_letter_that_waits_is_not_sent_once_money_came_on_account(book: Ledger, office: PostOffice) -> None:  # fmt: skip
    owed(book, "INV-1", "100.00", -7)
    owed(book, "INV-2", "100.00", -7, customer="恒泰")
    payer(book, "恒泰", "li@hengtai.example")
    book.post(
        "receipt", "RC-1", "30.00", "01-20", customer="恒泰"
    )  # known, and named in its letter
    assert night(book, sends=False).letters == 2
    book.post("receipt", "RC-2", "40.00", "01-20")
    assert send_due_messages().skipped == 1
    assert office.addresses() == ["li@hengtai.example"]
    assert Message.objects.get(state="skipped").trouble == PAYMENT_CHANGED


def test_money_in_another_currency_holds_no_letter_back(book: Ledger, office: PostOffice) -> None:
    owed(book, "INV-1", "100.00", -7)
    night(book, sends=False)
    book.post("receipt", "RC-1", "500.00", "01-20", currency="USD", rate="7.1")
    assert send_due_messages().sent == 1


def test_nobody_is_asked_on_days_that_are_not_worked_and_early_steps_come_before(book: Ledger, office: PostOffice) -> None:  # fmt: skip
    """Mondays to Fridays: an item due on a Sunday is asked for on Friday at -1 and on Monday on its day."""
    set_message_policy(**book.scope, open_from=time(0), open_to=time(23, 59, 59), calendar="weekdays")  # fmt: skip
    set_payment_reminders(**book.scope, steps=[-1, 0])
    sunday = timezone.localdate() + timedelta(days=(6 - timezone.localdate().weekday()) % 7 + 7)
    book.post("invoice", "INV-1", "100.00", "01-10", due=str(sunday))
    told = {(sunday + timedelta(days=days)).strftime("%a"): night(book, (sunday - timezone.localdate()).days + days, sends=False).letters for days in range(-4, 3)}  # fmt: skip
    assert told == {"Wed": 0, "Thu": 0, "Fri": 1, "Sat": 0, "Sun": 0, "Mon": 1, "Tue": 0}


def test_what_is_old_when_the_rules_begin_floods_nobody(book: Ledger, office: PostOffice) -> None:
    owed(book, "INV-1", "1.00", -37)  # 30 days after: a week ago
    owed(book, "INV-2", "2.00", -38)  # longer ago
    owed(book, "INV-3", "4.00", -300)
    owed(
        book, "INV-4", "8.00", -16
    )  # 15 days after was yesterday; the steps before are not made up for
    assert night(book).letters == 1
    assert "合计：CNY 9.00" in texts(office)[0]


def test_only_debts_of_customers_that_fall_due_are_asked_for(book: Ledger, office: PostOffice) -> None:  # fmt: skip
    book.post("invoice", "INV-1", "100.00", "01-10")  # its day is long past
    paper = BillPaper("commercial", book.customer("远景"), "B-1", "远景", "别家", 10_000, day("01-10"), timezone.localdate(), day("01-10"))  # fmt: skip
    receive_bill(**book.scope, bill=paper, pays=[], key="b")  # its bank presents it
    assert OpenItem.objects.filter(side=1, due_on=timezone.localdate()).exists()
    book.post("receipt", "RC-1", "5.00", "01-20")
    assert night(book) == Asked()


def test_without_rules_nobody_is_asked_and_rules_are_checked(book: Ledger) -> None:
    other = open_ledger("bieren")
    every_hour(other)
    owed(other, "INV-1", "100.00", 0)
    assert remind_of_payment(other.company_id, timezone.localdate()) == Asked()
    assert payment_policies(**other.reader)[0].version == 0
    for wrong in ([1, 1], [366], [-61], list(range(10))):
        with pytest.raises(StepsMakeNoSense):
            set_payment_reminders(**other.scope, steps=wrong)
    set_payment_reminders(**other.scope, steps=[30, -60])
    set_payment_reminders(**other.scope, steps=[])
    assert [each.steps for each in payment_policies(**other.reader)] == [(), (-60, 30)]
    other.prove()


def mine(book: Ledger, customer: str = "远景") -> dict[str, Any]:
    return {**book.books.scope("COL"), "origin": DOOR, "customer_id": book.customer(customer)}


def test_staff_stop_a_customers_reminders_with_a_reason_and_let_them_go_on(book: Ledger, office: PostOffice) -> None:  # fmt: skip
    owed(book, "INV-1", "100.00", 0)
    owed(book, "INV-2", "10.00", 0, customer="恒泰")
    payer(book, "恒泰", "li@hengtai.example")
    with pytest.raises(StopSaysNotWhy):
        stop_payment_reminders(**mine(book), reason=" \n")
    with pytest.raises(StopIsOverAlready):
        stop_payment_reminders(
            **mine(book), reason="x", until_on=timezone.localdate() - timedelta(days=1)
        )
    with pytest.raises(PaymentRemindersStandElsewhere):
        resume_payment_reminders(**mine(book), reason="x")
    with pytest.raises(NotFound):
        stop_payment_reminders(**{**mine(book), "customer_id": 0}, reason="x")
    stop_payment_reminders(**mine(book), reason="正在协商分期")
    with pytest.raises(PaymentRemindersStandElsewhere):
        stop_payment_reminders(**mine(book), reason="x")
    assert night(book) == Asked(customers=1, letters=1, nobody=1)
    assert reasons(book)[-1][1] == "stopped"
    shown = {row.customer: row.reason for row in preview_payment_reminders(**book.reader, on=timezone.localdate() + timedelta(days=1)).rows}  # fmt: skip
    assert shown["远景"] is not None
    assert shown["远景"].en == "Reminders of payment are stopped"
    resume_payment_reminders(**mine(book), reason="分期已谈妥")
    assert night(book, 1).letters == 1
    assert office.addresses() == ["li@hengtai.example", TO]
    page = payment_holds(**book.reader, customer_id=book.customer("远景"))
    assert [(each.what, each.reason) for each in page.rows] == [("resumed", "分期已谈妥"), ("stopped", "正在协商分期")]  # fmt: skip
    assert not page.is_stopped
    book.prove()


def test_a_stop_until_a_day_goes_on_by_itself_after_it(book: Ledger, office: PostOffice) -> None:
    owed(book, "INV-1", "100.00", 0)
    stop_payment_reminders(
        **mine(book), reason="出差", until_on=timezone.localdate() + timedelta(days=2)
    )
    assert [night(book, days).letters for days in range(4)] == [0, 0, 0, 1]
    assert payment_holds(**book.reader, customer_id=book.customer("远景")).is_stopped


HOLDS = (
    "INSERT INTO store_paymentreminderhold (company_id, customer_id, ordinal, what, until_on, reason, \"on\", seq, made_by_id, made_at) "
    "SELECT company_id, customer_id, {ordinal}, '{what}', {until}, '{reason}', \"on\" + {days}, seq, made_by_id, now() "
    "FROM store_paymentreminderhold WHERE ordinal = 1"
)  # fmt: skip


def test_the_database_stops_and_lets_go_on_in_turn_and_writes_to_nobody_stopped(book: Ledger) -> None:  # fmt: skip
    owed(book, "INV-1", "100.00", -7)
    night(book, sends=False)
    letter = PaymentReminderLetter.objects.get()
    stop_payment_reminders(
        **mine(book), reason="x", until_on=timezone.localdate() + timedelta(days=2)
    )
    sound = {"ordinal": 2, "what": "resumed", "until": "NULL", "reason": "x", "days": 0}
    for wrong, constraint in (
        ({"ordinal": 3}, "stopped and let go on in turn"),
        ({"what": "stopped"}, "stopped and let go on in turn"),
        ({"what": "stopped", "days": 3, "until": "date '2000-01-01'"}, "payment_hold_says_why"),
        ({"reason": ""}, "payment_hold_says_why"),
        ({"until": "date '2999-01-01'"}, "payment_hold_says_why"),
    ):  # fmt: skip
        assert constraint in refused(HOLDS.format(**{**sound, **wrong})), wrong
    assert "append-only" in refused("UPDATE store_paymentreminderhold SET until_on = NULL")
    head = HEADS.format(days=1, reason="", asked=10000, reminder=letter.reminder_id)
    new = "currval(pg_get_serial_sequence('store_paymentreminder', 'id'))"
    write = WRITES.format(company=book.company_id, reminder=new, contact=letter.contact_id, message=letter.message_id)  # fmt: skip
    assert "goes by no such letter" in refused(head, write)
    assert refused(HOLDS.format(**{**sound, "what": "stopped", "days": 3})) == "nothing was refused"


def test_merged_customers_are_asked_as_one(book: Ledger, office: PostOffice) -> None:
    owed(book, "INV-1", "100.00", -7)
    owed(book, "INV-2", "50.00", -7, customer="远景旧名")
    controller = {**book.books.scope("CRC"), "origin": DOOR}
    merge_customers(**controller, merged_id=book.customer("远景旧名"), survivor_id=book.customer("远景"))  # fmt: skip
    assert night(book).letters == 1
    assert "合计：CNY 150.00" in texts(office)[0]


def merged(book: Ledger, customer: str, into: str) -> None:
    controller = {**book.books.scope("CRC"), "origin": DOOR}
    merge_customers(
        **controller, merged_id=book.customer(customer), survivor_id=book.customer(into)
    )


def test_who_was_stopped_and_then_merged_is_asked_for_nothing_in_the_others_letter(book: Ledger, office: PostOffice) -> None:  # fmt: skip
    owed(book, "INV-1", "100.00", 0)
    owed(book, "INV-2", "50.00", 0, customer="远景旧名")
    stop_payment_reminders(**mine(book, "远景旧名"), reason="正在协商分期")
    merged(book, "远景旧名", "远景")
    assert night(book) == Asked(nobody=1)
    assert reasons(book) == [(str(timezone.localdate()), "stopped")]
    page = payment_holds(**book.reader, customer_id=book.customer("远景"))
    assert (page.is_stopped, [each.reason for each in page.rows]) == (True, ["正在协商分期"])
    with pytest.raises(PaymentRemindersStandElsewhere):
        stop_payment_reminders(**mine(book), reason="x")
    resume_payment_reminders(**mine(book), reason="分期已谈妥")
    assert not payment_holds(**book.reader, customer_id=book.customer("远景")).is_stopped
    assert night(book, 1).letters == 1
    assert "合计：CNY 150.00" in texts(office)[0]
    book.prove()


def test_a_letter_that_waits_is_not_sent_once_its_customer_is_merged_with_one_that_is_stopped(book: Ledger, office: PostOffice) -> None:  # fmt: skip
    owed(book, "INV-1", "100.00", 0)
    owed(book, "INV-2", "50.00", 0, customer="远景新名")
    stop_payment_reminders(**mine(book, "远景新名"), reason="x")
    assert night(book, sends=False) == Asked(customers=1, letters=1, nobody=1)
    merged(book, "远景", "远景新名")
    assert send_due_messages().skipped == 1
    assert office.letters == []


def test_who_was_merged_is_stopped_under_the_name_it_was_merged_into(book: Ledger, office: PostOffice) -> None:  # fmt: skip
    owed(book, "INV-1", "100.00", 0)
    owed(book, "INV-2", "50.00", 0, customer="远景旧名")
    merged(book, "远景旧名", "远景")
    for verb in (stop_payment_reminders, resume_payment_reminders):
        with pytest.raises(CustomerIsMerged):
            verb(**mine(book, "远景旧名"), reason="x")
    stop_payment_reminders(**mine(book), reason="x")
    assert night(book) == Asked(nobody=1)
    assert payment_holds(**book.reader, customer_id=book.customer("远景旧名")).is_stopped


def test_the_companys_own_words_are_sent(book: Ledger, office: PostOffice) -> None:
    owed(book, "INV-1", "100.00", -7)
    words = {"kind": "overdue", "language": "zh", "version": 0}
    set_letter_text(**book.scope, **words, subject="{customer} {count} {total}", body="{day}\n{items}\n{left_out}")  # fmt: skip
    night(book)
    assert subjects(office) == ["远景 1 100.00"]
    assert texts(office)[0].startswith(str(timezone.localdate()))


def test_the_night_asks_for_every_company(book: Ledger, office: PostOffice, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    open_ledger("bieren")
    owed(book, "INV-1", "100.00", 0)
    tasks.remind_of_payment(timestamp=0)
    tasks.remind_of_payment(timestamp=0)
    send_due_messages()
    assert len(office.letters) == 1
    assert remind_of_payment_everywhere(timezone.localdate()) == Asked()


def test_one_customers_fault_keeps_no_other_from_being_asked(book: Ledger, office: PostOffice) -> None:  # fmt: skip
    owed(book, "INV-1", "100.00", 0)
    owed(book, "INV-2", "100.00", 0, customer="恒泰")
    payer(book, "恒泰", "li@hengtai.example")
    ContactChannel.objects.filter(contact__customer_id=book.customer("远景")).update(sealed=b"broken")  # fmt: skip
    assert remind_of_payment(book.company_id, timezone.localdate()).letters == 1
    send_due_messages()
    assert office.addresses() == ["li@hengtai.example"]


def test_the_preview_says_what_the_night_then_does(book: Ledger, office: PostOffice) -> None:
    owed(book, "INV-1", "100.00", -7)
    dispute(book, "INV-1", "30.00")
    owed(book, "INV-2", "20.00", 0)
    owed(book, "INV-3", "10.00", -7, customer="恒泰")
    shown = preview_payment_reminders(**book.reader, on=timezone.localdate())
    assert (shown.letters, shown.nobody, shown.already, [str(each) for each in shown.asked]) == (1, 1, 0, ["90.00"])  # fmt: skip
    by_name = {row.customer: row for row in shown.rows}
    assert by_name["远景"].to == (("远景出纳", "z***@yuanjing.example"),)
    assert [(line.document, str(line.asked), str(line.contested)) for line in by_name["远景"].lines] == [("INV-1", "70.00", "30.00"), ("INV-2", "20.00", "0.00")]  # fmt: skip
    assert by_name["恒泰"].reason is not None
    assert by_name["恒泰"].reason.en == "No contact takes reminders"
    assert preview_payment_reminders(**book.reader, on=timezone.localdate(), steps=[8]).rows == ()
    assert not Message.objects.exists()
    assert night(book) == Asked(customers=1, letters=1, nobody=1)
    after = preview_payment_reminders(**book.reader, on=timezone.localdate())
    assert (after.rows, after.already) == ((), 2)
    listed = list_payment_reminders(**book.reader).rows
    assert [(row.customer, str(row.asked), row.asked_lines, bool(row.letters)) for row in reversed(listed)] == [("恒泰", "10.00", 1, False), ("远景", "90.00", 2, True)]  # fmt: skip
    told = [str(cell) for cells in payment_reminders_table(**book.reader).rows for cell in cells]
    assert "INV-2" in told
    assert TO not in told


def test_a_salesperson_sees_what_is_of_its_own_customers(book: Ledger) -> None:
    owed(book, "INV-1", "100.00", 0)
    owed(book, "INV-2", "10.00", 0, customer="恒泰")
    seller = book.books.scope("SAL")
    assert preview_payment_reminders(**seller, on=timezone.localdate()).rows == ()
    Customer.objects.filter(id=book.customer("恒泰")).update(manager_id=seller["actor"])
    assert [
        row.customer for row in preview_payment_reminders(**seller, on=timezone.localdate()).rows
    ] == ["恒泰"]
    night(book)
    (row,) = list_payment_reminders(**seller).rows
    assert row.customer == "恒泰"
    hidden = PaymentReminder.objects.get(customer__name="远景").id
    with pytest.raises(NotFound):
        payment_reminder_page(**seller, reminder_id=hidden)
    assert payment_reminder_page(**seller, reminder_id=row.id) == row


def dispute(book: Ledger, number: str, amount: str) -> None:
    item = book.item(number)
    open_dispute(
        company_id=book.company_id, who=Who(book.books.scope("ARA")["actor"], DOOR), key=secrets.token_hex(8),
        customer_id=item.customer_id, item_id=item.id, statement_id=None, currency="CNY", amount=minor(amount),
        reason="price", said="价格不符", raised_by="staff",
    )  # fmt: skip


def promises(book: Ledger, number: str, until: date) -> None:
    note_promise(**book.books.scope("COL"), origin=DOOR, item_id=book.item(number).id, until_on=until, note="电话")  # fmt: skip


KEEPS = (
    "INSERT INTO store_paymentreminderline (company_id, reminder_id, item_id, step, due_on, asked, contested, promised_until, is_asked) "
    "SELECT company_id, {reminder}, item_id, {step}, due_on, {asked}, {contested}, {promised}, {is_asked} "
    "FROM store_paymentreminderline WHERE id = {line}"
)  # fmt: skip
HEADS = (
    "INSERT INTO store_paymentreminder (company_id, customer_id, currency, \"on\", reason, asked, credits, seq, made_at) "
    "SELECT company_id, customer_id, currency, \"on\" + {days}, '{reason}', {asked}, 0, seq, now() FROM store_paymentreminder "
    "WHERE id = {reminder} RETURNING id"
)  # fmt: skip
WRITES = (
    "INSERT INTO store_paymentreminderletter (company_id, reminder_id, contact_id, message_id) "
    "VALUES ({company}, {reminder}, {contact}, {message})"
)  # fmt: skip


def refused(*attempts: str) -> str:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            for attempt in attempts:
                cursor.execute(attempt)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except Error as problem:
        return str(problem)
    return "nothing was refused"


def test_the_database_asks_for_an_item_once_at_a_step_and_for_no_more_than_is_due(book: Ledger) -> None:  # fmt: skip
    owed(book, "INV-1", "100.00", -7)
    owed(book, "INV-2", "50.00", -7, customer="恒泰")
    night(book, sends=False)
    mine = PaymentReminder.objects.get(reason="")
    line = PaymentReminderLine.objects.get(reminder=mine)
    new = "currval(pg_get_serial_sequence('store_paymentreminder', 'id'))"
    head = HEADS.format(days=1, reason="", asked=10000, reminder=mine.id)
    sound = {"reminder": new, "step": 15, "asked": 10000, "contested": 0, "promised": "NULL", "is_asked": "true", "line": line.id}  # fmt: skip
    for attempt, constraint in (
        ((HEADS.format(days=0, reason="", asked=10000, reminder=mine.id),), "payment_reminder_once_a_day"),
        ((HEADS.format(days=1, reason="", asked=0, reminder=mine.id),), "payment_reminder_is_sensible"),
        ((HEADS.format(days=1, reason="x", asked=1, reminder=mine.id),), "payment_reminder_is_sensible"),
        ((head,), "is not its lines and letters"),
        ((head, KEEPS.format(**sound)), "is not its lines and letters"),
        ((head, KEEPS.format(**{**sound, "step": 7})), "payment_item_step_once"),
        ((head, KEEPS.format(**{**sound, "asked": 10001})), "is open otherwise"),
        ((head, KEEPS.format(**{**sound, "asked": 9000, "contested": 1000})), "is contested otherwise"),
        ((head, KEEPS.format(**{**sound, "asked": 0, "promised": "date '2999-01-01'"})), "is promised otherwise"),
        ((head, KEEPS.format(**{**sound, "is_asked": "false"})), "is asked for by a letter, or not"),
        ((head, KEEPS.format(**sound).replace("item_id, 15", f"{book.item('INV-2').id}, 15")), "is no debt of this customer"),
        ((head, KEEPS.format(**sound).replace("due_on, 10000", "due_on + 1, 10000")), "is due on another day"),
        ((KEEPS.format(**{**sound, "reminder": mine.id}),), "payment_line_once"),
        ((HEADS.format(days=1, reason="bounced", asked=10000, reminder=mine.id), KEEPS.format(**{**sound, "is_asked": "true"})), "is asked for by a letter, or not"),
    ):  # fmt: skip
        assert constraint in refused(*attempt), (attempt, refused(*attempt))
    with transaction.atomic():
        promises(book, "INV-1", timezone.localdate() + timedelta(days=9))
        assert "is promised otherwise" in refused(head, KEEPS.format(**sound))


def test_the_database_lets_no_letter_go_to_who_does_not_agree(book: Ledger) -> None:
    strangers = {
        "not_for_reminders": payer(book, "远景", "a@yuanjing.example", is_for_reminders=False),
        "no_consent": payer(book, "远景", "b@yuanjing.example", consent_on=None, consent_how=""),
        "anothers": payer(book, "恒泰", "c@hengtai.example"),
    }
    owed(book, "INV-1", "100.00", -7)
    night(book, sends=False)
    letter = PaymentReminderLetter.objects.get()
    mine = {"company": book.company_id, "reminder": letter.reminder_id}
    for contact in strangers.values():
        assert "payment_letter_is_agreed" in refused(WRITES.format(**mine, contact=contact, message=letter.message_id))  # fmt: skip
    assert "payment_letter_" in refused(WRITES.format(**mine, contact=letter.contact_id, message=letter.message_id))  # fmt: skip
    CustomerContact.objects.filter(id=letter.contact_id).update(ended_at=timezone.now())
    assert "payment_letter_is_agreed" in refused(WRITES.format(**mine, contact=letter.contact_id, message=letter.message_id))  # fmt: skip


def test_a_reminder_changed_or_removed_behind_our_back_is_found(book: Ledger) -> None:
    owed(book, "INV-1", "100.00", -7)
    owed(book, "INV-2", "50.00", -7, customer="恒泰")
    night(book, sends=False)
    assert list(untrue_payment_reminders(book.company_id)) == []
    first, second = PaymentReminder.objects.order_by("reason", "id")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("reminder", "reminderline", "reminderletter"):
            cursor.execute(f"ALTER TABLE store_payment{table} DISABLE TRIGGER append_only")
        cursor.execute("UPDATE store_paymentreminderline SET asked = 1 WHERE reminder_id = %s", [first.id])  # fmt: skip
        cursor.execute("DELETE FROM store_paymentreminderline WHERE reminder_id = %s", [second.id])
        cursor.execute("DELETE FROM store_paymentreminder WHERE id = %s", [second.id])
        for table in ("reminder", "reminderline", "reminderletter"):
            cursor.execute(f"ALTER TABLE store_payment{table} ENABLE TRIGGER append_only")
    faults = [(fault.table, fault.seq, fault.what) for fault in verify_company(book.company_id).faults]  # fmt: skip
    assert faults == [
        ("payment_reminder", first.seq, "the reminder of payment is not what was asked"),
        ("payment_reminder", second.seq, "a reminder of payment is gone"),
    ]


@pytest.mark.parametrize("change", [
    "UPDATE store_paymentreminderletter SET contact_id = {other}",
    "UPDATE store_paymentreminderletter SET message_id = {message}",
    "DELETE FROM store_paymentreminderletter",
    'UPDATE store_paymentreminder SET "on" = "on" - 1',
    "UPDATE store_paymentreminder SET credits = credits + 1",
])  # fmt: skip
def test_a_letter_a_day_or_credits_changed_behind_our_back_are_found(book: Ledger, change: str) -> None:  # fmt: skip
    other = payer(book, "远景", "li@yuanjing.example", is_for_reminders=False)
    message = queued(book, "k").id
    owed(book, "INV-1", "100.00", -7)
    night(book, sends=False)
    assert list(untrue_payment_reminders(book.company_id)) == []
    seq = PaymentReminder.objects.get().seq
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("reminder", "reminderletter"):
            cursor.execute(f"ALTER TABLE store_payment{table} DISABLE TRIGGER USER")
        cursor.execute(change.format(other=other, message=message))
        for table in ("reminder", "reminderletter"):
            cursor.execute(f"ALTER TABLE store_payment{table} ENABLE TRIGGER USER")
    assert list(untrue_payment_reminders(book.company_id)) == [(seq, "the reminder of payment is not what was asked")]  # fmt: skip


def test_the_database_keeps_rules_reminders_and_letters_as_they_were(book: Ledger) -> None:
    owed(book, "INV-1", "100.00", -7)
    night(book, sends=False)
    for attempt in (
        "UPDATE store_paymentreminderpolicy SET steps = '{}'",
        "DELETE FROM store_paymentreminder",
        "UPDATE store_paymentreminder SET asked = 1",
        "UPDATE store_paymentreminderline SET step = 0",
        "DELETE FROM store_paymentreminderletter",
    ):
        assert "append-only" in refused(attempt), attempt
    policy = "INSERT INTO store_paymentreminderpolicy (company_id, version, steps, seq, made_by_id, made_at) SELECT company_id, {version}, '{steps}', seq, made_by_id, now() FROM store_paymentreminderpolicy"  # fmt: skip
    for steps in ("{0,0}", "{7,0}", "{366}", "{-61}", "{0,1,2,3,4,5,6,7,8,9}"):
        assert "payment_policy_steps_in_order" in refused(policy.format(version=2, steps=steps)), steps  # fmt: skip
    assert "payment_policy_once" in refused(policy.format(version=1, steps="{0}"))
    assert refused(policy.format(version=2, steps="{-3,0}")) == "nothing was refused"
