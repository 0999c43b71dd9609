"""A customer sees what became of the ledger it handed in once staff released it, and says of each difference whether it agrees.

January of 远景: ours 900.00, theirs 550.00; INV-2 of 300.00 is not in theirs, their payment P-9 of 50.00 is not in ours.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest
from django.db import connection

from tests.books import Books
from tests.ledgers import DOOR, Ledger, day, open_ledger
from tests.mail import PostOffice, open_office
from tests.portal import ADDRESS, Sent, key, sent
from tests.services.test_channels import set_up
from tests.services.test_outbox import every_hour
from tests.two_sides import JANUARY, reconcile
from wanglai.services.access.scope import NotFound, NotPermitted
from wanglai.services.exports.balance_statement import ledger_table
from wanglai.services.exports.writing import written
from wanglai.services.ledger.verify import verify_company
from wanglai.services.messages.send_messages import send_due_messages
from wanglai.services.portal.answer_differences import SaidOfDifference, answer_differences
from wanglai.services.portal.make_link import make_link, revoke_link
from wanglai.services.portal.reconcile_answer import reconcile_answer
from wanglai.services.portal.refusals import (
    CodeIsNeeded,
    DifferencesAreWrong,
    LedgerIsLookedAtAgain,
    LinkIsNotGood,
    NameIsNeeded,
)
from wanglai.services.portal.release_sheet import NoLedgerOfTheirs, release_sheet
from wanglai.services.portal.show_ledger import LedgerResult, class_of, ledger_paper, ledger_result
from wanglai.services.portal.show_statement import receipt_of, whole_statement
from wanglai.services.portal.take_back_release import (
    CustomerHasAgreed,
    NothingIsReleased,
    TakingBackSaysNothing,
    take_back_release,
)
from wanglai.services.portal.upload_ledger import upload_ledger
from wanglai.services.portal.visitor import Visitor
from wanglai.services.reconciliation.dispose_difference import dispose_differences
from wanglai.services.reconciliation.show_balance import BalanceRow, balance_page
from wanglai.services.reconciliation.show_timeline import timeline
from wanglai.services.reconciliation.sign_sheet import SheetIsStale, freeze_sheet
from wanglai.services.reconciliation.uploads import Upload
from wanglai.services.reconciliation.words import class_words
from wanglai.services.reconciliation.write_note import write_note
from wanglai.services.statements.issue_statement import reissue_statement
from wanglai.store.models import GroupNotice, Message, PortalAnswer, SharedSheet, SheetRelease, User
from wanglai.store.prepared import fetched

NOTE = "inner: their clerk is slow"


@pytest.fixture
def office(settings: Any) -> Iterator[PostOffice]:
    with open_office(settings) as server:
        yield server


@pytest.fixture
def ledger(db: None) -> Ledger:
    ledger = open_ledger()
    ledger.post("invoice", "INV-1", "1,000.00", "01-10", due="02-09")
    ledger.post("receipt", "R-1", "400.00", "01-20")
    ledger.post("invoice", "INV-2", "300.00", "01-31", due="03-02")
    ledger.post("invoice", "OTHER-1", "70.00", "01-03", customer="别家")
    return ledger


@pytest.fixture
def link(ledger: Ledger) -> Sent:
    return sent(ledger)


def handed_in(link: Sent, visitor: Visitor) -> int:
    """A ledger, reconciled; what our people wrote beside it stays theirs."""
    made = upload_ledger(visitor=visitor, address=ADDRESS, name="王芳", words="", key=key(), file=Upload("ours.csv", JANUARY.encode()))  # fmt: skip
    books = link.book.books
    books.reconciliation_id = reconcile_answer(**books.scope("ARA"), statement_id=link.statement_id, answer_id=made)  # fmt: skip
    assert books.work().state == "done"
    return made


def row_of(books: Books, document: str) -> BalanceRow:
    page = balance_page(**books.here())
    return next(row for quarter in page.quarters for row in quarter.rows if row.document == document)  # fmt: skip


def say(books: Books, document: str, kind: str, **more: Any) -> None:
    said = {"reason": "月底开票", "due_on": day("02-10"), **more}
    dispose_differences(**books.here(), differences=[row_of(books, document).name], kind=kind, **said)  # fmt: skip


def frozen(books: Books) -> int:
    say(books, "INV-2", "theirs", reason="贵方漏记")
    say(books, "P-9", "ours", correction="post", reason="银行未到")
    return freeze_sheet(**books.here(), language="both")


def released(books: Books, sheet: int, role: str = "ARA", **more: Any) -> int:
    return release_sheet(**books.here(role), origin=DOOR, sheet_id=sheet, **more)


def taken_back(books: Books, sheet: int, reason: str = "金额有误", role: str = "ARA") -> None:
    take_back_release(**books.here(role), origin=DOOR, sheet_id=sheet, reason=reason)


def rows(found: LedgerResult) -> list[tuple[str, str, str, str]]:
    return [(row.document, row.amount.text, row.acts.en, row.reason) for part in found.parts for row in part.rows]  # fmt: skip


def answered(visitor: Visitor, ledger_id: int, *said: SaidOfDifference, **more: Any) -> int:
    """Of the sheet released last, unless another is named."""
    newest = SheetRelease.objects.filter(answer_id=ledger_id).order_by("-id").values_list("sheet_id", flat=True)  # fmt: skip
    form = {"visitor": visitor, "address": ADDRESS, "name": "王芳", "words": "", "key": key(), "sheet_id": newest.first() or 0, **more}  # fmt: skip
    return answer_differences(**form, answer_id=ledger_id, said=said)


def test_released_the_customer_reads_differences_reasons_and_who_is_to_act(link: Sent) -> None:
    visitor, books = link.proved(), link.book.books
    made = handed_in(link, visitor)
    sheet = frozen(books)
    assert [(each.file_name, each.released_at) for each in whole_statement(visitor=visitor).ledgers] == [("ours.csv", None)]  # fmt: skip
    with pytest.raises(LinkIsNotGood):
        ledger_result(visitor=visitor, answer_id=made)
    released(books, sheet)
    found = ledger_result(visitor=visitor, answer_id=made)
    assert (found.ours.text, found.theirs.text, found.adjusted.text) == ("900.00", "550.00", "850.00")  # fmt: skip
    assert rows(found) == [
        ("P-9", "-50.00", "We correct it", "银行未到"), ("INV-2", "300.00", "You correct it", "贵方漏记"),
    ]  # fmt: skip
    assert [part.words.en for part in found.parts] == ["Lowered in your books, not yet in ours", "Raised in our books, not yet in yours"]  # fmt: skip
    assert [row.label.en for part in found.parts for row in part.rows] == ["Timing", "Timing"]
    assert whole_statement(visitor=visitor).ledgers[0].released_at is not None
    assert verify_company(link.book.company_id).is_whole


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [("missing_theirs", ("贵方未入账", "Not in your books")), ("missing_ours", ("我方未入账", "Not in our books")), ("duplicate_theirs", ("贵方重复入账", "Booked twice by you"))],
)  # fmt: skip
def test_a_kind_of_difference_is_called_as_the_customer_sees_it(ours: str, theirs: tuple[str, str]) -> None:  # fmt: skip
    words = class_words(ours)
    told = class_of({"class": {"zh": words.zh, "en": words.en}})
    assert (told.zh, told.en) == theirs


def test_the_papers_are_those_that_were_frozen_and_name_nobody_of_ours(link: Sent) -> None:
    visitor, books = link.proved(), link.book.books
    made = handed_in(link, visitor)
    row = row_of(books, "INV-2")
    write_note(**books.here(), row_id=row.row_id, text=NOTE)
    sheet = frozen(books)
    released(books, sheet)
    say(books, "INV-2", "timing", reason="later")  # said after it was frozen
    kept = SharedSheet.objects.get(id=sheet)
    assert ledger_paper(visitor=visitor, answer_id=made).content == bytes(kept.file.content)
    book = openpyxl.load_workbook(io.BytesIO(written(ledger_table(visitor=visitor, answer_id=made), form="xlsx", language="en").content))  # fmt: skip
    cells = [
        str(cell.value)
        for line in book.active.iter_rows()
        for cell in line
        if cell.value is not None
    ]  # type: ignore[union-attr] # it has one
    assert {"INV-2", "P-9", "You correct it", "贵方漏记"} <= set(cells)
    people = {each.get_full_name() for each in User.objects.exclude(name="")} | {each.email for each in User.objects.all()}  # fmt: skip
    told = repr(ledger_result(visitor=visitor, answer_id=made)) + " ".join(cells)
    assert not [name for name in people if name in told]
    for hidden in (NOTE, "later", "OTHER-1"):
        assert hidden not in told


def test_the_customer_says_of_each_difference_whether_it_agrees_and_staff_read_it(link: Sent) -> None:  # fmt: skip
    visitor, books = link.proved(), link.book.books
    made = handed_in(link, visitor)
    sheet = frozen(books)
    released(books, sheet)
    one, two = (row.name for part in ledger_result(visitor=visitor, answer_id=made).parts for row in part.rows)  # fmt: skip
    kept = answered(visitor, made, SaidOfDifference(one, True), SaidOfDifference(two, False, "货未到"))  # fmt: skip
    said = PortalAnswer.objects.get(id=kept)
    assert (said.kind, said.sheet_id, said.words) == ("answered", sheet, "同意 1 项，不同意 1 项。")
    found = [row.answer for part in ledger_result(visitor=visitor, answer_id=made).parts for row in part.rows]  # fmt: skip
    assert [(each.agrees, each.words, each.name) for each in found if each] == [(True, "", "王芳"), (False, "货未到", "王芳")]  # fmt: skip
    staff = row_of(books, "INV-2").theirs
    assert staff is not None
    assert (staff.agrees, staff.words, staff.name, staff.version) == (False, "货未到", "王芳", 1)
    receipt = receipt_of(visitor=visitor, answer_id=kept).answer
    assert [(line.document, line.agrees, line.words) for line in receipt.differences] == [("P-9", True, ""), ("INV-2", False, "货未到")]  # fmt: skip
    answered(visitor, made, SaidOfDifference(two, True))  # the newest counts
    staff = row_of(books, "INV-2").theirs
    assert staff is not None
    assert staff.agrees
    assert verify_company(link.book.company_id).is_whole


def test_who_answers_the_ledger_by_the_link_to_a_further_version_has_answered_that_version(link: Sent, ledger: Ledger) -> None:  # fmt: skip
    visitor, books, staff = link.proved(), link.book.books, {**ledger.books.scope("ARA"), "origin": DOOR}  # fmt: skip
    made = handed_in(link, visitor)
    released(books, frozen(books))
    one = row_of(books, "INV-2").name
    set_up(ledger, "wecom")
    ledger.post("debit_note", "LATE-1", "5.00", "01-15")
    newer = reissue_statement(**staff, statement_id=link.statement_id, reason="补记", key="again")
    found = make_link(**staff, statement_id=newer, contact_id=link.contact_id)
    over = "SELECT store_statement_answered_or_over(%s)"
    assert fetched(over, [newer]) == [(None,)]
    kept = answered(Sent(ledger, newer, link.contact_id, found).proved(), made, SaidOfDifference(one, False, "货未到"))  # fmt: skip
    assert fetched(over, [newer]) == [("was answered",)]
    assert GroupNotice.objects.get().answer_id == kept


def test_a_form_sent_again_answers_nothing_twice(link: Sent) -> None:
    visitor, books = link.proved(), link.book.books
    made = handed_in(link, visitor)
    released(books, frozen(books))
    one = row_of(books, "INV-2").name
    assert answered(visitor, made, SaidOfDifference(one, True), key="k") == answered(visitor, made, SaidOfDifference(one, True), key="k")  # fmt: skip


def test_what_is_answered_is_a_difference_of_the_sheet_with_a_reason_where_it_is_not_agreed_to(link: Sent) -> None:  # fmt: skip
    visitor, books = link.proved(), link.book.books
    made = handed_in(link, visitor)
    released(books, frozen(books))
    one = row_of(books, "INV-2").name
    for said in (
        (), (SaidOfDifference(one, False),), (SaidOfDifference(one, False, "  "),), (SaidOfDifference(one, True, "x" * 501),),
        (SaidOfDifference("of another sheet", True),), (SaidOfDifference(one, True), SaidOfDifference(one, True)),
    ):  # fmt: skip
        with pytest.raises(DifferencesAreWrong):
            answered(visitor, made, *said)
    with pytest.raises(NameIsNeeded):
        answered(visitor, made, SaidOfDifference(one, True), name=" ")
    assert not PortalAnswer.objects.filter(kind="answered").exists()


def test_a_sheet_frozen_anew_is_released_anew_and_takes_its_place(link: Sent) -> None:
    visitor, books = link.proved(), link.book.books
    made = handed_in(link, visitor)
    first = frozen(books)
    mine = released(books, first)
    assert released(books, first) == mine  # once
    one = row_of(books, "INV-2").name
    answered(visitor, made, SaidOfDifference(one, False, "货未到"))
    say(books, "INV-2", "timing", reason="在途")
    with pytest.raises(SheetIsStale):
        released(books, first)
    second = freeze_sheet(**books.here(), language="zh")
    assert rows(ledger_result(visitor=visitor, answer_id=made))[1][2] == "You correct it"  # still the first  # fmt: skip
    with pytest.raises(NotFound):
        released(books, first)
    released(books, second)
    found = ledger_result(visitor=visitor, answer_id=made)
    assert rows(found)[1][2:] == ("Timing: nobody has to", "在途")
    assert found.sheet_id == second
    with pytest.raises(DifferencesAreWrong):
        answered(visitor, made, SaidOfDifference(one, True), sheet_id=first)  # the one it had read
    assert [row.answer for part in found.parts for row in part.rows] == [None, None]  # of this sheet nothing was said  # fmt: skip
    staff = row_of(books, "INV-2").theirs
    assert staff is not None
    assert staff.version == 1
    assert SheetRelease.objects.count() == 2


def test_whoever_handed_it_in_gets_a_mail_when_it_is_released(link: Sent) -> None:
    visitor, books = link.proved(), link.book.books
    handed_in(link, visitor)
    sheet = frozen(books)
    assert not Message.objects.filter(kind="reply").exists()
    released(books, sheet, portal="https://portal.example/portal/open/#")
    released(books, sheet)
    mail = Message.objects.get(kind="reply")
    assert mail.contact_id == link.contact_id


def test_what_was_released_is_taken_back_with_a_reason_on_the_timeline_and_may_be_released_again(link: Sent) -> None:  # fmt: skip
    visitor, books = link.proved(), link.book.books
    made = handed_in(link, visitor)
    sheet = frozen(books)
    with pytest.raises(NothingIsReleased):
        taken_back(books, sheet)
    released(books, sheet)
    with pytest.raises(NotPermitted):
        taken_back(books, sheet, role="SAL")
    with pytest.raises(TakingBackSaysNothing):
        taken_back(books, sheet, " ")
    answered(visitor, made, SaidOfDifference(row_of(books, "INV-2").name, False, "货未到"))
    taken_back(books, sheet, "银行金额\n有误")
    with pytest.raises(LedgerIsLookedAtAgain):
        ledger_result(visitor=visitor, answer_id=made)
    with pytest.raises(LedgerIsLookedAtAgain):
        answered(visitor, made, SaidOfDifference(row_of(books, "INV-2").name, True))
    (told,) = whole_statement(visitor=visitor).ledgers
    assert told.released_at is None
    (shown,) = balance_page(**books.here()).sheets
    assert shown.released_at is None
    assert shown.taken_back is not None
    assert (shown.taken_back.why, shown.taken_back.by) == ("银行金额 有误", User.objects.get(id=books.people["ARA"]).get_full_name())  # fmt: skip
    said = [row.sentence for row in timeline(**books.here())]
    assert said[0].en == "took the sheet back that the customer could read: 银行金额 有误"
    assert "released the sheet to the customer" in [each.en for each in said]
    with pytest.raises(NothingIsReleased):
        taken_back(books, sheet)
    again = released(books, sheet)
    assert ledger_result(visitor=visitor, answer_id=made).sheet_id == sheet
    assert SheetRelease.objects.exclude(id=again).get().taken_back_why == "银行金额 有误"
    link.book.prove()


def test_once_the_customer_agreed_to_a_difference_nothing_is_taken_back(link: Sent) -> None:
    visitor, books = link.proved(), link.book.books
    made = handed_in(link, visitor)
    sheet = frozen(books)
    released(books, sheet)
    one = row_of(books, "INV-2").name
    answered(visitor, made, SaidOfDifference(one, True))
    assert [each.is_agreed for each in balance_page(**books.here()).sheets] == [True]
    with pytest.raises(CustomerHasAgreed):
        taken_back(books, sheet)
    assert ledger_result(visitor=visitor, answer_id=made).sheet_id == sheet
    answered(visitor, made, SaidOfDifference(one, False, "看错了"))  # its newest word counts
    assert [each.is_agreed for each in balance_page(**books.here()).sheets] == [False]
    taken_back(books, sheet)


def test_taken_back_the_newest_sheet_gives_way_to_none_before_it(link: Sent) -> None:
    visitor, books = link.proved(), link.book.books
    made = handed_in(link, visitor)
    released(books, frozen(books))
    say(books, "INV-2", "timing", reason="在途")
    second = freeze_sheet(**books.here(), language="zh")
    released(books, second)
    taken_back(books, second)
    with pytest.raises(LinkIsNotGood):
        ledger_result(visitor=visitor, answer_id=made)


def test_what_it_agreed_to_is_read_again_where_the_further_sheet_is_taken_back(link: Sent) -> None:
    visitor, books = link.proved(), link.book.books
    made = handed_in(link, visitor)
    first = frozen(books)
    released(books, first)
    one = row_of(books, "INV-2").name
    answered(visitor, made, SaidOfDifference(one, True))
    say(books, "INV-2", "timing", reason="在途")
    second = freeze_sheet(**books.here(), language="zh")
    released(books, second)
    taken_back(books, second)
    assert ledger_result(visitor=visitor, answer_id=made).sheet_id == first
    (told,) = whole_statement(visitor=visitor).ledgers
    assert told.released_at is not None
    with pytest.raises(CustomerHasAgreed):
        taken_back(books, first)
    answered(
        visitor, made, SaidOfDifference(one, False, "看错了"), sheet_id=first
    )  # it may change its word
    assert ledger_result(visitor=visitor, answer_id=made).sheet_id == first
    taken_back(books, first)
    with pytest.raises(LinkIsNotGood):
        ledger_result(visitor=visitor, answer_id=made)


def test_a_mail_that_still_waits_does_not_tell_of_what_was_taken_back(link: Sent, office: PostOffice) -> None:  # fmt: skip
    visitor, books = link.proved(), link.book.books
    handed_in(link, visitor)
    sheet = frozen(books)
    released(books, sheet)
    taken_back(books, sheet)
    every_hour(link.book)
    send_due_messages()
    mail = Message.objects.get(kind="reply")
    assert (mail.state, mail.trouble) == ("skipped", "what it tells of was taken back before it was sent")  # fmt: skip


def test_only_a_ledger_of_theirs_is_released_and_by_who_may_sign(link: Sent, ledger: Ledger) -> None:  # fmt: skip
    visitor, books = link.proved(), link.book.books
    handed_in(link, visitor)
    sheet = frozen(books)
    with pytest.raises(NotPermitted):
        released(books, sheet, "SAL")
    other = reconcile(ledger, "01", JANUARY)  # with a file that staff brought
    other_sheet = frozen(other)
    with pytest.raises(NoLedgerOfTheirs):
        released(other, other_sheet)
    assert not SheetRelease.objects.exists()
    assert not balance_page(**other.here()).is_of_their_ledger


def test_another_customers_ledger_is_as_if_absent_and_a_link_alone_sees_none(link: Sent, ledger: Ledger) -> None:  # fmt: skip
    visitor, books = link.proved(), link.book.books
    made = handed_in(link, visitor)
    released(books, frozen(books))
    one = row_of(books, "INV-2").name
    stranger, told = sent(ledger, "别家").proved(), []
    for number in (made, 999_999_999):
        for look in (ledger_result, ledger_paper, ledger_table):
            with pytest.raises(LinkIsNotGood) as caught:
                look(visitor=stranger, answer_id=number)
            told.append(str(caught.value))
        with pytest.raises(LinkIsNotGood) as caught:
            answered(stranger, number, SaidOfDifference(one, True))
        told.append(str(caught.value))
    assert len(set(told)) == 1
    alone = link.visitor()
    for look in (ledger_result, ledger_paper, ledger_table):
        with pytest.raises(CodeIsNeeded):
            look(visitor=alone, answer_id=made)
    with pytest.raises(CodeIsNeeded):
        answered(alone, made, SaidOfDifference(one, True))
    revoke_link(**books.scope("ARA"), origin=DOOR, link_id=link.link.id)
    with pytest.raises(LinkIsNotGood):
        answered(visitor, made, SaidOfDifference(one, True))
    assert not PortalAnswer.objects.filter(kind="answered").exists()


def test_a_word_about_a_difference_changed_behind_our_back_is_found(link: Sent) -> None:
    visitor, books = link.proved(), link.book.books
    made = handed_in(link, visitor)
    released(books, frozen(books))
    answered(visitor, made, SaidOfDifference(row_of(books, "INV-2").name, True))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE store_portalanswer DISABLE TRIGGER USER")
        cursor.execute("UPDATE store_portalanswer SET lines = jsonb_set(lines, '{0,agrees}', 'false') WHERE kind = 'answered'")  # fmt: skip
        cursor.execute("ALTER TABLE store_portalanswer ENABLE TRIGGER USER")
    said = [str(fault) for fault in verify_company(link.book.company_id).faults]
    assert len(said) == 1, said
    assert "not what the customer said" in said[0]
