"""The chart carries the user's own codes: on pages and in the preview, not in what is sealed."""

from __future__ import annotations

import pytest

from tests.ledgers import Ledger, day, open_ledger
from wanglai.domain.ledger import Document
from wanglai.services.access.scope import NotFound
from wanglai.services.audit.queries import TrailFilter, trail
from wanglai.services.ledger.map_accounts import (
    CODE_MAX,
    OwnCodeIsTooLong,
    accounts,
    map_accounts,
)
from wanglai.services.ledger.preview_document import preview_document
from wanglai.services.ledger.show_balances import balances_page
from wanglai.services.ledger.show_entry import entry_page
from wanglai.services.ledger.verify import verify_company
from wanglai.store.models import Account


@pytest.fixture
def book(db: None) -> Ledger:
    return open_ledger()


def _account(book: Ledger, role: str) -> Account:
    return Account.objects.get(company_id=book.company_id, role=role)


def test_pages_show_the_users_own_code(book: Ledger) -> None:
    posted = book.post("invoice", "INV-1", "113.00", "01-05", tax="13.00")
    receivable, tax = _account(book, "receivable"), _account(book, "output_tax")
    seq = map_accounts(**book.scope, own_codes={receivable.id: " 1122.01 ", tax.id: "2221-01-03"})
    codes = {
        row.name.en: row.own_code for row in accounts(**book.books.scope("ARA")) if row.own_code
    }
    assert codes == {receivable.name_en: "1122.01", tax.name_en: "2221-01-03"}
    shown = {row.code for row in balances_page(**book.reader, on=day("01-31")).rows}
    assert {"1122.01", "2221-01-03"} < shown
    lines = entry_page(**book.reader, seq=posted.seq).lines
    assert {"1122.01", "2221-01-03"} < {line.account_code for line in lines}
    paper = Document("invoice", book.customer("远景"), "INV-2", day("01-05"), 100)
    preview = preview_document(**book.books.scope("ARA"), document=paper)
    assert preview[0].account_code == "1122.01"
    assert verify_company(book.company_id).is_whole
    (act,) = trail(**book.reader, wanted=TrailFilter(), limit=1).rows
    assert act.seq == seq
    assert (
        act.sentence.zh == f"对应科目：{receivable.code} 对应 1122.01，{tax.code} 对应 2221-01-03"
    )


def test_a_code_is_taken_away_and_nothing_is_said_twice(book: Ledger) -> None:
    account = _account(book, "bank").id
    assert map_accounts(**book.scope, own_codes={account: "1002"}) is not None
    assert map_accounts(**book.scope, own_codes={account: "1002"}) is None
    assert map_accounts(**book.scope, own_codes={account: ""}) is not None
    assert _account(book, "bank").own_code == ""


def test_two_accounts_may_share_one_code(book: Ledger) -> None:
    """应收票据 and 应收账款 may be one account in the user's books."""
    both = {_account(book, role).id: "1122" for role in ("receivable", "bills")}
    assert map_accounts(**book.scope, own_codes=both) is not None


def test_what_does_not_fit_changes_nothing(book: Ledger) -> None:
    account = _account(book, "bank").id
    with pytest.raises(OwnCodeIsTooLong):
        map_accounts(**book.scope, own_codes={account: "1" * (CODE_MAX + 1)})
    stranger = _account(open_ledger("bieren"), "bank").id
    with pytest.raises(NotFound):
        map_accounts(**book.scope, own_codes={account: "1002", stranger: "1002"})
    assert not Account.objects.exclude(own_code="").exists()
