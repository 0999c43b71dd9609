"""The procedure: handed in, checked, agreed by another, followed case by case, and never rewritten."""

from __future__ import annotations

import secrets
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.books import open_company
from tests.drawings import LANES, LOOP, drawn, understood
from tests.ledgers import DOOR, Ledger, open_ledger
from wanglai.domain.calendars import EVERY_DAY
from wanglai.domain.procedures import Step
from wanglai.services.access.scope import NotFound
from wanglai.services.approvals.bands import DEFAULT_BANDS, ApprovalIsNeeded, set_bands
from wanglai.services.approvals.decide_approval import decide_approval
from wanglai.services.approvals.queries import show_request
from wanglai.services.approvals.request_approval import request_approval
from wanglai.services.procedures.cases import do_step, open_case, stop_case
from wanglai.services.procedures.queries import WantedCases, case_page, cases_page, procedure_page
from wanglai.services.procedures.reading import drawing_found, keep_drawing, ready_made
from wanglai.services.procedures.refusals import (
    CaseHasNoTitle,
    NoProcedure,
    ProcedureCannotBeFollowed,
    StepDoesNotWait,
    StepHasNoAnswer,
    StepIsAnothers,
    StopHasNoReason,
)
from wanglai.services.procedures.set_procedure import KIND, set_procedure
from wanglai.services.procedures.walking import Done, WalkIsBroken, walked
from wanglai.services.reconciliation.uploads import Upload
from wanglai.store.models import Act, ProcedureCase, ProcedureStep, ProcedureVersion

FRIDAY = date(2026, 3, 6)


@pytest.fixture
def book(db: None) -> Ledger:
    return open_ledger()


def keep(book: Ledger, content: bytes, name: str = "SOP.bpmn") -> int:
    return keep_drawing(**book.books.scope("ARA"), upload=Upload(name, content))


def in_force(book: Ledger, content: bytes | None = None) -> int:
    content = content or drawn(LOOP, lanes=LANES)
    return set_procedure(**book.books.scope("ARA"), origin=DOOR, file_id=keep(book, content))


def opened(book: Ledger, title: str = "March 2026", **more: Any) -> int:
    who = {**book.books.scope("ARA"), "origin": DOOR, "key": secrets.token_hex(8), **more}
    return open_case(**who, customer_id=book.customer("远景"), title=title)


def do(book: Ledger, case: int, step: str, done: int, way: str = "", role: str = "ARA", said: str = "") -> int:  # fmt: skip
    return do_step(**book.books.scope(role), origin=DOOR, case_id=case, step=step, done=done, way=way, said=said)  # fmt: skip


def waits(book: Ledger, case: int) -> list[str]:
    return [each.step.id for each in case_page(**book.reader, case_id=case).waiting]


def today_is(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *_: day)


