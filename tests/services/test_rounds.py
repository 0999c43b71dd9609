"""Rounds: planned by a rule, agreed by another, done by facts alone; what is left over goes on, and the yearly minimum lets nobody out."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.agreements import record
from tests.cycles import monthly
from tests.ledgers import DOOR, Ledger, check_now, day, open_ledger
from tests.portal import ADDRESS, Sent, contact_of
from tests.stories.test_signed_sheet_stories import _signed as sign_january
from tests.two_sides import JANUARY, reconcile
from wanglai.domain.rounds import RoundRule
from wanglai.jobs import tasks
from wanglai.services.access.scope import NotFound
from wanglai.services.confirmations.agree_round import agree_round as agree_letters
from wanglai.services.confirmations.draft_round import WantedRound, draft_round
from wanglai.services.confirmations.enter_reply import Said, enter_reply
from wanglai.services.confirmations.queries import round_page as letters_of
from wanglai.services.customers.merge_customers import merge_customers
from wanglai.services.exports.rounds import members_table, reconciling_rounds_table, year_table
from wanglai.services.ledger.book import known_act
from wanglai.services.ledger.queries import fetch
from wanglai.services.portal.confirm import confirm
from wanglai.services.portal.make_link import make_link
from wanglai.services.portal.show_statement import whole_statement
from wanglai.services.reconciliation.uploads import Upload
from wanglai.services.refusals import NotPermitted
from wanglai.services.rounds.agree_plan import agree_plan
from wanglai.services.rounds.edit_plan import (
    hand_over_customers,
    move_customers,
    put_customer_in,
    take_out_customers,
)
from wanglai.services.rounds.excuses import ask_excuses, decide_excuse
from wanglai.services.rounds.open_round import (
    Kept,
    keep_rounds,
    open_round,
    preview_plan,
    take_in_missing,
)
from wanglai.services.rounds.queries import (
    WantedMembers,
    WantedYear,
    list_reconciling_rounds,
    reconciling_round_page,
    year_page,
)
from wanglai.services.rounds.refusals import (
    CustomerIsIn,
    CustomerStays,
    DayIsOutside,
    ExcuseSaysNotWhy,
    ExcuseStandsElsewhere,
    NobodyReconciles,
    OwnExcuse,
    OwnPlan,
    PlanLeavesSomebodyOut,
    RoundHasNobody,
    RoundIsAgreed,
    RoundIsPlanned,
    RoundIsTooFar,
    RoundRuleMakesNoSense,
)
from wanglai.services.rounds.rule import clerks_of, round_rules, set_round_rule
from wanglai.services.rounds.words import titled
from wanglai.services.statements.issue_statement import issue_statement, reissue_statement
from wanglai.services.statements.on_paper import OnPaper, enter_on_paper, take_back_on_paper
from wanglai.services.statements.told import told_of
from wanglai.store.models import (
    Contract,
    ContractVersion,
    Customer,
    CustomerClass,
    Membership,
    ReconcilingRound,
    RoundMember,
    User,
)

NAMES = ("甲", "乙", "丙", "丁")
SCAN = Upload("回单.pdf", b"%PDF-1.7 scanned")
MAY = day("05-04")


@pytest.fixture
def book(db: None) -> Ledger:
    """甲 is a key account, 乙 of tier A, 丙 settles monthly, 丁 is none of these; each owes something since January 2026."""
    ledger = open_ledger()
    for number, name in enumerate(NAMES, start=1):
        ledger.post("invoice", f"INV-{number}", "100.00", "01-10", customer=name)
    customers = Customer.objects.filter(company_id=ledger.company_id)
    customers.filter(name="甲").update(is_key_account=True)
    CustomerClass.objects.create(
        company_id=ledger.company_id, customer_id=ledger.customer("乙"), kind="tier", value="A", as_of=day("01-31"),
        reason_zh="x", reason_en="x",
    )  # fmt: skip
    _monthly(ledger, "丙")
    return ledger


def _monthly(ledger: Ledger, name: str) -> None:
    by = ledger.books.people["CRC"]
    made = Contract.objects.create(
        company_id=ledger.company_id, customer_id=ledger.customer(name), number="HT-1", from_on=day("01-01"), draft={},
        created_by_id=by,
    )  # fmt: skip
    ContractVersion.objects.create(
        company_id=ledger.company_id, contract=made, number=1, agreement=record(monthly()), from_on=day("01-01"),
        signed_on=day("01-01"), made_by_id=by,
    )  # fmt: skip
    Contract.objects.filter(id=made.id).update(state="in_force", draft=None)


def clerk(book: Ledger) -> dict[str, Any]:
    return {**book.books.scope("ARA"), "origin": DOOR}


def today() -> date:
    return timezone.localdate()


def due(book: Ledger, kind: str, on: date = MAY) -> list[tuple[str, str, str]]:
    plan = preview_plan(**book.books.scope("ARA"), kind=kind, day=on, on=on)
    return [(row.customer, row.why, row.due_as) for row in plan.rows]


def opened(book: Ledger, kind: str = "year", on: date = MAY, **more: Any) -> int:
    made = open_round(**{**clerk(book), **more}, kind=kind, day=on, on=on)
    check_now()
    return made


def row_of(book: Ledger, round_id: int, name: str) -> int:
    return int(RoundMember.objects.get(round_id=round_id, customer_id=book.customer(name)).id)


def states(book: Ledger, round_id: int, on: date) -> dict[str, str]:
    page = reconciling_round_page(**book.reader, round_id=round_id, on=on)
    return {row.customer: row.state for row in page.members}


def year(book: Ledger, on: date, number: int = 2026) -> dict[str, str]:
    found = year_page(**book.reader, wanted=WantedYear(number, state=""), on=on)
    return {row.customer: row.state for row in found.rows}


def issued(book: Ledger, name: str, currency: str = "CNY") -> int:
    """A statement through yesterday."""
    last = today() - timedelta(days=1)
    return issue_statement(
        **book.scope, customer_id=book.customer(name), currency=currency, kind="open_items",
        from_on=last - timedelta(days=20), through_on=last, key=f"of {name} {currency}",
    )  # fmt: skip


def on_paper(book: Ledger, statement: int, kind: str = "signed") -> None:
    enter_on_paper(
        **book.scope, statement_id=statement, said=OnPaper(kind, today(), "李文", ""), key=f"{kind} {statement}",
        file=SCAN if kind == "signed" else None,
    )  # fmt: skip


def test_who_is_due_follows_from_class_contract_and_rule(book: Ledger) -> None:
    assert due(book, "month") == [("甲", "rule", "key_account")]
    assert due(book, "quarter") == [("乙", "rule", "tier_a")]
    assert due(book, "year") == [("丁", "rule", "others"), ("丙", "rule", "monthly_terms")]
    rule = RoundRule("quarter", "year", "year", "month", "quarter")
    set_round_rule(**book.scope, rule=rule)
    assert due(book, "month") == [("丙", "rule", "monthly_terms")]
    assert {name for name, *_ in due(book, "quarter")} == {"甲", "乙", "丁"}
    assert due(book, "year") == []
    with pytest.raises(RoundHasNobody):
        opened(book, "year")


def test_a_rule_names_no_never_and_only_people_who_reconcile(book: Ledger) -> None:
    assert round_rules(**book.reader)[0].version == 0
    with pytest.raises(RoundRuleMakesNoSense):
        set_round_rule(**book.scope, rule=RoundRule(others="never"))
    with pytest.raises(NobodyReconciles):
        set_round_rule(**book.scope, rule=RoundRule(), clerks=[book.books.people["SAL"]])
    with pytest.raises(NotPermitted):
        set_round_rule(**clerk(book), rule=RoundRule())
    assert clerks_of(book.company_id) == (
        book.books.people["ARA"],
    )  # who makes statements, not who agrees to them
    set_round_rule(**book.scope, rule=RoundRule(), clerks=[book.books.people["FM"]])
    assert clerks_of(book.company_id) == (book.books.people["FM"],)
    (now,) = round_rules(**book.reader)
    assert (now.version, len(now.clerks)) == (1, 1)


def test_a_plan_is_kept_agreed_by_another_and_then_its_days_stay(book: Ledger) -> None:
    made = opened(book)
    page = reconciling_round_page(**book.reader, round_id=made, on=MAY)
    assert page.row.title == titled("year", day("01-01"))
    assert (page.row.state, page.row.progress.total, page.row.days_left) == ("drafted", 2, 242)
    assert [row.day for row in page.members] == sorted(row.day for row in page.members)
    assert page.members[0].day >= MAY, "nothing is planned for a day that is over"
    with pytest.raises(RoundIsPlanned):
        opened(book)
    one = row_of(book, made, "丁")
    assert move_customers(**clerk(book), round_id=made, member_ids=[one], day=day("06-01")) == 1
    with pytest.raises(DayIsOutside):
        move_customers(**clerk(book), round_id=made, member_ids=[one], day=date(2027, 1, 1))
    with pytest.raises(NotPermitted):
        agree_plan(**clerk(book), round_id=made)
    # who moved something had a hand in it
    move_customers(**book.scope, round_id=made, member_ids=[one], day=day("06-02"))
    with pytest.raises(OwnPlan):
        agree_plan(**book.scope, round_id=made)
    other = User.objects.create(email="fm2@yuanjing.example", name="Second")
    Membership.objects.create(company_id=book.company_id, user=other, role="FM")
    second = {"company_id": book.company_id, "actor": other.id, "origin": DOOR}
    with pytest.raises(PlanLeavesSomebodyOut):
        agree_plan(**second, round_id=made)  # 甲 and 乙 are in no round of the year yet
    opened(book, "month")
    opened(book, "quarter")
    agree_plan(**second, round_id=made)
    with pytest.raises(RoundIsAgreed):
        agree_plan(**second, round_id=made)
    with pytest.raises(RoundIsAgreed):
        move_customers(**clerk(book), round_id=made, member_ids=[one], day=day("06-03"))
    fm = book.books.people["FM"]
    assert hand_over_customers(**clerk(book), round_id=made, member_ids=[one], owner_id=fm) == 1
    with pytest.raises(NobodyReconciles):
        hand_over_customers(**clerk(book), round_id=made, member_ids=[one], owner_id=book.books.people["SAL"])  # fmt: skip


def test_a_person_puts_in_and_takes_out_but_the_rule_s_customers_stay(book: Ledger) -> None:
    made = opened(book)
    more = {"owner_id": book.books.people["ARA"], "day": day("07-01")}
    added = put_customer_in(**clerk(book), round_id=made, customer_id=book.customer("甲"), **more)
    with pytest.raises(CustomerIsIn):
        put_customer_in(**clerk(book), round_id=made, customer_id=book.customer("甲"), **more)
    with pytest.raises(CustomerStays):
        take_out_customers(**clerk(book), round_id=made, member_ids=[added, row_of(book, made, "丁")])  # fmt: skip
    assert RoundMember.objects.filter(round_id=made).count() == 3, "all or none"
    assert take_out_customers(**clerk(book), round_id=made, member_ids=[added]) == 1
    with pytest.raises(NotFound):
        take_out_customers(**clerk(book), round_id=made, member_ids=[added])


def test_only_the_period_of_today_or_the_next_is_opened(book: Ledger) -> None:
    for wrong in (day("04-30"), day("07-01")):
        with pytest.raises(RoundIsTooFar):
            preview_plan(**book.books.scope("ARA"), kind="month", day=wrong, on=MAY)
    assert preview_plan(**book.books.scope("ARA"), kind="month", day=day("06-01"), on=MAY).rows


def test_a_customer_is_done_by_facts_and_undone_with_them(book: Ledger) -> None:
    made = opened(book, on=today())
    page = reconciling_round_page(**book.reader, round_id=made, on=today())
    (other,) = [row for row in page.members if row.customer == "丙"]
    assert states(book, made, today())["丁"] == "planned"
    statement = issued(book, "丁")
    on_paper(book, statement, "handed")
    assert states(book, made, today())["丁"] == "sent"
    assert states(book, made, date(today().year, 12, 31) + timedelta(days=1))["丁"] == "overdue"
    on_paper(book, statement)
    assert states(book, made, today())["丁"] == "confirmed"
    assert year(book, today(), today().year)["丁"] == "agreed"
    (row,) = [
        row
        for row in reconciling_round_page(**book.reader, round_id=made, on=today()).members
        if row.customer == "丁"
    ]
    assert (row.source, row.source_id, row.agreed_on) == ("statement", statement, today())
    take_back_on_paper(**book.scope, statement_id=statement, reason="wrong customer")
    assert states(book, made, today())["丁"] == "planned"
    assert year(book, today(), today().year)["丁"] == "missing"
    assert other.state == "planned"


def test_the_portal_confirms_and_both_places_that_count_the_ways_say_the_same(book: Ledger) -> None:
    opened(book, on=today())
    portal, paper, handed = (issued(book, name) for name in ("丁", "丙", "乙"))
    contact = contact_of(book, "丁")
    sent = Sent(
        book, portal, contact, make_link(**clerk(book), statement_id=portal, contact_id=contact)
    )
    visitor = sent.proved()
    confirm(visitor=visitor, address=ADDRESS, name="王芳", shown=whole_statement(visitor=visitor).shown, key="c")  # fmt: skip
    on_paper(book, paper)
    on_paper(book, handed, "handed")
    asked = {"company": book.company_id, "since": today() - timedelta(days=40), "zone": timezone.get_current_timezone_name()}  # fmt: skip
    agreed = fetch("SELECT source_id, agreed_on FROM store_accounts_agreed(%(company)s, %(since)s, %(zone)s)", asked)  # fmt: skip
    of_statements = (
        "WITH paper AS (SELECT id FROM store_statement WHERE company_id = %(company)s), "
    )
    told = fetch(of_statements + told_of("paper") + " SELECT statement_id, confirmed_on FROM told WHERE confirmed_on IS NOT NULL", asked)  # fmt: skip
    assert sorted(agreed) == sorted(told) == sorted([(portal, today()), (paper, today())])
    assert set(states(book, ReconcilingRound.objects.get().id, today()).values()) == {"confirmed"}


def test_what_was_confirmed_and_then_said_otherwise_is_to_be_agreed_again(book: Ledger) -> None:
    made = opened(book, on=today())
    statement = issued(book, "丁")
    on_paper(book, statement)
    assert states(book, made, today())["丁"] == "confirmed"
    book.post("invoice", "INV-8", "5.00", "01-20", customer="丁")
    reissue_statement(**book.scope, statement_id=statement, reason="漏记", key="again")
    assert states(book, made, today())["丁"] != "confirmed"


def test_every_currency_of_an_account_has_to_be_agreed(book: Ledger) -> None:
    book.post("invoice", "USD-1", "50.00", "01-12", customer="丁", currency="USD", rate="7")
    made = opened(book, on=today())
    on_paper(book, issued(book, "丁"))
    assert states(book, made, today())["丁"] in ("planned", "overdue", "sent")
    on_paper(book, issued(book, "丁", "USD"))
    assert states(book, made, today())["丁"] == "confirmed"


def test_a_signed_balance_reconciliation_statement_reconciles(db: None) -> None:
    book = open_ledger()
    book.post("invoice", "INV-1", "1,000.00", "01-10", due="02-09")
    book.post("receipt", "R-1", "400.00", "01-20")
    book.post("invoice", "INV-2", "300.00", "01-31", due="03-02")
    made = opened(book, on=day("01-05"))
    sign_january(reconcile(book, "01", JANUARY))  # signed on 5 February
    assert states(book, made, day("02-06")) == {"远景": "reconciled"}
    (row,) = reconciling_round_page(**book.reader, round_id=made, on=day("02-06")).members
    assert (row.source, row.source_id, row.agreed_on) == ("reconciliation", book.books.reconciliation_id, day("02-05"))  # fmt: skip
    assert year(book, day("02-06")) == {"远景": "agreed"}


def test_a_letter_of_confirmation_answered_confirms(book: Ledger) -> None:
    made = opened(book, on=today())
    wanted = WantedRound(today() - timedelta(days=1), "审计", "公信", "上海", 1, 0, 0, 0, "s")
    letters = draft_round(**clerk(book), wanted=wanted, key="k")
    shown = letters_of(**book.reader, round_id=letters).shown
    agree_letters(**book.scope, round_id=letters, shown=shown)
    letter = next(row.id for row in letters_of(**book.reader, round_id=letters).letters if row.customer == "丁")  # fmt: skip
    enter_reply(**clerk(book), letter_id=letter, said=Said("agrees", "hand", today(), {}), key="r")
    assert states(book, made, today())["丁"] == "confirmed"


def test_what_a_round_leaves_over_is_in_the_next_one(book: Ledger) -> None:
    opened(book, "month")
    june = day("06-01")
    Customer.objects.filter(company_id=book.company_id, name="甲").update(is_key_account=False)
    assert due(book, "month", june) == [("甲", "carried", "others")]
    made = opened(book, "month", june)
    assert RoundMember.objects.get(round_id=made).why == "carried"


def test_who_is_excused_from_a_round_is_not_left_over(book: Ledger) -> None:
    made = opened(book, "month")
    one = row_of(book, made, "甲")
    with pytest.raises(ExcuseSaysNotWhy):
        ask_excuses(**clerk(book), round_id=made, member_ids=[one], reason="  ")
    assert ask_excuses(**book.scope, round_id=made, member_ids=[one], reason="客户停业") == 1
    assert states(book, made, MAY) == {"甲": "planned"}
    with pytest.raises(OwnExcuse):
        decide_excuse(**book.scope, round_id=made, member_id=one, agrees=True)
    with pytest.raises(NotPermitted):
        decide_excuse(**clerk(book), round_id=made, member_id=one, agrees=True)
    other = User.objects.create(email="fm2@yuanjing.example", name="Second")
    Membership.objects.create(company_id=book.company_id, user=other, role="FM")
    second = {"company_id": book.company_id, "actor": other.id, "origin": DOOR}
    decide_excuse(**second, round_id=made, member_id=one, agrees=False)
    ask_excuses(**clerk(book), round_id=made, member_ids=[one], reason="客户停业，已注销")
    with pytest.raises(ExcuseStandsElsewhere):
        ask_excuses(**clerk(book), round_id=made, member_ids=[one], reason="x")
    assert reconciling_round_page(**book.reader, round_id=made, on=MAY).excuses == 1
    decide_excuse(**book.scope, round_id=made, member_id=one, agrees=True)
    with pytest.raises(ExcuseStandsElsewhere):
        decide_excuse(**book.scope, round_id=made, member_id=one, agrees=True)
    assert states(book, made, MAY) == {"甲": "excused"}
    Customer.objects.filter(company_id=book.company_id, name="甲").update(is_key_account=False)
    assert due(book, "month", day("06-01")) == []
    assert year(book, MAY)["甲"] == "missing", "the year is not forgiven with a month"


def test_however_many_are_excused_where_they_stand_is_asked_once(book: Ledger) -> None:
    made = opened(book)
    put_customer_in(**clerk(book), round_id=made, customer_id=book.customer("甲"), day=day("07-01"), owner_id=book.books.people["ARA"])  # fmt: skip
    members = list(RoundMember.objects.filter(round_id=made).values_list("id", flat=True))
    with CaptureQueriesContext(connection) as asked:
        assert ask_excuses(**clerk(book), round_id=made, member_ids=members, reason="客户停业") == len(members) > 1  # fmt: skip
    assert sum("store_customers_agreed" in each["sql"] for each in asked.captured_queries) == 1


def asked_in(asked: CaptureQueriesContext, question: str) -> int:
    return sum(question in each["sql"] for each in asked.captured_queries)


def test_however_many_rounds_there_are_where_they_stand_is_asked_once(book: Ledger) -> None:
    made = [opened(book, kind) for kind in ("month", "quarter", "year")]
    with CaptureQueriesContext(connection) as asked:
        listed = list_reconciling_rounds(**book.reader, on=MAY).rows
    assert asked_in(asked, "store_customers_agreed(") == 1
    with CaptureQueriesContext(connection) as asked:
        page = reconciling_round_page(**book.reader, round_id=made[2], on=MAY)
    assert asked_in(asked, "store_customers_agreed(") == 1
    assert [len(page.members), page.row.progress.total] == [2, 2]
    with CaptureQueriesContext(connection) as asked:
        year_page(**book.reader, wanted=WantedYear(2026), on=MAY)
    assert asked_in(asked, "store_customers_with_account(") == 1
    told = {row.id: dict(row.progress.counts) for row in listed}
    assert told == {each: dict(reconciling_round_page(**book.reader, round_id=each, on=MAY).row.progress.counts) for each in made}  # fmt: skip
    assert all(told.values())


def test_where_no_row_fits_the_figures_are_still_told(book: Ledger) -> None:
    made = opened(book)
    page = reconciling_round_page(**book.reader, round_id=made, wanted=WantedMembers(search="没有"), on=MAY)  # fmt: skip
    assert (page.members, page.row.progress.total) == ((), 2)
    year_of = year_page(**book.reader, wanted=WantedYear(2026, search="没有"), on=MAY)
    assert (year_of.rows, year_of.total) == ((), 4)


def test_a_reconciled_customer_needs_no_excuse(book: Ledger) -> None:
    made = opened(book, on=today())
    on_paper(book, issued(book, "丁"))
    with pytest.raises(ExcuseStandsElsewhere):
        ask_excuses(**clerk(book), round_id=made, member_ids=[row_of(book, made, "丁")], reason="x")  # fmt: skip


def test_who_was_agreed_all_year_with_nobody_is_in_next_year_s_round_whatever_its_class(book: Ledger) -> None:  # fmt: skip
    made = opened(book)
    one = row_of(book, made, "丁")
    ask_excuses(**clerk(book), round_id=made, member_ids=[one], reason="x")
    decide_excuse(**book.scope, round_id=made, member_id=one, agrees=True)
    assert year(book, day("12-31")) == {"丁": "excused", "丙": "missing", "乙": "missing", "甲": "missing"}  # fmt: skip
    new_year = date(2027, 1, 4)
    found = {name: why for name, why, _ in due(book, "year", new_year)}
    assert found == {"甲": "minimum", "乙": "minimum", "丙": "minimum", "丁": "rule"}
    made = opened(book, "year", new_year)
    assert RoundMember.objects.get(round_id=made, customer_id=book.customer("甲")).why == "minimum"


def test_the_year_counts_its_days_and_names_the_round_that_has_a_customer(book: Ledger) -> None:
    first = day("01-12")
    found = year_page(**book.reader, wanted=WantedYear(2026), on=first)
    assert (found.days_left, found.counts, found.total) == (354, {"missing": 4}, 4)
    made = opened(book, on=first)
    rows = {row.customer: row for row in year_page(**book.reader, wanted=WantedYear(2026), on=first).rows}  # fmt: skip
    assert (rows["丁"].round_id, rows["丁"].place) == (made, titled("year", day("01-01")))
    assert rows["甲"].round_id is None
    assert year_page(**book.reader, wanted=WantedYear(2025), on=first).total == 0
    assert year_page(**book.reader, wanted=WantedYear(2026, search="yi"), on=first).rows[0].customer == "乙"  # fmt: skip
    assert year_page(**book.reader, wanted=WantedYear(2025), on=first).days_left == 0


def test_a_balance_that_was_settled_in_the_year_had_an_account_in_it(book: Ledger) -> None:
    book.post("receipt", "RC-4", "100.00", "01-20", customer="丁")
    book.settle("INV-4", "RC-4", None, "03-01")
    asked = {"company": book.company_id, "first": day("02-01"), "last": day("02-28")}
    found = {row[0] for row in fetch("SELECT * FROM store_customers_with_account(%(company)s, %(first)s, %(last)s)", asked)}  # fmt: skip
    assert book.customer("丁") in found
    asked |= {"first": day("04-01"), "last": day("04-30")}
    found = {row[0] for row in fetch("SELECT * FROM store_customers_with_account(%(company)s, %(first)s, %(last)s)", asked)}  # fmt: skip
    assert found == {book.customer(name) for name in "甲乙丙"}


def test_an_old_line_that_was_settled_before_is_no_account_and_a_credit_settled_since_is_one(book: Ledger) -> None:  # fmt: skip
    book.post("receipt", "RC-4", "100.00", "01-20", customer="丁")
    book.settle("INV-4", "RC-4", None, "01-31")
    book.post("receipt", "RC-3", "100.00", "01-20", customer="丙")
    book.settle("INV-3", "RC-3", None, "02-01")
    asked = {"company": book.company_id, "first": day("02-01"), "last": day("02-28")}
    found = {row[0] for row in fetch("SELECT * FROM store_customers_with_account(%(company)s, %(first)s, %(last)s)", asked)}  # fmt: skip
    assert found == {book.customer(name) for name in "甲乙丙"}


def test_a_night_in_which_nobody_became_due_does_not_take_the_book(book: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    opened(book)
    assert keep_rounds(book.company_id, MAY).opened == 2
    check_now()
    taken = []
    monkeypatch.setattr("wanglai.services.rounds.open_round.known_act", lambda *asked: taken.append(asked))  # fmt: skip
    assert keep_rounds(book.company_id, MAY) == Kept(0, 0)
    assert taken == []


def test_a_plan_made_before_somebody_wrote_is_made_again_under_the_book(book: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    opened(book)

    def taken(company_id: int, key: str, asked: bytes) -> int | None:
        monkeypatch.undo()
        opened(book, "quarter")  # by a person, in the moment before the night has the book
        return known_act(company_id, key, asked)

    monkeypatch.setattr("wanglai.services.rounds.open_round.known_act", taken)
    assert keep_rounds(book.company_id, MAY) == Kept(1, 0)
    check_now()


def test_a_merged_customer_stands_under_the_name_that_stays(book: Ledger) -> None:
    made = opened(book, on=today())
    merge_customers(**book.books.scope("CRC"), origin=DOOR, merged_id=book.customer("丁"), survivor_id=book.customer("丙"), reason="x")  # fmt: skip
    assert "丁" not in year(book, today(), today().year)
    on_paper(book, issued(book, "丙"))
    assert set(states(book, made, today()).values()) == {"confirmed"}


def test_the_night_opens_what_has_begun_and_takes_in_who_became_due(book: Ledger) -> None:
    assert keep_rounds(book.company_id, MAY) == Kept(0, 0), "nobody keeps rounds yet"
    set_round_rule(**book.scope, rule=RoundRule())
    assert keep_rounds(book.company_id, MAY) == Kept(3, 0)
    check_now()
    assert keep_rounds(book.company_id, MAY) == Kept(0, 0)
    book.post("invoice", "INV-9", "10.00", "05-04", customer="戊")
    assert keep_rounds(book.company_id, day("05-05")) == Kept(0, 1)
    found = RoundMember.objects.get(customer_id=book.customer("戊"))
    assert (found.round.kind, found.why, found.round.opened_by_id) == ("year", "rule", None)
    assert found.day >= day("05-05")
    assert keep_rounds(book.company_id, day("06-01")) == Kept(1, 0)
    for each in ReconcilingRound.objects.filter(kind="month"):
        agree_plan(
            **book.scope, round_id=each.id
        )  # the machine planned them: anybody who may agrees


def test_the_job_keeps_every_company_s_rounds(book: Ledger) -> None:
    set_round_rule(**book.scope, rule=RoundRule())
    tasks.keep_rounds(0)
    assert set(ReconcilingRound.objects.values_list("kind", flat=True)) == {"month", "quarter", "year"}  # fmt: skip


def test_who_is_missing_is_taken_in_at_once(book: Ledger) -> None:
    made = opened(book)
    assert take_in_missing(**clerk(book), round_id=made, on=MAY) == 0
    book.post("invoice", "INV-9", "10.00", "05-04", customer="戊")
    assert take_in_missing(**clerk(book), round_id=made, on=MAY) == 1


def test_people_see_the_customers_they_look_after(book: Ledger) -> None:
    made = opened(book)
    sales = book.books.scope("SAL")
    assert reconciling_round_page(**sales, round_id=made, on=MAY).members == ()
    Customer.objects.filter(name="丁").update(manager_id=book.books.people["SAL"])
    page = reconciling_round_page(**sales, round_id=made, on=MAY)
    assert [row.customer for row in page.members] == ["丁"]
    assert list_reconciling_rounds(**sales, on=MAY).rows[0].progress.total == 1
    assert year_page(**sales, wanted=WantedYear(2026), on=MAY).total == 1
    with pytest.raises(NotFound):
        reconciling_round_page(**open_ledger("bieren").reader, round_id=made)


def test_a_round_is_searched_filtered_and_paged(book: Ledger) -> None:
    made = opened(book)
    first = reconciling_round_page(**book.reader, round_id=made, on=MAY, limit=1)
    assert first.next_after
    at, number = first.next_after.split(".")
    rest = reconciling_round_page(**book.reader, round_id=made, wanted=WantedMembers(after=(date.fromisoformat(at), int(number))), on=MAY)  # fmt: skip
    assert {row.customer for row in (*first.members, *rest.members)} == {"丙", "丁"}
    for wanted, count in (
        (WantedMembers(search="ding"), 1),
        (WantedMembers(state="planned"), 2),
        (WantedMembers(state="confirmed"), 0),
        (WantedMembers(owner_id=book.books.people["ARA"]), 2),
        (WantedMembers(owner_id=book.books.people["FM"]), 0),
        (WantedMembers(excuses_only=True), 0),
    ):
        assert len(reconciling_round_page(**book.reader, round_id=made, wanted=wanted, on=MAY).members) == count, wanted  # fmt: skip


def test_rounds_are_taken_away_as_tables(book: Ledger) -> None:
    made = opened(book)
    rounds = list(reconciling_rounds_table(**book.reader, on=MAY).rows)
    assert [row[5] for row in rounds] == [2]
    assert {row[0] for row in members_table(**book.reader, round_id=made, on=MAY).rows} == {"丙", "丁"}  # fmt: skip
    assert [row[0] for row in year_table(**book.reader, wanted=WantedYear(2026), on=MAY).rows] == ["丁", "丙", "乙", "甲"]  # fmt: skip
