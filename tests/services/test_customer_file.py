"""The verbs of the customer file: what each keeps, refuses, and leaves in the history and the sealed trail."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from tests.books import Books
from tests.ledgers import DOOR, Ledger, open_ledger
from tieout.refusal import Wording
from wanglai.services.access.scope import NotFound
from wanglai.services.approvals.bands import ApprovalIsNeeded, Band
from wanglai.services.approvals.decide_approval import NotYoursToDecide, decide_approval
from wanglai.services.approvals.of_customers import told_of_customer
from wanglai.services.approvals.queries import list_requests, show_request
from wanglai.services.approvals.request_approval import request_approval
from wanglai.services.audit.queries import TrailFilter, trail
from wanglai.services.customers.bank_accounts import (
    AccountIsKnown,
    AccountSaid,
    BankAccountIsWrong,
    add_bank_account,
    change_bank_account,
    customers_of_account,
    see_bank_account,
)
from wanglai.services.customers.change_customer import (
    CustomerWasChanged,
    GroupHasACircle,
    StoppingNeedsAReason,
    change_customer,
    resume_customer,
    set_parent,
    stop_customer,
)
from wanglai.services.customers.contacts import (
    ChannelIsWrong,
    ConsentIsHalf,
    ContactNeedsAName,
    ContactSaid,
    OnlyAsked,
    OwnContact,
    add_contact,
    agree_contact,
    end_contact,
)
from wanglai.services.customers.create_customer import create_customer
from wanglai.services.customers.fields import (
    CustomerExists,
    CustomerNeedsAName,
    NumberIsTaken,
    TaxNumberIsWrong,
)
from wanglai.services.customers.gate import CustomerIsMerged
from wanglai.services.customers.papers import (
    AddressSaysNothing,
    PayerIsUnclear,
    add_address,
    add_payer,
    customer_file,
    end_address,
    end_file,
    end_payer,
    keep_file,
    payers_of,
)
from wanglai.services.customers.show_customer import customer_page, customer_timeline
from wanglai.services.customers.tags import TAGS_MAX, TagMakesNoSense, tag_customer, untag_customer
from wanglai.services.reconciliation.uploads import FileIsEmpty, Upload
from wanglai.services.refusals import NotPermitted
from wanglai.store.models import (
    Act,
    ApprovalRequest,
    ContactChannel,
    Customer,
    CustomerBankAccount,
    CustomerChange,
    Event,
    Membership,
    User,
)

DAY = date(2026, 3, 1)
ACCOUNT = "6222 0210 0100 1234"
PHONE, MAIL = "13812345678", "zhang.wei@yuanjing.example"


@pytest.fixture
def book(db: None) -> Ledger:
    return open_ledger()


def by(book: Ledger, role: str = "CRC") -> dict[str, Any]:
    return {**book.books.scope(role), "origin": DOOR}


def new(book: Ledger, name: str = "上海远景贸易有限公司", **said: Any) -> int:
    return create_customer(**by(book), said={"name": name, **said})


def of(book: Ledger, customer_id: int, role: str = "CRC") -> dict[str, Any]:
    return {**by(book, role), "customer_id": customer_id}


def history(customer_id: int) -> list[tuple[str, str, str]]:
    rows = CustomerChange.objects.filter(customer_id=customer_id).order_by("id")
    return list(rows.values_list("field", "old", "new"))


def test_a_customer_is_made_with_its_history_and_its_act(book: Ledger) -> None:
    made = new(
        book, number=" C-001 ", short_name="远景", tax_number="9135 0100 M000100Y43", industry="批发",
        names=["Yuanjing Trading", "Yuanjing Trading", " "], is_key_account=True,
    )  # fmt: skip
    kept = Customer.objects.get(id=made)
    assert (kept.number, kept.tax_number, kept.tax_kind) == ("C-001", "91350100M000100Y43", "uscc")
    assert (kept.names, kept.is_key_account, kept.version) == (["Yuanjing Trading"], True, 1)
    assert ("tax_number", "", "91350100M000100Y43") in history(made)
    act = Act.objects.filter(company_id=book.company_id, kind="create_customer").get()
    assert json.loads(act.facts)["customer"] == made
    assert "远景" not in act.facts, "numbers, never names"
    row = trail(**book.books.scope("AUD"), wanted=TrailFilter()).rows[0]
    assert row.sentence.zh.startswith("新建客户：上海远景贸易有限公司（")
    assert row.sentence.en.startswith("Made the customer 上海远景贸易有限公司 (")
    book.prove()


def test_without_a_book_an_event_is_kept(db: None) -> None:
    from tests.books import open_company

    books: Books = open_company("without")
    made = create_customer(**books.scope("CRC"), origin=DOOR, said={"name": "远景"})
    event = Event.objects.get(company_id=books.company_id)
    assert (event.kind, event.facts["customer"]) == ("create_customer", made)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"name": "  "}, "customer.name"),
        ({}, "customer.name"),
        ({"name": "x", "tax_number": "91350100M000100Y44"}, "tax_number.check"),
        ({"name": "x", "tax_number": "0000000000000"}, "tax_number.placeholder"),
        ({"name": "x", "tax_number": "12", "tax_country": "de"}, "tax_number.length"),
        ({"name": "上海远景贸易有限公司"}, "customer.exists"),
        ({"name": "y", "number": "C-1"}, "customer.number"),
    ],
)
def test_what_cannot_be_made_is_refused_in_this_order(
    book: Ledger, said: dict[str, Any], code: str
) -> None:
    new(book, number="C-1")
    before = Customer.objects.count()
    with pytest.raises((CustomerNeedsAName, TaxNumberIsWrong, CustomerExists, NumberIsTaken)) as refusal:  # fmt: skip
        create_customer(**by(book), said=said)
    assert refusal.value.code == code
    assert Customer.objects.count() == before


def test_the_refusal_of_a_tax_number_speaks_in_the_words_of_its_rule(book: Ledger) -> None:
    with pytest.raises(TaxNumberIsWrong) as refusal:
        new(book, tax_number="91350100M000100Y44")
    assert "第 18 位" in refusal.value.reason.zh
    assert "“3”" in refusal.value.reason.en


def test_only_what_differs_is_changed_and_told(book: Ledger) -> None:
    made = new(book, region="上海")
    told = len(history(made))
    said = {"region": "北京", "industry": "", "name": "上海远景贸易有限公司"}
    assert change_customer(**of(book, made), version=1, said=said) > 0
    assert history(made)[told:] == [("region", "上海", "北京")]
    assert Customer.objects.get(id=made).version == 2
    assert change_customer(**of(book, made), version=2, said=said) == 0, "nothing differs"
    assert len(history(made)) == told + 1
    with pytest.raises(CustomerWasChanged):
        change_customer(**of(book, made), version=1, said={"region": "广州"})


def test_another_country_reads_the_tax_number_anew(book: Ledger) -> None:
    made = new(book, tax_number="91350100M000100Y43")
    with pytest.raises(TaxNumberIsWrong):
        change_customer(**of(book, made), version=1, said={"tax_country": "DE"})
    change_customer(
        **of(book, made), version=1, said={"tax_country": "DE", "tax_number": "DE136695976"}
    )
    assert Customer.objects.get(id=made).tax_kind == "de.vat"


def test_the_identity_number_of_a_person_is_masked_in_history(book: Ledger) -> None:
    made = new(book, "个体户", tax_number="11010519491231002X")
    assert ("tax_number", "", "1101 **** **** **** 002X") in history(made)
    assert "19491231" not in "".join(str(row) for row in history(made))
    assert "19491231" not in customer_page(**book.books.scope("AUD"), customer_id=made).tax_number
    assert "19491231" in customer_page(**book.books.scope("ARA"), customer_id=made).tax_number


def test_a_salesperson_asks_and_credit_control_says_yes(db: None) -> None:
    book = open_ledger(bands=[Band("change_customer", 0, ("CRC",)), Band("create_customer", 0, ("CRC",))])  # fmt: skip
    made = new(book, region="上海")
    Customer.objects.filter(id=made).update(manager_id=book.books.people["SAL"])
    said = {"region": "北京"}
    with pytest.raises(ApprovalIsNeeded):
        change_customer(**of(book, made, "SAL"), version=1, said=said)
    asked = request_approval(
        **by(book, "SAL"), kind="change_customer", key="k",
        subject={"customer_id": made, "version": 1, "said": said},
    )  # fmt: skip
    shown = ApprovalRequest.objects.get(id=asked).subject_hash
    yes = {"request_id": asked, "verdict": "approve", "shown_hash": bytes(shown)}
    with pytest.raises(NotYoursToDecide):
        decide_approval(**by(book, "FM"), **yes)
    assert decide_approval(**by(book, "CRC"), **yes) == "done"
    assert Customer.objects.get(id=made).region == "北京"
    change = CustomerChange.objects.filter(customer_id=made, field="region").last()
    assert change is not None
    assert (change.actor_id, change.approver_id) == (book.books.people["SAL"], book.books.people["CRC"])  # fmt: skip
    asked = request_approval(**by(book, "SAL"), kind="create_customer", key="n", subject={"said": {"name": "新客户"}})  # fmt: skip
    shown = ApprovalRequest.objects.get(id=asked).subject_hash
    assert decide_approval(**by(book), request_id=asked, verdict="approve", shown_hash=bytes(shown)) == "done"  # fmt: skip
    assert Customer.objects.filter(company_id=book.company_id, name="新客户").exists()
    book.prove()


def test_the_word_of_who_may_not_approve_changes_nothing(book: Ledger) -> None:
    made = new(book)
    Customer.objects.filter(id=made).update(manager_id=book.books.people["SAL"])
    with pytest.raises(NotPermitted):
        change_customer(
            **of(book, made, "SAL"), version=1, said={"region": "x"},
            approver=book.books.people["COL"],
        )  # fmt: skip


def test_a_salesperson_reaches_their_own_customers_only(book: Ledger) -> None:
    mine, theirs = new(book, "我的客户"), new(book, "别人的客户")
    Customer.objects.filter(id=mine).update(manager_id=book.books.people["SAL"])
    assert customer_page(**book.books.scope("SAL"), customer_id=mine).name == "我的客户"
    for call in (
        lambda: customer_page(**book.books.scope("SAL"), customer_id=theirs),
        lambda: customer_timeline(**book.books.scope("SAL"), customer_id=theirs),
        lambda: tag_customer(**of(book, theirs, "SAL"), tag="x"),
        lambda: add_contact(**of(book, theirs, "SAL"), said=ContactSaid("x")),
    ):
        with pytest.raises(NotFound):
            call()


def test_a_group_is_set_and_taken_away(book: Ledger) -> None:
    head, branch = new(book, "远景集团"), new(book, "远景分公司")
    assert set_parent(**of(book, branch), parent_id=head) > 0
    assert set_parent(**of(book, branch), parent_id=head) == 0
    page = customer_page(**book.books.scope("FM"), customer_id=head)
    assert [child.name for child in page.children] == ["远景分公司"]
    with pytest.raises(GroupHasACircle):
        set_parent(**of(book, head), parent_id=branch)
    with pytest.raises(NotFound):
        set_parent(**of(book, head), parent_id=0)
    set_parent(**of(book, branch), parent_id=None)
    assert history(branch)[-2:] == [("parent", "", "远景集团"), ("parent", "远景集团", "")]


def test_a_customer_is_stopped_with_a_reason_and_resumed(book: Ledger) -> None:
    made = new(book)
    with pytest.raises(StoppingNeedsAReason):
        stop_customer(**of(book, made), reason="  ")
    assert stop_customer(**of(book, made), reason="停业") > 0
    assert stop_customer(**of(book, made), reason="又一次") == 0
    assert customer_page(**book.books.scope("FM"), customer_id=made).stop_reason == "停业"
    assert resume_customer(**of(book, made)) > 0
    assert resume_customer(**of(book, made)) == 0
    assert not Customer.objects.get(id=made).is_stopped


def test_tags_are_put_on_and_taken_off(book: Ledger) -> None:
    made = new(book)
    assert tag_customer(**of(book, made), tag=" 华东  重点 ") > 0
    assert tag_customer(**of(book, made), tag="华东 重点") == 0
    with pytest.raises(TagMakesNoSense):
        tag_customer(**of(book, made), tag=" ")
    for number in range(TAGS_MAX - 1):
        tag_customer(**of(book, made), tag=f"t{number}")
    with pytest.raises(TagMakesNoSense):
        tag_customer(**of(book, made), tag="one more")
    assert untag_customer(**of(book, made), tag="华东 重点") > 0
    assert untag_customer(**of(book, made), tag="华东 重点") == 0


SAID = ContactSaid(
    "张伟", role="会计", channels={"email": MAIL, "phone": PHONE}, is_for_statements=True,
    consent_on=DAY, consent_how="合同附件三",
)  # fmt: skip


def test_a_contact_is_kept_encrypted_and_shown_by_role(book: Ledger) -> None:
    made = new(book)
    add_contact(**of(book, made, "ARA"), said=SAID)
    for row in ContactChannel.objects.all():
        assert MAIL.encode() not in bytes(row.sealed)
        assert PHONE.encode() not in bytes(row.sealed)
    whole = {"ARA", "FM", "SAL", "COL"}
    Customer.objects.filter(id=made).update(manager_id=book.books.people["SAL"])
    for role in ("ARA", "FM", "SAL", "COL", "CRC", "AUD"):
        page = customer_page(**book.books.scope(role), customer_id=made)
        values = [channel.value for channel in page.contacts[0].channels]
        masked = ["z***@yuanjing.example", "138****5678"]
        assert values == ([MAIL, PHONE] if role in whole else masked), role
    told = [row for row in history(made) if row[0] == "contact"]
    assert told == [("contact", "", "张伟 · z***@yuanjing.example · 138****5678")]
    assert PHONE not in "".join(Act.objects.values_list("facts", flat=True))


def test_a_contact_asked_for_waits_until_another_person_agrees(book: Ledger) -> None:
    made = new(book)
    first = add_contact(**of(book, made, "ARA"), said=SAID)
    waiting = add_contact(**of(book, made, "COL"), said=ContactSaid("李娜"), replaces=first)
    page = customer_page(**book.books.scope("COL"), customer_id=made)
    assert [(row.name, row.is_waiting) for row in page.contacts] == [("张伟", False), ("李娜", True)]  # fmt: skip
    with pytest.raises(NotPermitted):
        agree_contact(**of(book, made, "COL"), contact_id=waiting)
    with pytest.raises(OnlyAsked):
        end_contact(**of(book, made, "COL"), contact_id=first)
    assert agree_contact(**of(book, made, "FM"), contact_id=waiting) > 0
    assert agree_contact(**of(book, made, "FM"), contact_id=waiting) == 0
    page = customer_page(**book.books.scope("COL"), customer_id=made)
    assert [(row.name, row.is_waiting) for row in page.contacts] == [("李娜", False)]
    end_contact(**of(book, made, "ARA"), contact_id=waiting)
    assert customer_page(**book.books.scope("COL"), customer_id=made).contacts == ()


def test_nobody_agrees_to_a_contact_of_their_own(book: Ledger) -> None:
    """Who could only ask when they asked, and may more since, still needs another person."""
    made = new(book)
    waiting = add_contact(**of(book, made, "COL"), said=ContactSaid("李娜"))
    collector = book.books.people["COL"]
    Membership.objects.create(company_id=book.company_id, user_id=collector, role="ARA")
    with pytest.raises(OwnContact):
        agree_contact(**of(book, made, "COL"), contact_id=waiting)


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        (ContactSaid(" "), ContactNeedsAName),
        (ContactSaid("x", channels={"email": "no address"}), ChannelIsWrong),
        (ContactSaid("x", channels={"phone": "12"}), ChannelIsWrong),
        (ContactSaid("x", consent_on=DAY), ConsentIsHalf),
        (ContactSaid("x", consent_how="口头"), ConsentIsHalf),
    ],
)
def test_what_is_no_contact_is_refused(
    book: Ledger, said: ContactSaid, refusal: type[Exception]
) -> None:
    made = new(book)
    with pytest.raises(refusal):
        add_contact(**of(book, made, "ARA"), said=said)


def test_an_account_waits_for_another_person_and_is_found_once_agreed(db: None) -> None:
    book = open_ledger(bands=[Band("change_bank_account", 0, ("FM",))])
    made = new(book)
    account = add_bank_account(**of(book, made, "ARA"), said=AccountSaid(ACCOUNT, bank="工商银行"))
    kept = CustomerBankAccount.objects.get(id=account)
    assert b"6222021001001234" not in bytes(kept.sealed)
    assert (kept.last_four, kept.shown, kept.holder) == ("1234", "6222 **** **** 1234", "上海远景贸易有限公司")  # fmt: skip
    assert customers_of_account(book.company_id, ACCOUNT) == ()
    agree = {"account_id": account, "does": "agree"}
    with pytest.raises(ApprovalIsNeeded):
        change_bank_account(**of(book, made, "ARA"), **agree)
    asked = request_approval(
        **by(book, "ARA"), kind="change_bank_account", subject={"customer_id": made, **agree}, key="k"
    )  # fmt: skip
    request = ApprovalRequest.objects.get(id=asked)
    assert "1234" not in request.subject
    shown = show_request(**book.books.scope("FM"), request_id=asked)
    assert "6222 **** **** 1234" in shown.about.zh
    assert decide_approval(**by(book, "FM"), request_id=asked, verdict="approve", shown_hash=bytes(request.subject_hash)) == "done"  # fmt: skip
    assert customers_of_account(book.company_id, ACCOUNT) == (made,)
    assert customers_of_account(book.company_id, "6222021001001235") == ()
    assert len(list_requests(**book.books.scope("FM"), state="done")) == 1
    book.prove()


def test_an_account_is_entered_once_and_ended(book: Ledger) -> None:
    made = new(book)
    account = add_bank_account(**of(book, made, "ARA"), said=AccountSaid(ACCOUNT))
    with pytest.raises(AccountIsKnown):
        add_bank_account(**of(book, made, "ARA"), said=AccountSaid("6222-0210-0100-1234"))
    for wrong in ("", "6.22E+15", "DE00370400440532013000", "12"):
        with pytest.raises(BankAccountIsWrong):
            add_bank_account(**of(book, made, "ARA"), said=AccountSaid(wrong))
    change_bank_account(**of(book, made, "ARA"), account_id=account, does="agree")
    change_bank_account(**of(book, made, "ARA"), account_id=account, does="end")
    with pytest.raises(NotFound):
        change_bank_account(**of(book, made, "ARA"), account_id=account, does="end")
    assert customers_of_account(book.company_id, ACCOUNT) == ()
    add_bank_account(**of(book, made, "ARA"), said=AccountSaid(ACCOUNT))
    assert ACCOUNT.replace(" ", "") not in "".join(Act.objects.values_list("facts", flat=True))


def test_who_may_only_ask_puts_no_account_in_force(book: Ledger) -> None:
    """Even where no band asks for anybody's word."""
    made = new(book)
    account = add_bank_account(**of(book, made, "COL"), said=AccountSaid(ACCOUNT))
    with pytest.raises(ApprovalIsNeeded):
        change_bank_account(**of(book, made, "COL"), account_id=account, does="agree")


