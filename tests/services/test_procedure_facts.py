"""Steps of a case done by facts: a statement sent, confirmed or disputed, a correction posted, a sheet signed; once each, with a way to it."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.utils import timezone

from tests.drawings import LANES, LOOP, drawn
from tests.ledgers import DOOR, Ledger, check_now, open_ledger
from tests.mail import open_office
from tests.portal import key
from tests.services.test_outbox import every_hour
from tests.services.test_rounds import issued, on_paper, today
from tests.services.test_send_statements import contact
from tests.stories.test_signed_sheet_stories import _signed as sign_january
from tests.two_sides import JANUARY, reconcile
from wanglai.jobs import tasks
from wanglai.services.disputes.open_dispute import open_dispute
from wanglai.services.ledger.book import Who
from wanglai.services.messages.send_messages import send_due_messages
from wanglai.services.procedures import follow_facts
from wanglai.services.procedures.cases import do_step, done_by_facts, look_for_facts, open_case
from wanglai.services.procedures.queries import case_page
from wanglai.services.procedures.reading import drawing_found, keep_drawing, ready_made
from wanglai.services.procedures.refusals import FactIsAwaited, ProcedureCannotBeFollowed
from wanglai.services.procedures.set_procedure import set_procedure
from wanglai.services.reconciliation.uploads import Upload
from wanglai.services.refusals import Refusal
from wanglai.services.statements.issue_statement import reissue_statement
from wanglai.services.statements.send_statements import send_statement
from wanglai.store.models import ChainHead, ProcedureCase, ProcedureStep, ProcedureWatch


@pytest.fixture
def book(db: None) -> Ledger:
    ledger = open_ledger()
    ledger.post("invoice", "INV-1", "100.00", "01-10")
    ledger.post("invoice", "INV-2", "50.00", "01-11", customer="乙")
    in_force(ledger, ready_made("en").content)
    return ledger


def clerk(book: Ledger) -> dict[str, Any]:
    return {**book.books.scope("ARA"), "origin": DOOR}


def in_force(book: Ledger, content: bytes) -> None:
    file_id = keep_drawing(**book.books.scope("ARA"), upload=Upload("SOP.bpmn", content))
    set_procedure(**clerk(book), file_id=file_id)


def opened(book: Ledger, **more: Any) -> int:
    return open_case(
        **clerk(book), customer_id=book.customer("远景"), title="March", key=key(), **more
    )


def do(book: Ledger, case: int, step: str, way: str = "", said: str = "") -> int:
    done = ProcedureStep.objects.filter(case_id=case).count()
    return do_step(**clerk(book), case_id=case, step=step, done=done, way=way, said=said)


def look(book: Ledger, case: int) -> int:
    return look_for_facts(**clerk(book), case_id=case)


def waits(book: Ledger, case: int) -> list[str]:
    return [each.step.id for each in case_page(**book.reader, case_id=case).waiting]


def done(book: Ledger, case: int) -> list[tuple[str, str, str]]:
    """Step, answer, and the fact or the person."""
    rows = case_page(**book.reader, case_id=case).done
    return [(each.id, each.answer, each.fact.en if each.fact else each.by) for each in rows]


def dispute(book: Ledger, statement: int, customer: str = "远景") -> int:
    return open_dispute(
        company_id=book.company_id, who=Who(book.books.people["ARA"], DOOR), key=key(), customer_id=book.customer(customer),
        item_id=None, statement_id=statement, currency="CNY", amount=1_000, reason="price", said="单价不符", raised_by="staff",
    )  # fmt: skip


def test_a_statement_sent_and_confirmed_takes_the_case_to_its_signature(book: Ledger) -> None:
    case = opened(book)
    assert look(book, case) == 0
    statement = issued(book, "远景")
    assert look(book, case) == 0, "issued is not sent"
    on_paper(book, statement, "handed")
    assert look(book, case) == 1
    assert waits(book, case) == ["answer"]
    assert look(book, case) == 0, "a fact does a step once"
    on_paper(book, statement)
    assert look(book, case) == 1
    assert done(book, case) == [("issue", "", "statement sent"), ("answer", "Agrees", "statement confirmed")]  # fmt: skip
    first = case_page(**book.reader, case_id=case).done[0]
    assert (first.source, first.source_id, first.by, first.done_on) == ("statement", statement, "", today())  # fmt: skip
    assert waits(book, case) == ["sign"]


def test_both_facts_at_once_do_both_steps_in_their_order(book: Ledger) -> None:
    case = opened(book)
    on_paper(book, issued(book, "远景"))
    assert look(book, case) == 2
    assert waits(book, case) == ["sign"]


def test_the_machine_looks_by_itself_and_people_s_steps_stay_theirs(book: Ledger) -> None:
    case = opened(book)
    statement = issued(book, "远景")
    on_paper(book, statement, "handed")
    found = dispute(book, statement)
    tasks.follow_facts(0)
    assert done(book, case)[1] == ("answer", "Differs", "statement disputed")
    assert case_page(**book.reader, case_id=case).done[1].source_id == found
    assert waits(book, case) == ["compare"]
    tasks.follow_facts(0)
    assert waits(book, case) == ["compare"], "no fact is named for it"


@pytest.mark.parametrize("fault", [KeyError("end"), AssertionError(), FactIsAwaited("answer")])
def test_a_case_that_cannot_be_followed_keeps_no_other_from_its_step(book: Ledger, monkeypatch: pytest.MonkeyPatch, fault: Exception) -> None:  # fmt: skip
    broken, whole = opened(book), opened(book)
    on_paper(book, issued(book, "远景"), "handed")

    def done_by(case: ProcedureCase, origin: str) -> int:
        if case.id == broken:
            raise fault
        return done_by_facts(case, origin)

    monkeypatch.setattr(follow_facts, "done_by_facts", done_by)
    tasks.follow_facts(0)
    assert (waits(book, broken), waits(book, whole)) == (["issue"], ["answer"])


def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The cases the machine looks at from now on."""
    seen: list[int] = []

    def done_by(case: ProcedureCase, origin: str) -> int:
        seen.append(int(case.id))
        return done_by_facts(case, origin)

    monkeypatch.setattr(follow_facts, "done_by_facts", done_by)
    return seen