def test_a_case_goes_round_until_both_agree(book: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """Compare by Tuesday, differs, explain by Monday, compare again, agrees, the manager signs."""
    in_force(book)
    today_is(monkeypatch, FRIDAY)
    case = opened(book)
    (first,) = case_page(**book.reader, case_id=case).waiting
    assert (first.step.name, first.role.zh, first.due_on) == ("Compare", "应收会计", date(2026, 3, 10))  # fmt: skip
    do(book, case, "compare", 0, "differs", said="发票 INV-3 对方没有")
    (second,) = case_page(**book.reader, case_id=case).waiting
    assert (second.step.id, second.due_on) == ("explain", date(2026, 3, 9))
    today_is(monkeypatch, date(2026, 3, 12))
    assert cases_page(**book.reader, wanted=WantedCases("late")).rows[0].days_late == 3
    do(book, case, "explain", 1)
    do(book, case, "compare", 2, "agrees")
    assert waits(book, case) == ["sign"]
    do(book, case, "sign", 3, role="FM")
    page = case_page(**book.reader, case_id=case)
    assert (page.row.state, page.waiting, page.row.due_on) == ("over", (), None)
    assert [(each.name, each.answer, each.is_late) for each in page.done] == [
        ("Compare", "Differs", False), ("Explain", "", True), ("Compare", "Agrees", False), ("Sign", "", False),
    ]  # fmt: skip
    with pytest.raises(StepDoesNotWait):
        do(book, case, "compare", 4, "agrees")


def test_who_does_what_and_how_it_goes_on_is_asked(book: Ledger) -> None:
    in_force(book)
    case = opened(book)
    with pytest.raises(StepHasNoAnswer):
        do(book, case, "compare", 0)
    with pytest.raises(StepHasNoAnswer):
        do(book, case, "compare", 0, "f2")
    with pytest.raises(StepDoesNotWait):
        do(book, case, "sign", 0, role="FM")
    with pytest.raises(StepIsAnothers):
        do(book, case, "compare", 0, "agrees", role="CRC")
    do(book, case, "compare", 0, "agrees")
    with pytest.raises(StepDoesNotWait):  # sent twice by somebody who saw nothing done
        do(book, case, "sign", 0, role="FM")
    with pytest.raises(StepIsAnothers):
        do(book, case, "sign", 1)
    assert ProcedureStep.objects.count() == 1


def test_a_case_is_opened_once_by_its_key_and_stopped_with_a_reason(book: Ledger) -> None:
    with pytest.raises(NoProcedure):
        opened(book)
    in_force(book)
    with pytest.raises(CaseHasNoTitle):
        opened(book, "  ")
    case = opened(book, key="k")
    assert opened(book, key="k") == case
    who = {**book.books.scope("ARA"), "origin": DOOR, "case_id": case}
    with pytest.raises(StopHasNoReason):
        stop_case(**who, reason=" ")
    stop_case(**who, reason="客户已注销")
    assert case_page(**book.reader, case_id=case).reason == "客户已注销"
    with pytest.raises(StepDoesNotWait):
        stop_case(**who, reason="again")
    kinds = Act.objects.filter(company_id=book.company_id).order_by("seq").values_list("kind", flat=True)  # fmt: skip
    assert list(kinds)[-3:] == ["set_procedure", "open_case", "stop_case"]


def test_a_case_keeps_the_version_it_began_with(book: Ledger) -> None:
    in_force(book)
    case = opened(book)
    in_force(book, ready_made("zh").content)
    assert procedure_page(**book.reader).version.version == 2  # type: ignore[union-attr]
    assert waits(book, case) == ["compare"]
    assert waits(book, opened(book, "April 2026")) == ["issue"]
    page = cases_page(**book.reader, wanted=WantedCases(step="出具并发送对账单"))
    assert [row.title for row in page.rows] == ["April 2026"]
    assert next((each.name, each.cases) for each in page.steps) == ("出具并发送对账单", 1)
    mine = cases_page(**book.books.scope("SAL"), wanted=WantedCases("mine"))
    assert mine.rows == (), "a salesperson sees their own customers alone"
    seq = in_force(book, ready_made("zh").content)
    assert ProcedureVersion.objects.get(version=2).seq == seq, (
        "the same drawing again is no version"
    )


def test_a_procedure_is_agreed_by_another_who_reads_its_steps(book: Ledger) -> None:
    bands = [band for band in DEFAULT_BANDS if band.kind == KIND]
    set_bands(**book.scope, kind=KIND, bands=bands)
    file_id = keep(book, ready_made("en").content)
    who = {**book.books.scope("ARA"), "origin": DOOR}
    with pytest.raises(ApprovalIsNeeded):
        set_procedure(**who, file_id=file_id)
    asked = request_approval(**who, kind=KIND, subject={"file_id": file_id}, key="ask")
    told = show_request(**book.books.scope("FM"), request_id=asked)
    assert "Issue and send the statement (Receivables accountant, 1 working days)" in told.about.en
    decide_approval(
        **book.scope,
        request_id=asked,
        verdict="approve",
        shown_hash=bytes.fromhex(told.subject_hash),
    )
    assert procedure_page(**book.reader).version.agreed_by  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "content", [b"<html/>", drawn(LOOP), drawn(LOOP + '<scriptTask id="x"/>', lanes=LANES), drawn(LOOP.replace("Agrees", ""), lanes=LANES)]
)  # fmt: skip
def test_what_nobody_could_follow_is_refused_whole(book: Ledger, content: bytes) -> None:
    file_id = keep(book, content)
    found = drawing_found(**book.books.scope("ARA"), file_id=file_id)
    assert not found.can_be_followed
    assert found.problems or found.faults
    with pytest.raises(ProcedureCannotBeFollowed):
        set_procedure(**book.books.scope("ARA"), origin=DOOR, file_id=file_id)
    assert not ProcedureVersion.objects.exists()


