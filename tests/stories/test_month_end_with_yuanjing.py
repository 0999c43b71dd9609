"""Month end with 上海远景, day by day: handed in, refused, corrected, decided, repeated, sent.

Each day states the result as a small table; the gap of 124.45 never changes, only who explains what.
"""

from __future__ import annotations

import io
import json
import re

import openpyxl
import pytest

from tests.books import OURS, THEIRS, Books
from wanglai.services.reconciliation.accept_group import accept_group
from wanglai.services.reconciliation.confirm_reading import confirm_reading
from wanglai.services.reconciliation.correct_reading import correct_reading
from wanglai.services.reconciliation.deciding import AlreadyDecided
from wanglai.services.reconciliation.download_sheet import download_sheet
from wanglai.services.reconciliation.queries import list_reconciliations, run_progress, timeline
from wanglai.services.reconciliation.relink_lines import relink_lines
from wanglai.services.reconciliation.rerun import rerun
from wanglai.services.reconciliation.undo_decision import undo_decision
from wanglai.services.reconciliation.write_note import write_note

AS_READ = [
    "ambiguous [8]|[7] 0.00",
    "auto [10]|[8] 0.00",
    "auto [4]|[3] 0.00",
    "auto [5]|[4] 0.00",
    "auto [6]|[5] 0.50 amount",
    "auto [7]|[6] 0.00",
    "open [11]|[] 88.00 missing_theirs",
    "open [12]|[] 99.00 timing",
    "open [9]|[] 70.00 missing_theirs",
    "open []|[10] -45.00 timing",
    "open []|[9] -88.05 missing_ours",
]
DECIDED = [
    "accepted [8]|[7] 0.00",
    "auto [10]|[8] 0.00",
    "auto [4]|[3] 0.00",
    "auto [5]|[4] 0.00",
    "auto [6]|[5] 0.50 amount",
    "auto [7]|[6] 0.00",
    "open [12]|[] 99.00 timing",
    "open [9]|[] 70.00 missing_theirs",
    "open []|[10] -45.00 timing",
    "relinked [11]|[9] -0.05 amount",
]


def without_causes(table: list[str]) -> list[str]:
    """Status, lines and amount of each row."""
    return [re.match(r"\w+ \[.*\]\|\[.*\] \S+", line)[0] for line in table]  # type: ignore[index]


def test_month_end_with_yuanjing(books: Books) -> None:
    # 1 April: the customer's file states a closing balance that its own lines do not reach
    books.start(OURS, THEIRS.replace("1573.05", "1573.50"))
    assert books.work().state == "refused"
    refusal = run_progress(**books.here()).refusal
    assert refusal is not None
    assert "balance" in refusal.code
    assert list_reconciliations(**books.scope(), status="refused").total == 1

    # 2 April: a person takes it as it is; the 0.45 stays unexplained and is shown, not hidden
    correct_reading(**books.here(), side="theirs", options={"accept_unbalanced": True})
    assert books.work().state == "done"
    page = books.page()
    assert page.theirs is not None
    assert page.totals is not None
    assert page.theirs.options == {"accept_unbalanced": True}
    assert (page.totals.gap.text, page.totals.explained.text) == ("124.00", "124.45")
    assert page.totals.unexplained.text == "-0.45"

    # 3 April: the whole month comes as a new pair
    page = books.finished()
    assert books.table() == AS_READ
    assert page.totals is not None
    assert (page.totals.gap.text, page.totals.unexplained.text) == ("124.45", "0.00")
    confirm_reading(**books.here(), side="theirs")

    # 4 April: the accountant asks by telephone and decides
    tie = books.rows(status="ambiguous")[0]
    write_note(**books.here(), text="对方确认是三月十六日那笔", row_id=tie.row_id)
    accept_group(**books.here(), row_id=tie.row_id, reason="电话确认")
    relink_lines(**books.here(), ours=(11,), theirs=(9,))
    assert books.table() == DECIDED

    # 5 April: the manager looks; what is decided cannot be decided again, only undone
    with pytest.raises(AlreadyDecided):
        relink_lines(**books.here("FM"), ours=(11,), theirs=(10,))
    last = next(row for row in timeline(**books.here("AUD")) if row.kind == "relink")
    assert last.decision_id is not None
    undo_decision(**books.here("FM"), decision_id=last.decision_id)
    assert len(books.table()) == len(AS_READ)
    relink_lines(**books.here("FM"), ours=(11,), theirs=(9,), reason="同一批货，对方另编号")

    # 6 April: repeated over night: every decision stands. From the pairs linked by hand the engine has learnt how soon
    # this customer books, so it may name the cause of the last lines of the month otherwise; nothing else moves
    rerun(**books.here())
    assert books.work().state == "done"
    assert without_causes(books.table()) == without_causes(DECIDED)

    # 7 April: the sheet goes to the customer
    sheet = download_sheet(**books.here("AUD"), language="zh")
    assert sheet.name.endswith(".xlsx")
    names = openpyxl.load_workbook(io.BytesIO(sheet.content)).sheetnames
    assert len(names) >= 4
    contract = json.loads(download_sheet(**books.here(), language="zh", form="json").content)
    assert contract["totals"] == {
        "ours": "1697.50", "theirs": "1573.05", "gap": "124.45", "explained": "124.45", "unexplained": "0.00",
    }  # fmt: skip
    by_hand = [group for group in contract["groups"] if group["rule"] == "by_hand"]
    assert sorted((group["ours"], group["theirs"]) for group in by_hand) == [
        ([8], [7]),
        ([11], [9]),
    ]
    kinds = [row.kind for row in timeline(**books.here())]
    assert kinds[:3] == ["downloaded", "downloaded", "run_finished"]
