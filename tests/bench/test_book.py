"""The book's rows in small: documents that balance out, lines for scripts, a section for the page. No server is started."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from bench.__main__ import ROWS
from bench.book.debts import STALE, debts
from bench.book.documents import FIRST, LAST, documents
from bench.book.plain_text import RECEIVABLE, journal
from bench.book.plain_text_peers import total_of
from bench.book.results import BookResult, percentile
from bench.book.tpcb import parsed
from bench.book.wholesaler import generated
from bench.kinds import Kind
from bench.page import sections_of, write_page

from wanglai.domain.ledger import RULES, first_fault


def row(**more: object) -> BookResult:
    given = {"name": "post-x", "unit": "/s", "ours": 500.0, "peer": 250.0, "limit": 2000.0}
    table = (("", "per second"), ("Wanglai", "500"))
    return BookResult(**{**given, **more}, about="Posts.", budget="none", table=table)  # type: ignore[arg-type]


def test_every_row_of_the_book_is_there_beside_the_match_rows() -> None:
    rows = {
        "bank-100k",
        "post-1",
        "post-8",
        "import-200k",
        "import-uci",
        "balance-1m",
        "ageing-100k",
        "ageing-1m",
        "lists-1m",
        "settle-200x500",
        "settle-bulk",
        "statements-5k",
        "board-5k",
        "two-sided-100k",
        "verify",
    }
    assert rows | {"match-csv-100k"} <= set(ROWS)


def test_documents_can_all_be_posted_and_are_the_same_each_time() -> None:
    made = list(documents(2_000, [7, 8, 9]))
    assert made == list(documents(2_000, [7, 8, 9]))
    assert {first_fault(document, "CNY") for document in made} == {None}
    assert (made[0].on, made[-1].on) == (FIRST, LAST)
    assert [document.on for document in made] == sorted(document.on for document in made)
    assert {document.customer_id for document in made} == {7, 8, 9}


def test_receipts_pay_most_of_what_is_invoiced() -> None:
    sums: Counter[int] = Counter()
    for document in documents(5_000, [1]):
        sums[RULES[document.kind].side] += document.gross
    assert 0.85 < sums[-1] / sums[1] < 1.05


@pytest.mark.parametrize(("count", "left"), [(3_000, 1_000), (1_000, 100), (501, 3), (10, 10)])
def test_so_many_debts_stay_open_and_each_receipt_pays_its_invoice(count: int, left: int) -> None:
    made = list(debts(count, [7, 8], open_items=left))
    assert made == list(debts(count, [7, 8], open_items=left))
    assert len(made) == count
    assert {first_fault(document, "CNY") for document in made} == {None}
    assert [document.on for document in made] == sorted(document.on for document in made)
    papers = {document.number: document for document in made}
    assert len(papers) == count
    paid = [each for each in made if each.number.startswith("REC-")]
    for receipt in paid:
        invoice = papers[receipt.number.replace("REC", "INV")]
        assert (invoice.customer_id, invoice.gross) == (receipt.customer_id, receipt.gross)
        assert invoice.on <= receipt.on
    assert count - 2 * len(paid) == left
    assert sum(each.number.startswith(STALE) for each in made) == left // 2


def test_the_last_line_of_a_rate_gives_both_ratios() -> None:
    assert row().line() == "post-x ours=500/s peer=250/s limit=2000/s to_peer=2.00 to_limit=0.25"
    alone = row(unit="ms", ours=3.456, peer=None, limit=1.728)
    assert alone.line() == "post-x ours=3.46ms peer=none limit=1.73ms to_peer=none to_limit=2.00"


PACES = (1.25, 1.25)


def kind_of(*names: str) -> Kind:
    return Kind("The book", lambda: "Measured so.", dict.fromkeys(names, row))


def test_a_row_has_its_section_on_the_page_with_its_day(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    write_page(page, [kind_of("post-x")], {"post-x": row()}, PACES)
    assert "## The book\n\nMeasured so.\n\n### post-x\n\nPosts. Budget: none.\n" in page.read_text()
    assert f"`{row().line()}`\n\n*Measured on 2" in page.read_text()


def test_a_row_measured_alone_leaves_the_others_as_they_were(tmp_path: Path) -> None:
    page, kinds = tmp_path / "page.md", [kind_of("post-x", "post-y", "post-z")]
    write_page(page, kinds, {"post-x": row(), "post-y": row(name="post-y")}, PACES)
    earlier = sections_of(page.read_text())
    write_page(page, kinds, {"post-x": row(ours=999)}, (1.5, 1.75))
    later = sections_of(page.read_text())
    assert later["post-y"] == earlier["post-y"]
    assert "ours=999" in later["post-x"]
    assert "pace 1.50 and 1.75 s" in later["post-x"]
    assert later["post-z"] == "### post-z\n\nNot measured yet.\n"


def test_a_percentile_is_one_of_the_values() -> None:
    hundred = [float(each) for each in range(100, 0, -1)]
    assert [percentile(hundred, share) for share in (0.5, 0.95, 0.99, 1)] == [50, 95, 99, 100]
    assert percentile([4.0], 0.95) == 4.0


def test_the_rate_of_pgbench_is_read_from_what_it_says() -> None:
    said = "number of clients: 8\nlatency average = 2.3 ms\ntps = 3471.25 (without initial connection time)\n"
    assert parsed(said) == 3471.25
    with pytest.raises(SystemExit):
        parsed("pgbench: error")


def test_the_generated_file_is_as_large_as_it_is_asked_to_be_and_the_same_each_time() -> None:
    made = list(generated(90, 700))
    assert made == list(generated(90, 700))
    assert len(made) == 701
    assert len({line.split(",")[0] for line in made[1:]}) == 90


@pytest.mark.parametrize("is_beancount", [True, False])
def test_the_journal_of_the_peers_owes_what_the_documents_owe(is_beancount: bool) -> None:
    made = list(debts(400, range(7), open_items=100))
    owed = sum(RULES[each.kind].side * each.gross for each in made)
    lines = "".join(journal(made, 7, is_beancount=is_beancount)).splitlines()
    posted = [line.split() for line in lines if line.startswith(f"  {RECEIVABLE}")]
    assert len(posted) == 400
    assert sum(int(amount.replace(".", "")) for _, amount, _ in posted) == owed
    assert {currency for _, _, currency in posted} == {"CNY"}
    assert all(line.count("*") == is_beancount for line in lines if line[:4] in ("2025", "2026"))


def test_what_hledger_says_is_added_up_to_the_cent() -> None:
    answer = '"account","balance"\n"Assets:Receivable:C1","-0.05 CNY"\n"Assets:Receivable:C2","1234.10 CNY"\n'
    assert total_of(answer) == 123_405