def test_nothing_of_another_company_is_found(book: Ledger) -> None:
    in_force(book)
    case, other = opened(book), open_company("别家")
    with pytest.raises(NotFound):
        case_page(**other.scope("ARA"), case_id=case)
    with pytest.raises(NotFound):
        do_step(**other.scope("ARA"), origin=DOOR, case_id=case, step="compare", done=0, way="agrees")  # fmt: skip
    with pytest.raises(NotFound):
        drawing_found(**other.scope("ARA"), file_id=ProcedureVersion.objects.get().file_id)


@pytest.mark.parametrize("step", ["sign", "compare"])
def test_the_database_lets_no_step_be_done_out_of_its_place(book: Ledger, step: str) -> None:
    in_force(book)
    case = ProcedureCase.objects.get(id=opened(book))
    row = ProcedureStep(
        company_id=book.company_id, case=case, ordinal=2 if step == "compare" else 1, step=step, done_on=FRIDAY,
        done_by_id=book.books.people["ARA"], seq=case.seq,
    )  # fmt: skip
    with pytest.raises(DatabaseError, match="does not wait"), transaction.atomic():
        row.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        ProcedureCase.objects.filter(id=case.id).update(title="another")
    with pytest.raises(DatabaseError), transaction.atomic():
        ProcedureVersion.objects.update(name="another")


def test_steps_side_by_side_wait_together_and_join() -> None:
    steps = (
        Step("s", "start"), Step("p", "parallel"), Step("a", "task", "A", "ARA", 1), Step("b", "task", "B", "FM", 2),
        Step("j", "parallel"), Step("c", "task", "C", "FM"), Step("e", "end"),
    )  # fmt: skip
    procedure = understood(*steps, ways="s>p p>a p>b a>j b>j j>c c>e")
    stand = walked(procedure, FRIDAY, (), EVERY_DAY)
    assert [(each.step.id, each.due_on) for each in stand.waiting] == [("a", FRIDAY + timedelta(1)), ("b", FRIDAY + timedelta(2))]  # fmt: skip
    one = [Done("b", "", FRIDAY + timedelta(1))]
    assert walked(procedure, FRIDAY, one, EVERY_DAY).ready == ["a"]
    both = [*one, Done("a", "", FRIDAY + timedelta(4))]
    (last,) = walked(procedure, FRIDAY, both, EVERY_DAY).waiting
    assert (last.step.id, last.since, last.due_on) == ("c", FRIDAY + timedelta(4), None)
    assert walked(procedure, FRIDAY, [*both, Done("c", "", FRIDAY)], EVERY_DAY).is_over
    with pytest.raises(WalkIsBroken):
        walked(procedure, FRIDAY, [Done("c", "", FRIDAY)], EVERY_DAY)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_walk_goes_on_or_is_over(data: st.DataObject) -> None:
    """Whatever is answered in the ready-made procedure, some step waits until the end, and the walk told again is the same."""
    from wanglai.formats.bpmn import read_bpmn

    procedure = read_bpmn(ready_made("en").content, "x").procedure
    assert procedure is not None
    done: list[Done] = []
    for day in range(12):
        stand = walked(procedure, FRIDAY, done, EVERY_DAY)
        if stand.is_over:
            assert done[-1].step == "sign"
            return
        step = data.draw(st.sampled_from(stand.waiting)).step
        answers = procedure.answers_of(step.id)
        way = data.draw(st.sampled_from(answers)).id if answers else ""
        done.append(Done(step.id, way, FRIDAY + timedelta(day)))
    assert walked(procedure, FRIDAY, done, EVERY_DAY) == walked(procedure, FRIDAY, list(done), EVERY_DAY)  # fmt: skip