def test_a_whole_account_number_is_seen_by_three_roles_and_leaves_a_trace(book: Ledger) -> None:
    made = new(book)
    account = add_bank_account(**of(book, made, "ARA"), said=AccountSaid(ACCOUNT))
    seen = 0
    for role in ("SAL", "CSH", "ARA", "CRC", "COL", "FM", "AUD", "ADM"):
        page = {**of(book, made, role), "account_id": account}
        if role in ("ARA", "CRC", "FM"):
            assert see_bank_account(**page) == "6222021001001234"
            seen += 1
            assert Act.objects.filter(kind="see_bank_account").count() == seen
            assert history(made)[-1] == ("bank_account_seen", "", "6222 **** **** 1234")
        else:
            with pytest.raises(NotPermitted):
                see_bank_account(**page)
    assert customer_page(**book.books.scope("FM"), customer_id=made).accounts[0].shown == "6222 **** **** 1234"  # fmt: skip


def test_addresses_and_files_are_kept_and_ended(book: Ledger) -> None:
    made = new(book)
    with pytest.raises(AddressSaysNothing):
        add_address(**of(book, made), kind="billing", text=" ")
    address = add_address(**of(book, made), kind="billing", text="上海市 黄浦区", postcode="200001")
    end_address(**of(book, made), address_id=address)
    with pytest.raises(NotFound):
        end_address(**of(book, made), address_id=address)
    with pytest.raises(FileIsEmpty):
        keep_file(**of(book, made), file=Upload("x.pdf", b""))
    row = keep_file(**of(book, made), file=Upload("a/营业执照.pdf", b"%PDF-1"), title="营业执照")
    taken = customer_file(**book.books.scope("AUD"), customer_id=made, row_id=row)
    assert (taken.name, taken.content) == ("营业执照.pdf", b"%PDF-1")
    end_file(**of(book, made), row_id=row)
    with pytest.raises(NotFound):
        customer_file(**book.books.scope("AUD"), customer_id=made, row_id=row)


