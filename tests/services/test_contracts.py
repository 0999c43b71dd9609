"""Contracts from draft to end: what is signed, what is refused, and which day a delivery is due."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.agreements import (
    DOOR,
    FIRST,
    MONTHLY_60,
    customer,
    drafted,
    page,
    record,
    sign,
    signed,
    wanted,
)
from tests.books import Books, open_company
from tests.ledgers import open_ledger
from wanglai.domain.discount import Discount, Rung
from wanglai.domain.instalments import Fixed, Part, Percent, Rest
from wanglai.domain.law_form import record_of as record_of_law
from wanglai.domain.penalty import DatedRate, PenaltyClause
from wanglai.domain.statutory import CHINA_2025, Limit
from wanglai.domain.terms import Due, Pending
from wanglai.domain.terms_ready import (
    CASH_ON_DELIVERY,
    PREPAID,
    monthly_by_days,
    monthly_by_months,
    net,
    with_retention,
)
from wanglai.services.access.scope import NotFound
from wanglai.services.approvals.bands import DEFAULT_BANDS, ApprovalIsNeeded
from wanglai.services.approvals.decide_approval import decide_approval
from wanglai.services.approvals.queries import show_request
from wanglai.services.approvals.request_approval import request_approval
from wanglai.services.audit.queries import TrailFilter, trail
from wanglai.services.contracts.amend_contract import Amendment, amend_contract, drop_amendment
from wanglai.services.contracts.company_days import (
    DayIsTooFar,
    clear_company_day,
    company_days,
    set_company_day,
)
from wanglai.services.contracts.contract_files import attach_file, take_file
from wanglai.services.contracts.draft_contract import change_draft, draft_contract
from wanglai.services.contracts.end_contract import end_contract
from wanglai.services.contracts.expiry import write_expiry_warnings
from wanglai.services.contracts.preview import preview_terms
from wanglai.services.contracts.queries import list_contracts
from wanglai.services.contracts.rates import (
    RateIsNone,
    RateNeedsASource,
    RatesOverlap,
    enter_rates,
    published_rates,
    withdraw_rate,
)
from wanglai.services.contracts.refused import (
    AgreementIsMistaken,
    ContractIsOver,
    ContractIsSigned,
    ContractNeedsANumber,
    ContractsOverlap,
    DaysOutOfOrder,
    DraftHasChanged,
    NothingToSign,
    NumberIsTaken,
    ReasonIsMissing,
    WarningsNotAcknowledged,
)
from wanglai.services.contracts.set_law import LawIsMistaken, payment_law, set_law
from wanglai.services.contracts.sign_contract import sign_contract
from wanglai.services.contracts.terms_in_force import PlanDoesNotFit, due_days, terms_in_force
from wanglai.services.reconciliation.uploads import FileIsEmpty, Upload
from wanglai.services.refusals import NotPermitted
from wanglai.store.models import Act, Contract, ContractVersion, Customer, Event, ExpiryWarning

LARGE = {"buyer": "large", "seller_is_small": True}


def due(books: Books, events: dict[Any, date], amount: int = 100_00, **more: Any) -> list[str]:
    found = due_days(books.company_id, customer(books), events, amount, "CNY", **more)
    return [
        f"{one.amount} {one.due.on}" if isinstance(one.due, Due) else f"{one.amount} {one.due.missing}"
        for one in found
    ]  # fmt: skip


def test_a_delivery_after_the_cut_off_is_due_with_the_next_cycle(books: Books) -> None:
    """月结60 with cut-off 25: 26 March belongs to the cycle that ends on 25 April; 24 June is a Tuesday."""
    signed(books)
    assert due(books, {"delivery": date(2025, 3, 26)}) == ["10000 2025-06-24"]
    assert due(books, {"delivery": date(2025, 3, 25)}) == ["10000 2025-05-26"], (
        "05-24 is a Saturday"
    )


def test_the_companys_own_day_moves_the_due_day(books: Books) -> None:
    signed(books)
    said: dict[str, Any] = {**books.scope("CRC"), "origin": DOOR, "on": date(2025, 6, 24)}
    set_company_day(**said, is_worked=False, reason="盘点", today=FIRST)
    assert due(books, {"delivery": date(2025, 3, 26)}) == ["10000 2025-06-25"]
    assert [day.reason for day in company_days(**books.scope("AUD"))] == ["盘点"]
    clear_company_day(**said)
    assert due(books, {"delivery": date(2025, 3, 26)}) == ["10000 2025-06-24"]
    with pytest.raises(NotFound):
        clear_company_day(**said)
    with pytest.raises(DayIsTooFar):
        set_company_day(**{**said, "on": date(2099, 1, 1)}, is_worked=True, reason="", today=FIRST)


def test_without_a_contract_nothing_is_guessed(books: Books) -> None:
    assert due(books, {"delivery": date(2025, 3, 26)}) == []
    contract_id = drafted(books)
    assert due(books, {"delivery": date(2025, 3, 26)}) == [], "a draft holds for nobody"
    sign(books, contract_id)
    assert terms_in_force(books.company_id, customer(books), date(2024, 12, 31)) is None
    assert terms_in_force(books.company_id, customer(books, "别人"), FIRST) is None
    held = terms_in_force(books.company_id, customer(books), FIRST)
    assert held is not None
    assert (held.contract_id, held.version, held.terms) == (contract_id, 1, MONTHLY_60)
    other = open_company("bieren")
    assert terms_in_force(other.company_id, customer(books), FIRST) is None


def test_a_plan_gives_each_part_its_day_or_what_it_waits_for(books: Books) -> None:
    plan = with_retention(Decimal(5), net(30, "delivery"), months=12)
    signed(books, agreement=record(instalments=plan))
    delivered = {"delivery": date(2025, 3, 10)}
    assert due(books, delivered) == ["9500 2025-04-09", "500 ('acceptance',)"]
    accepted = {**delivered, "acceptance": date(2025, 3, 20)}
    assert due(books, accepted) == ["9500 2025-04-09", "500 2026-03-20"]
    pending = due_days(books.company_id, customer(books), delivered, 100_00, "CNY")[1].due
    assert isinstance(pending, Pending)
    assert pending.ages_from == date(2025, 3, 10)


def test_a_plan_that_does_not_fit_a_document_is_refused(books: Books) -> None:
    plan = (Part(Fixed(500_00), PREPAID), Part(Rest(), CASH_ON_DELIVERY))
    signed(books, agreement=record(instalments=plan, currency="CNY"))
    events: dict[Any, date] = {"order": FIRST, "delivery": FIRST}
    assert due(books, events, 800_00) == ["50000 2025-01-01", "30000 2025-01-01"]
    with pytest.raises(PlanDoesNotFit):
        due(books, events, 400_00)
    with pytest.raises(PlanDoesNotFit):
        due_days(books.company_id, customer(books), events, 800_00, "USD")


def amend(books: Books, contract_id: int, **more: Any) -> None:
    plain: dict[str, Any] = {
        "agreement": record(net(30, "delivery")),
        "from_on": date(2025, 7, 1),
        "signed_on": date(2025, 6, 20),
        "reason": "改为净30天",
    }
    amend_contract(
        **books.scope("CRC"), origin=DOOR, contract_id=contract_id,
        amendment=Amendment(**{**plain, **more}),
    )  # fmt: skip


def test_an_amendment_holds_from_its_day_and_old_terms_for_what_was_delivered_before(
    books: Books,
) -> None:
    contract_id = signed(books)
    amend(books, contract_id)
    assert due(books, {"delivery": date(2025, 7, 1)}) == ["10000 2025-09-23"], "not signed yet"
    sign(books, contract_id)
    assert due(books, {"delivery": date(2025, 6, 30)}) == ["10000 2025-09-23"]
    assert due(books, {"delivery": date(2025, 7, 1)}) == ["10000 2025-07-31"]
    late_invoice: dict[Any, date] = {
        "delivery": date(2025, 6, 30),
        "invoice_date": date(2025, 7, 2),
    }
    assert due(books, late_invoice) == ["10000 2025-09-23"], "the terms of the delivery hold"
    assert due(books, late_invoice, on=date(2025, 7, 2)) == ["10000 2025-07-30"]
    shown = page(books, contract_id, date(2025, 8, 1))
    assert [version.number for version in shown.versions] == [2, 1]
    assert shown.versions[0].reason == "改为净30天"
    assert [row.label.en for row in shown.compared if row.cells[0][1]] == ["Terms"]


def test_an_amendment_keeps_the_due_days_of_posted_items(db: None) -> None:
    book = open_ledger(bands=DEFAULT_BANDS)
    contract_id = _signed_by_two(book.books, book.books.people["FM"])
    (part,) = due_days(
        book.company_id, customer(book.books), {"delivery": date(2026, 1, 5)}, 113_00, "CNY"
    )
    assert isinstance(part.due, Due)
    book.post("invoice", "INV-1", "113.00", "01-05", due=part.due.on.isoformat())
    amend(book.books, contract_id, from_on=date(2026, 1, 1), signed_on=date(2026, 1, 20))
    _approved(book.books, contract_id, book.books.people["FM"])
    assert ContractVersion.objects.filter(contract_id=contract_id).count() == 2
    assert book.item("INV-1").due_on == part.due.on == date(2026, 3, 26)
    (now,) = due_days(
        book.company_id, customer(book.books), {"delivery": date(2026, 1, 5)}, 113_00, "CNY"
    )
    assert isinstance(now.due, Due)
    assert now.due.on == date(2026, 2, 4)


def _signed_by_two(books: Books, manager: int) -> int:
    contract_id = drafted(books)
    _approved(books, contract_id, manager)
    return contract_id


def _approved(books: Books, contract_id: int, manager: int) -> None:
    draft = page(books, contract_id).draft
    assert draft is not None
    subject = {"contract_id": contract_id, "shown": draft.shown, "acknowledged": {}}
    asked = request_approval(
        **books.scope("CRC"), origin=DOOR, kind="sign_contract", subject=subject, key=draft.shown
    )
    request = show_request(company_id=books.company_id, actor=manager, request_id=asked)
    assert (request.document, request.contract_id) == ("HT-1", contract_id)
    said = decide_approval(
        company_id=books.company_id, actor=manager, origin=DOOR, request_id=asked,
        verdict="approve", shown_hash=bytes.fromhex(request.subject_hash),
    )  # fmt: skip
    assert said == "done"


def test_a_controller_signs_with_a_managers_word_and_the_chain_says_so(db: None) -> None:
    books = open_ledger(bands=DEFAULT_BANDS).books
    contract_id = drafted(books)
    draft = page(books, contract_id).draft
    assert draft is not None
    with pytest.raises(ApprovalIsNeeded):
        sign(books, contract_id)
    _approved(books, contract_id, books.people["FM"])
    version = ContractVersion.objects.get(contract_id=contract_id)
    assert (version.made_by_id, version.approved_by_id) == (books.people["CRC"], books.people["FM"])
    act = Act.objects.filter(company_id=books.company_id, kind="sign_contract").get()
    assert draft.shown in act.facts
    sentences = [row.sentence.en for row in trail(**books.scope("AUD"), wanted=TrailFilter()).rows]
    assert "Signed version 1 of contract HT-1 of 远景, from 2025-01-01" in sentences
    assert "Drafted contract HT-1 of 远景" in sentences


def test_what_an_approver_saw_is_what_is_signed(db: None) -> None:
    books = open_ledger(bands=DEFAULT_BANDS).books
    contract_id = drafted(books)
    draft = page(books, contract_id).draft
    assert draft is not None
    subject = {"contract_id": contract_id, "shown": draft.shown, "acknowledged": {}}
    asked = request_approval(
        **books.scope("CRC"), origin=DOOR, kind="sign_contract", subject=subject, key="k"
    )
    change_draft(
        **books.scope("CRC"), origin=DOOR, contract_id=contract_id,
        wanted=wanted(books, agreement=record(net(90))),
    )  # fmt: skip
    shown = show_request(**books.scope("FM"), request_id=asked)
    with pytest.raises(DraftHasChanged):
        decide_approval(
            **books.scope("FM"), origin=DOOR, request_id=asked, verdict="approve",
            shown_hash=bytes.fromhex(shown.subject_hash),
        )  # fmt: skip
    assert Contract.objects.get(id=contract_id).state == "draft"


def test_warnings_of_the_law_are_acknowledged_by_name_with_a_reason(books: Books) -> None:
    agreement = record(monthly_by_days(60), **LARGE)
    contract_id = drafted(books, agreement=agreement, signed_on=date(2025, 7, 1))
    draft = page(books, contract_id).draft
    assert draft is not None
    assert [one.code for one in draft.warnings] == ["term_over_usual", "no_rate_agreed"]
    assert "90 days where 60" in draft.warnings[0].words.en
    assert "第九条" in draft.warnings[0].source
    for said in (
        {},
        {"term_over_usual": "惯例"},
        {"term_over_usual": "惯例", "no_rate_agreed": " "},
    ):
        with pytest.raises(WarningsNotAcknowledged):
            sign(books, contract_id, acknowledged=said)
    sign(books, contract_id)
    (version,) = page(books, contract_id).versions
    assert [(one.reason, "条" in one.source) for one in version.acknowledged] == [
        ("行业惯例", True)
    ] * 2


def test_contracts_signed_before_the_law_get_no_warning(books: Books) -> None:
    agreement = record(monthly_by_days(90), **LARGE)
    for day, count in ((date(2025, 5, 31), 0), (date(2025, 6, 1), 2)):
        shown = preview_terms(**books.scope("CRC"), agreement=agreement, from_on=day, signed_on=day)
        assert len(shown.warnings) == count


def test_the_rate_floor_is_the_published_one_on_the_day_of_signing(books: Books) -> None:
    clause = PenaltyClause(Decimal("2.40"))
    agreement = record(net(30, "delivery"), penalty=clause, **LARGE)
    asked: dict[str, Any] = {
        **books.scope("CRC"), "agreement": agreement, "from_on": date(2025, 7, 1), "signed_on": date(2025, 7, 1)
    }  # fmt: skip
    assert [one.code for one in preview_terms(**asked).warnings] == ["floor_unknown"]
    rates = [
        DatedRate(date(2025, 5, 20), Decimal("3.00"), source="公告 2025-05-20"),
        DatedRate(date(2024, 10, 21), Decimal("3.10"), source="公告 2024-10-21"),
    ]
    assert enter_rates(**books.scope("CRC"), origin=DOOR, table="LPR-1Y", rates=rates) == 2
    assert enter_rates(**books.scope("CRC"), origin=DOOR, table="LPR-1Y", rates=rates) == 0
    (warning,) = preview_terms(**asked).warnings
    assert (warning.code, "2.40 % a year where 3.00" in warning.words.en) == (
        "rate_below_floor",
        True,
    )
    newest, before = published_rates(**books.scope("AUD"))
    assert (newest.to_on, before.to_on) == (None, date(2025, 5, 19))
    withdraw_rate(**books.scope("CRC"), origin=DOOR, rate_id=newest.id)
    assert published_rates(**books.scope("AUD"))[0].to_on is None


def test_rates_without_source_or_sense_are_refused(books: Books) -> None:
    def enter(
        percent: str, source: str = "公告", *, on: date = FIRST, to: date | None = None
    ) -> None:
        rates = [DatedRate(on, Decimal(percent), to, source)]
        enter_rates(**books.scope("CRC"), origin=DOOR, table="LPR-1Y", rates=rates)

    with pytest.raises(RateNeedsASource):
        enter("3", " ")
    with pytest.raises(RateIsNone):
        enter("-1")
    enter("3", to=date(2025, 6, 30))
    for on in (FIRST, date(2025, 6, 30)):
        with pytest.raises(RatesOverlap):
            enter("4", on=on)
    enter("4", on=date(2025, 7, 1))
    with pytest.raises(NotFound):
        withdraw_rate(**books.scope("CRC"), origin=DOOR, rate_id=0)


def test_a_lawyer_changes_the_figures_of_the_law_with_a_reason(books: Books) -> None:
    limits = {"large": Limit(100, is_absolute=False, source="新条例 第九条")}
    settings = record_of_law(replace(CHINA_2025, limits=limits))
    said: dict[str, Any] = {**books.scope("FM"), "origin": DOOR}
    with pytest.raises(ReasonIsMissing):
        set_law(**said, settings=settings, reason=" ")
    with pytest.raises(LawIsMistaken) as mistaken:
        set_law(**said, settings={**settings, "floor_source": ""}, reason="修订")
    assert [one.field for one in mistaken.value.problems] == ["floor_source"]
    set_law(**said, settings=settings, reason="修订")
    assert payment_law(**books.scope("CRC")).limits == limits
    shown = preview_terms(
        **books.scope("CRC"), agreement=record(monthly_by_days(60), **LARGE),
        from_on=date(2025, 7, 1), signed_on=date(2025, 7, 1),
    )  # fmt: skip
    assert [one.code for one in shown.warnings] == ["no_rate_agreed"]


def test_drafts_that_make_no_sense_are_refused(books: Books) -> None:
    with pytest.raises(NotFound):
        drafted(books, customer_id=0)
    with pytest.raises(ContractNeedsANumber):
        drafted(books, number=" ")
    with pytest.raises(DaysOutOfOrder):
        drafted(books, to_on=date(2024, 12, 31))
    with pytest.raises(AgreementIsMistaken) as mistaken:
        drafted(books, agreement={"terms": {}, "discount": {"rungs": []}})
    assert [one.field for one in mistaken.value.problems] == [
        "terms.counted_from",
        "discount.rungs",
    ]
    with pytest.raises(NotFound):
        drafted(books, replaces=0)
    first = drafted(books)
    with pytest.raises(NumberIsTaken):
        drafted(books)
    with pytest.raises(DaysOutOfOrder):
        drafted(books, number="HT-2", replaces=first)
    other = open_company("bieren")
    with pytest.raises(NotFound):
        drafted(other, customer_id=customer(books))
    assert Contract.objects.count() == 1


def test_a_signed_contract_is_amended_never_changed(books: Books) -> None:
    contract_id = signed(books)
    said: dict[str, Any] = {**books.scope("CRC"), "origin": DOOR, "contract_id": contract_id}
    with pytest.raises(ContractIsSigned):
        change_draft(**said, wanted=wanted(books))
    with pytest.raises(NothingToSign):
        sign_contract(**said, shown="", acknowledged={})
    with pytest.raises(NothingToSign):
        drop_amendment(**said)
    for wrong, refusal in (
        ({"reason": " "}, ReasonIsMissing),
        ({"from_on": date(2024, 1, 1)}, DaysOutOfOrder),
        ({"agreement": {}}, AgreementIsMistaken),
    ):
        with pytest.raises(refusal):
            amend(books, contract_id, **wrong)
    amend(books, contract_id)
    with pytest.raises(DraftHasChanged):
        sign_contract(**said, shown="0" * 64, acknowledged={})
    drop_amendment(**said)
    assert page(books, contract_id).draft is None


def test_two_contracts_of_one_scope_do_not_hold_on_one_day(books: Books) -> None:
    signed(books, to_on=date(2025, 12, 31))
    second = drafted(books, number="HT-2", from_on=date(2025, 12, 31))
    with pytest.raises(ContractsOverlap):
        sign(books, second)
    assert Contract.objects.get(id=second).state == "draft"
    assert not ContractVersion.objects.filter(contract_id=second).exists()
    signed(books, number="HT-3", from_on=date(2026, 1, 1))
    signed(books, number="HT-4", scope="备件", agreement=record(net(7, "delivery")))
    spare = due(books, {"delivery": date(2025, 3, 3)}, scope="备件")
    assert spare == ["10000 2025-03-10"]
    assert due(books, {"delivery": date(2025, 3, 26)}, scope="整机") == ["10000 2025-06-24"]


def test_the_new_contract_replaces_the_old_from_its_day(books: Books) -> None:
    first = signed(books)
    second = signed(
        books, number="HT-2", from_on=date(2025, 7, 1), replaces=first,
        agreement=record(net(30, "delivery")),
    )  # fmt: skip
    old = page(books, first)
    assert (old.row.state, old.row.last_on) == ("superseded", date(2025, 6, 30))
    assert page(books, second).replaces is not None
    assert due(books, {"delivery": date(2025, 6, 30)}) == ["10000 2025-09-23"]
    assert due(books, {"delivery": date(2025, 7, 1)}) == ["10000 2025-07-31"]


def test_an_ended_contract_holds_until_its_last_day(books: Books) -> None:
    contract_id = signed(books)
    said: dict[str, Any] = {**books.scope("CRC"), "origin": DOOR, "contract_id": contract_id}
    with pytest.raises(ReasonIsMissing):
        end_contract(**said, on=date(2025, 3, 25), reason="")
    with pytest.raises(DaysOutOfOrder):
        end_contract(**said, on=date(2024, 3, 25), reason="x")
    end_contract(**said, on=date(2025, 3, 25), reason="停止合作")
    assert due(books, {"delivery": date(2025, 3, 25)}) == ["10000 2025-05-26"]
    assert due(books, {"delivery": date(2025, 3, 26)}) == []
    with pytest.raises(ContractIsOver):
        end_contract(**said, on=date(2025, 3, 25), reason="x")
    with pytest.raises(ContractIsOver):
        amend(books, contract_id)
    assert page(books, contract_id).end_reason == "停止合作"


def test_that_a_contract_runs_out_is_written_once_per_step(books: Books) -> None:
    contract_id = signed(books, to_on=date(2025, 12, 31))
    days = [date(2025, 10, 1), date(2025, 10, 2), date(2025, 11, 1), date(2025, 11, 30), date(2025, 12, 1)]  # fmt: skip
    assert [write_expiry_warnings(day) for day in days] == [0, 1, 1, 0, 1]
    assert [write_expiry_warnings(day) for day in days] == [0] * 5
    assert list(ExpiryWarning.objects.order_by("id").values_list("days", flat=True)) == [90, 60, 30]
    assert [one.days for one in page(books, contract_id).said] == [30, 60, 90]
    (row,) = list_contracts(**books.scope("AUD"), on=date(2025, 12, 1), expiring=True)
    assert (row.days_left, row.runs_out_in) == (30, 30)
    assert list_contracts(**books.scope("AUD"), on=date(2025, 9, 1), expiring=True) == ()
    assert write_expiry_warnings(date(2026, 1, 1)) == 0


def test_papers_are_kept_whole_and_once(books: Books) -> None:
    contract_id = signed(books)
    said: dict[str, Any] = {**books.scope("SAL"), "origin": DOOR, "contract_id": contract_id}
    paper = Upload("合同.pdf", b"%PDF-1.7 contract")
    with pytest.raises(NotFound):
        attach_file(**said, upload=paper)
    _managed_by_sales(books)
    first = attach_file(**said, upload=paper)
    assert attach_file(**said, upload=paper) == first
    with pytest.raises(FileIsEmpty):
        attach_file(**said, upload=Upload("x", b" "))
    with pytest.raises(NotPermitted):
        attach_file(**{**said, **books.scope("ARA")}, upload=paper)
    taken = take_file(**books.scope("AUD"), contract_id=contract_id, paper_id=first)
    assert (taken.name, taken.content) == (paper.name, paper.content)
    with pytest.raises(NotFound):
        take_file(**books.scope("AUD"), contract_id=contract_id, paper_id=0)


def _managed_by_sales(books: Books) -> None:
    Customer.objects.filter(id=customer(books)).update(manager_id=books.people["SAL"])


def test_a_salesperson_sees_and_drafts_for_their_own_customers_only(books: Books) -> None:
    contract_id = signed(books)
    with pytest.raises(NotFound):
        page(books, contract_id, role="SAL")
    with pytest.raises(NotFound):
        drafted(books, "SAL", number="HT-2")
    assert list_contracts(**books.scope("SAL"), on=FIRST) == ()
    _managed_by_sales(books)
    assert page(books, contract_id, role="SAL").row.number == "HT-1"
    assert drafted(books, "SAL", number="HT-2")
    assert len(list_contracts(**books.scope("SAL"), on=FIRST)) == 2
    with pytest.raises(NotPermitted):
        sign_contract(
            **books.scope("SAL"), origin=DOOR, contract_id=contract_id, shown="", acknowledged={}
        )


def test_the_readings_of_the_same_words_are_shown_with_their_days(books: Books) -> None:
    """The figures of the page: 月结60 delivered on 2025-03-10."""
    shown = preview_terms(
        **books.scope("CRC"), agreement=record(monthly_by_days(60)),
        from_on=date(2025, 3, 10), signed_on=date(2025, 3, 10),
    )  # fmt: skip
    assert [(one.code, str(one.due_on), one.is_chosen) for one in shown.readings] == [
        ("A", "2025-05-30", True), ("B", "2025-05-31", False), ("C", "2025-05-09", False), ("D", "2025-05-31", False),
    ]  # fmt: skip
    assert [one.words.zh for one in shown.readings] == [
        "A. 结算周期末日之后 60 天", "B. 结算周期之后第 2 个月的月末",
        "C. 收到发票或对账单之日起 60 天", "D. 结算周期次月 1 日起 60 天",
    ]  # fmt: skip
    (part,) = shown.parts
    assert len(part.rows) == 12
    assert part.rows[0].cycle.last.on == date(2025, 5, 30)
    assert part.rows[0].moved == ()
    marks = [mark for week in part.rows[0].weeks for _, mark in week]
    assert marks.count("due") == 1
    rolled = preview_terms(
        **books.scope("CRC"), agreement=record(), from_on=date(2025, 3, 1), signed_on=FIRST
    ).parts[0]
    (moved,) = rolled.rows[0].moved
    assert (str(moved.from_on), moved.why.zh) == ("2025-05-24", "周末")
    assert [
        mark for week in rolled.rows[0].weeks for _, mark in week if mark not in ("", "out")
    ] == ["rolled", "due"]
    plain = preview_terms(
        **books.scope("CRC"), agreement=record(net(30)), from_on=FIRST, signed_on=FIRST
    )
    assert plain.readings == ()


def test_days_that_are_no_whole_months_have_three_readings(books: Books) -> None:
    shown = preview_terms(
        **books.scope("CRC"), agreement=record(monthly_by_days(45)),
        from_on=date(2025, 3, 10), signed_on=date(2025, 3, 10),
    )  # fmt: skip
    assert [(one.code, str(one.due_on)) for one in shown.readings] == [
        ("A", "2025-05-15"), ("C", "2025-04-24"), ("D", "2025-05-16"),
    ]  # fmt: skip


def test_a_reading_says_why_its_day_moved(books: Books) -> None:
    terms = replace(monthly_by_months(60), roll="next", calendar="CN")
    day = date(2025, 3, 10)
    shown = preview_terms(**books.scope("CRC"), agreement=record(terms), from_on=day, signed_on=day)
    chosen = next(one for one in shown.readings if one.is_chosen)
    assert chosen.moved is not None
    assert (str(chosen.due_on), str(chosen.moved.from_on), chosen.moved.why.zh) == ("2025-06-03", "2025-05-31", "端午节")  # fmt: skip


def test_a_year_whose_holidays_are_not_published_says_so(books: Books) -> None:
    for year, is_published in ((2025, True), (2031, False)):
        day = date(year, 1, 1)
        shown = preview_terms(**books.scope("CRC"), agreement=record(), from_on=day, signed_on=day)
        assert shown.is_published == is_published


def test_a_plan_shows_the_cycles_of_each_part(books: Books) -> None:
    plan = (Part(Percent(Decimal(30)), PREPAID), Part(Rest(), monthly_by_days(60)))
    rungs = Discount((Rung(Decimal(2), 10),), grace_days=2)
    agreement = record(instalments=plan, discount=rungs, penalty=PenaltyClause(Decimal("0.05"), per="day"))  # fmt: skip
    shown = preview_terms(**books.scope("CRC"), agreement=agreement, from_on=FIRST, signed_on=FIRST)
    assert [part.number for part in shown.parts] == [1, 2]
    words = {line.label.en: line.words.en for line in shown.lines}
    assert words["Early-payment discount"] == "2 % within 10 days, of the gross, 2 days of grace"
    assert words["Penalty clause"] == "0.05 % a day"
    assert words["Instalments"].startswith("Part 1: 30 %. Due on the day of the order.")


def test_a_company_without_a_book_keeps_the_act_as_an_event(books: Books) -> None:
    signed(books)
    kinds = list(Event.objects.filter(company_id=books.company_id).values_list("kind", flat=True))
    assert kinds == ["draft_contract", "sign_contract"]


def test_a_draft_of_another_is_not_the_callers_to_replace(books: Books) -> None:
    theirs = drafted(books, customer_id=customer(books, "云帆"))
    with pytest.raises(NotFound):
        draft_contract(
            **books.scope("CRC"), origin=DOOR,
            wanted=wanted(books, number="HT-2", from_on=date(2026, 1, 1), replaces=theirs),
        )  # fmt: skip