def test_where_nothing_happened_nobody_looks(book: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    other = open_ledger("hengtai")
    in_force(other, ready_made("en").content)
    cases = [opened(book), opened(other)]
    seen = looked_at(monkeypatch)
    tasks.follow_facts(0)
    assert seen == cases
    tasks.follow_facts(0)
    assert seen == cases, "no act since"
    other.post("invoice", "INV-9", "1.00", "01-10")
    tasks.follow_facts(0)
    assert seen == [*cases, cases[1]], "the other's alone"


def test_a_case_that_could_not_be_followed_is_looked_at_until_it_can(book: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    case = opened(book)
    on_paper(book, issued(book, "远景"), "handed")
    with monkeypatch.context() as broken:
        broken.setattr(follow_facts, "done_by_facts", lambda case, origin: 1 // 0)
        tasks.follow_facts(0)
    tasks.follow_facts(0)
    assert waits(book, case) == ["answer"]


def test_a_statement_that_is_mailed_is_seen_without_an_act(book: Ledger, settings: Any) -> None:
    case = opened(book)
    contact(book, "远景", "zhang@kehu.example")
    every_hour(book)
    statement = issued(book, "远景")
    with open_office(settings):
        send_statement(**clerk(book), statement_id=statement, portal="")
        tasks.follow_facts(0)
        assert waits(book, case) == ["issue"], "it waits in the outbox"
        head = ChainHead.objects.get(company_id=book.company_id).seq
        assert send_due_messages().sent == 1
    assert ChainHead.objects.get(company_id=book.company_id).seq == head
    tasks.follow_facts(0)
    assert waits(book, case) == ["answer"]


def test_what_is_followed_by_what_happened_is_what_is_followed_by_looking_at_everything(book: Ledger) -> None:  # fmt: skip
    """Whatever people do and in whatever order, after the machine's look nothing is left for a look at every case."""
    chance = random.Random(20261128)
    statements: list[int] = []

    def issue() -> None:
        again = {**book.scope, "reason": "补记", "key": key()}
        if len(statements) < 2:
            statements.append(issued(book, ["远景", "乙"][len(statements)]))
            return
        with suppress(Refusal):  # nothing has changed since
            statements.append(reissue_statement(**again, statement_id=statements[-2]))

    def paper() -> None:
        with suppress(Refusal):
            on_paper(book, chance.choice(statements), chance.choice(["handed", "signed"]))

    def contest() -> None:
        with suppress(Refusal):
            dispute(book, chance.choice(statements))

    def correct() -> None:
        book.post("credit_note", f"CN-{key()}", "1.00", "01-20", customer=chance.choice(["远景", "乙"]))  # fmt: skip

    for turn in range(60):
        act = chance.choice([issue, paper, contest, correct, lambda: opened(book)])
        if statements or act in (issue, correct):
            act()
        if turn % 2:
            tasks.follow_facts(0)
            left = {case: look(book, case) for case in ProcedureCase.objects.filter(state="open").values_list("id", flat=True)}  # fmt: skip
            assert not any(left.values()), left
    assert ProcedureStep.objects.filter(done_by=None).count() > 5


def test_the_database_lets_nobody_see_what_is_not_there_or_unsee_what_was(book: Ledger) -> None:
    opened(book)
    tasks.follow_facts(0)
    watch = ProcedureWatch.objects.filter(company_id=book.company_id)
    for wrong, wall in (
        ({"seen_seq": F("seen_seq") - 1}, "goes on"),
        ({"seen_seq": F("seen_seq") + 1}, "goes on"),
        ({"seen_sent": 1}, "procedure_watch_sees_what_is_there"),
        ({"sent": -1}, "goes on"),
    ):
        with pytest.raises(DatabaseError, match=wall), transaction.atomic():
            watch.update(**wrong)
    watch.update(sent=1)
    watch.update(seen_sent=1)


def test_after_a_correction_the_round_begins_again_with_new_facts_alone(book: Ledger) -> None:
    case = opened(book)
    statement = issued(book, "远景")
    on_paper(book, statement, "handed")
    dispute(book, statement)
    dispute(book, statement)
    assert look(book, case) == 2
    do(book, case, "compare", "ours")
    assert waits(book, case) == ["correct"]
    assert look(book, case) == 0
    entry = book.post("credit_note", "CN-1", "10.00", "01-20")
    assert look(book, case) == 1
    assert done(book, case)[-1] == ("correct", "", "correction posted")
    assert case_page(**book.reader, case_id=case).done[-1].source_id == entry.seq
    assert waits(book, case) == ["issue"], "the statement of before was used up"
    again = reissue_statement(**book.scope, statement_id=statement, reason="更正", key="again")
    on_paper(book, again, "handed")
    assert look(book, case) == 1
    assert waits(book, case) == ["answer"], "the second dispute is older than the answer before"
    on_paper(book, again)
    assert look(book, case) == 1
    assert waits(book, case) == ["sign"]


def test_another_statement_of_the_customer_is_not_this_case_s(book: Ledger) -> None:
    book.post("invoice", "USD-1", "50.00", "01-12", currency="USD", rate="7")
    case = opened(book)
    on_paper(book, issued(book, "远景"), "handed")
    assert look(book, case) == 1
    on_paper(book, issued(book, "远景", "USD"))
    assert look(book, case) == 0
    on_paper(book, issued(book, "乙"))
    assert look(book, case) == 0, "nor one of another customer"


def test_what_happened_before_the_case_was_opened_does_nothing(book: Ledger) -> None:
    on_paper(book, issued(book, "远景"))
    case = opened(book)
    assert look(book, case) == 2, "both are of today"
    later, tomorrow = opened(book), today() + timedelta(days=1)
    check_now()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE store_procedurecase DISABLE TRIGGER USER")
        cursor.execute("UPDATE store_procedurecase SET opened_on = %s WHERE id = %s", [tomorrow, later])  # fmt: skip
    check_now()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE store_procedurecase ENABLE TRIGGER USER")
    assert look(book, later) == 0


def test_a_signed_sheet_ends_the_case_of_its_reconciliation(db: None) -> None:
    book = open_ledger()
    book.post("invoice", "INV-1", "1,000.00", "01-10", due="02-09")
    book.post("receipt", "R-1", "400.00", "01-20")
    book.post("invoice", "INV-2", "300.00", "01-31", due="03-02")
    in_force(book, ready_made("zh").content)
    books = reconcile(book, "01", JANUARY)
    case = opened(book, reconciliation_id=books.reconciliation_id)
    do(book, case, "issue", said="邮寄")
    do(book, case, "answer", "agrees", said="电话确认")
    assert look(book, case) == 0
    sign_january(books)
    assert look(book, case) == 1
    page = case_page(**book.reader, case_id=case)
    assert (page.row.state, page.done[-1].source, page.done[-1].source_id) == ("over", "reconciliation", books.reconciliation_id)  # fmt: skip


def test_what_a_fact_does_is_done_by_hand_with_a_note_alone(book: Ledger) -> None:
    case = opened(book)
    with pytest.raises(FactIsAwaited):
        do(book, case, "issue", said="  ")
    do(book, case, "issue", said="传真")
    with pytest.raises(FactIsAwaited):
        do(book, case, "answer", "agrees")
    do(book, case, "answer", "silent")  # no fact gives this answer
    assert waits(book, case) == ["remind"]


def own(fact: str, step: str = "explain", way: str = "") -> bytes:
    said = f"<documentation>Who: us.\nFact: {fact}\nMore.</documentation>"
    drawing = LOOP
    if way:
        at = drawing.index(f'<sequenceFlow id="{way}"')
        end = drawing.index("/>", at)
        drawing = drawing[:end] + f">{said}</sequenceFlow>" + drawing[end + 2 :]
    else:
        drawing = drawing.replace(f'<userTask id="{step}" name="{step.title()}"/>', f'<userTask id="{step}" name="{step.title()}">{said}</userTask>')  # fmt: skip
    assert said in drawing
    return drawn(drawing, lanes=LANES)


def faults(book: Ledger, content: bytes) -> list[str]:
    file_id = keep_drawing(**book.books.scope("ARA"), upload=Upload("own.bpmn", content))
    found = drawing_found(**book.books.scope("ARA"), file_id=file_id)
    if not found.can_be_followed:
        with pytest.raises(ProcedureCannotBeFollowed):
            set_procedure(**clerk(book), file_id=file_id)
    return [f"{words.en}: {name}" for words, name in found.said if "time limit" not in words.en]


@pytest.mark.parametrize("said", ["correction posted", "Correction Posted", "correction_posted", "更正已入账"])  # fmt: skip
def test_a_company_s_own_drawing_names_a_fact_on_a_task(book: Ledger, said: str) -> None:
    assert faults(book, own(said)) == []
    in_force(book, own(said))
    case = opened(book)
    do(book, case, "compare", "differs")
    book.post("credit_note", "CN-1", "10.00", "01-20")
    assert look(book, case) == 1
    assert done(book, case)[-1] == ("explain", "", "correction posted")


def test_a_fact_that_does_not_exist_is_named_with_those_that_do(book: Ledger) -> None:
    (told,) = faults(book, own("moon is full"))
    assert "no such fact" in told
    assert "statement sent, statement confirmed" in told
    assert told.endswith("Explain – moon is full")
    (told,) = faults(book, own("moon is full", way="agrees"))
    assert told.endswith("Agrees – moon is full")


def test_a_fact_in_the_wrong_place_is_named(book: Ledger) -> None:
    (told,) = faults(book, own("statement sent", step="compare"))
    assert "name the facts on the ways" in told
    (told,) = faults(book, own("statement sent", way="f3"))
    assert "is no answer of a task" in told
    assert faults(book, own("statement confirmed", way="agrees")) == []


def test_the_database_takes_no_fact_of_another_customer_and_no_step_of_nobody(book: Ledger) -> None:
    case = ProcedureCase.objects.get(id=opened(book))
    mine, other = issued(book, "远景"), issued(book, "乙")

    def step(**more: Any) -> ProcedureStep:
        return ProcedureStep(
            company_id=book.company_id, case=case, ordinal=1, step="issue", done_on=today(), done_at=timezone.now(),
            seq=case.seq, **more,
        )  # fmt: skip

    fact = {"fact": "statement_sent", "source": "statement"}
    with pytest.raises(DatabaseError, match="not of the customer"), transaction.atomic():
        step(**fact, source_id=other).save()
    for wrong in (
        {},
        {"done_by_id": book.books.people["ARA"], **fact, "source_id": mine},
        {"fact": "statement_sent", "source": "rumour", "source_id": mine},
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            step(**wrong).save()
    step(**fact, source_id=mine).save()