def test_a_payer_pays_between_two_days(book: Ledger) -> None:
    made, other = new(book), new(book, "远景集团")
    one = {**of(book, made, "ARA"), "from_on": DAY}
    for wrong in (
        {}, {"payer_name": "x", "payer_id": other}, {"payer_id": made},
        {"payer_name": "x", "to_on": date(2026, 2, 1)},
    ):  # fmt: skip
        with pytest.raises(PayerIsUnclear):
            add_payer(**one, **wrong)
    with pytest.raises(NotFound):
        add_payer(**one, payer_id=0)
    row = add_payer(**one, payer_id=other, authorisation=Upload("授权.pdf", b"%PDF-2"))
    assert [each.payer_id for each in payers_of(book.company_id, made, DAY)] == [other]
    assert payers_of(book.company_id, made, date(2026, 2, 28)) == ()
    with pytest.raises(PayerIsUnclear):
        end_payer(**of(book, made), row_id=row, to_on=date(2026, 2, 1))
    end_payer(**of(book, made), row_id=row, to_on=date(2026, 3, 31))
    assert payers_of(book.company_id, made, date(2026, 4, 1)) == ()
    assert customer_page(**book.books.scope("FM"), customer_id=made).payers[0].has_paper


def test_what_is_of_another_company_is_absent(book: Ledger) -> None:
    made = new(book)
    other = open_ledger("bieren")
    account = add_bank_account(**of(book, made, "ARA"), said=AccountSaid(ACCOUNT))
    for call in (
        lambda: customer_page(**other.books.scope("FM"), customer_id=made),
        lambda: change_customer(**of(other, made), version=1, said={"region": "x"}),
        lambda: see_bank_account(**of(other, made, "FM"), account_id=account),
        lambda: keep_file(**of(other, made), file=Upload("x", b"x")),
    ):
        with pytest.raises(NotFound):
            call()
    assert customers_of_account(other.company_id, ACCOUNT) == ()


def test_a_merged_customer_is_not_changed(book: Ledger) -> None:
    made, other = new(book), new(book, "远景集团")
    Customer.objects.filter(id=made).update(merged_into_id=other)
    for call in (
        lambda: change_customer(**of(book, made), version=1, said={"region": "x"}),
        lambda: tag_customer(**of(book, made), tag="x"),
        lambda: set_parent(**of(book, other), parent_id=made),
    ):
        with pytest.raises(CustomerIsMerged):
            call()


def test_the_timeline_tells_changes_and_documents_newest_first(book: Ledger) -> None:
    made = new(book, "远景")
    book.post("invoice", "INV-1", "100.00", "01-05")
    stop_customer(**of(book, made), reason="停业")
    rows = customer_timeline(**book.books.scope("AUD"), customer_id=made)
    told = [(row.what.en, row.new.en if row.new else "") for row in rows]
    assert told == [("Stopped", "停业"), ("invoice", "INV-1"), ("Name", "远景")]
    assert rows[0].who == User.objects.get(id=book.books.people["CRC"]).name


def test_the_history_says_yes_and_no_in_both_languages(book: Ledger) -> None:
    made = new(book, "远景", is_key_account=False)
    change_customer(**of(book, made), version=1, said={"is_key_account": True})
    rows = customer_timeline(**book.books.scope("AUD"), customer_id=made)
    no, yes = Wording("否", "no"), Wording("是", "yes")
    told = [(row.old, row.new) for row in rows if row.what.zh == "大客户"]
    assert told == [(no, yes), (None, no)]


def test_the_history_names_a_country(book: Ledger) -> None:
    made = new(book, "Alder", tax_country="DE")
    change_customer(**of(book, made), version=1, said={"tax_country": "AT"})
    rows = customer_timeline(**book.books.scope("AUD"), customer_id=made)
    told = [(row.old, row.new) for row in rows if row.what.zh == "税号所属国家"]
    germany = Wording("德国", "Germany")
    assert told == [(germany, Wording("AT", "AT")), (None, germany)], "no name is guessed for AT"


def test_an_approver_reads_yes_and_no_in_the_language_of_the_page(book: Ledger) -> None:
    made = new(book, "远景")
    told = told_of_customer(
        book.books.company_id,
        "change_customer",
        {"customer_id": made, "said": {"is_key_account": True}},
    )
    assert told.about == Wording("大客户：否 → 是", "Key account: no → yes")
