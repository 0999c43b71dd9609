"""余额调节表 as a table: both balances, every adjustment in its quarter, the balance both come to; or only what they are to correct."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from tieout.refusal import Wording
from wanglai.services.exports.table import Row, Table, columns, company_called, named
from wanglai.services.money import Amount
from wanglai.services.portal.show_ledger import PARTS, acting, class_of, ledger_facts
from wanglai.services.portal.visitor import Visitor
from wanglai.services.reconciliation.adjusted import QUARTERS
from wanglai.services.reconciliation.show_balance import QUARTER_WORDS, sheet_facts

_TITLE = Wording("往来余额调节表", "Balance reconciliation statement")
_THEIRS = Wording("请对方更正的差异", "What the other side is asked to correct")
_COLUMNS = columns(
    ("分类", "Part", 30),
    ("日期", "Date", 12),
    ("单据号", "Document", 18),
    ("摘要", "Text", 30),
    ("差异", "Difference", 18),
    ("处理", "What becomes of it", 22),
    ("原因", "Reason", 30),
    ("责任人", "Owner", 16),
    ("期限", "Until", 12),
    ("自此未了", "Open since", 12),
    ("金额", "Amount", 16),
)
_BALANCES = (
    ("ours", Wording("我方账面余额", "Balance in our books")),
    ("ours_adjusted", Wording("我方调节后余额", "Our balance, adjusted")),
    ("theirs", Wording("对方账面余额", "Balance in their books")),
    ("theirs_adjusted", Wording("对方调节后余额", "Their balance, adjusted")),
    ("unexplained", Wording("未解释的差额", "Unexplained")),
)
_SIGNED = (
    Wording("编制（我方）：                复核（我方）：                对方：", "Prepared (ours):                Approved (ours):                The other side:"),
)  # fmt: skip


def balance_table(
    *, company_id: int, actor: int, reconciliation_id: int, only_theirs: bool = False
) -> Table:
    """The statement as it stands now. Refuses, in order: NotFound, NotPermitted, ResultIsNotReady."""
    facts = sheet_facts(company_id=company_id, actor=actor, reconciliation_id=reconciliation_id)
    title = _THEIRS if only_theirs else _TITLE
    currency = facts["currency"]
    return Table(
        title=title,
        name=named(title, facts["number"]),
        facts=(company_called(company_id), facts["customer"], facts["period"], currency),
        columns=_COLUMNS,
        rows=list(_rows(facts, only_theirs)),
        totals=() if only_theirs else tuple(_balance(words, facts[key], currency) for key, words in _BALANCES),
        proof=() if only_theirs else tuple((each,) for each in _SIGNED),
    )  # fmt: skip


def _balance(words: Wording, minor: int, currency: str) -> Row:
    return (words, *(None,) * (len(_COLUMNS) - 2), Amount(minor, currency))


def _rows(facts: dict[str, Any], only_theirs: bool) -> Iterator[Row]:
    for quarter in QUARTERS:
        for each in facts["quarters"][quarter]:
            if only_theirs and not each["is_theirs"]:
                continue
            yield (
                QUARTER_WORDS[quarter], _day(each["on"]), each["document"], each["text"],
                Wording(**each["class"]), Wording(**each["becomes"]), each["reason"], each["owner"], _day(each["due"]),
                _day(each["since"]), Amount(each["amount"], facts["currency"]),
            )  # fmt: skip


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


_OF_CUSTOMER = columns(
    ("分类", "Part", 30),
    ("日期", "Date", 12),
    ("单据号", "Document", 18),
    ("摘要", "Text", 30),
    ("差异", "Difference", 18),
    ("由谁处理", "Who is to act", 26),
    ("原因", "Reason", 30),
    ("期限", "Until", 12),
    ("自此未了", "Open since", 12),
    ("金额", "Amount", 16),
)
_OF_CUSTOMER_BALANCES = (
    ("ours", Wording("我方账面余额", "Balance in our books")),
    ("theirs", Wording("贵方账面余额", "Balance in your books")),
    ("ours_adjusted", Wording("调节后余额", "Balance both come to")),
)


def ledger_table(*, visitor: Visitor, answer_id: int) -> Table:
    """The same of a ledger a customer handed in, as it was frozen and released, for the customer: without names of ours.

    Refuses, in order: CodeIsNeeded, LinkIsNotGood.
    """
    said = ledger_facts(visitor=visitor, answer_id=answer_id)
    core = said["core"]
    currency = core["currency"]
    return Table(
        title=_TITLE,
        name=named(_TITLE, said["number"].replace("/", "-")),
        facts=(Wording(**said["company"]["name"]), f"{said['from']} – {said['through']}", currency),
        columns=_OF_CUSTOMER,
        rows=[_row_of_customer(PARTS[key], each, currency) for key in QUARTERS for each in core["quarters"][key]],
        totals=tuple(
            (words, *(None,) * (len(_OF_CUSTOMER) - 2), Amount(core[key], currency)) for key, words in _OF_CUSTOMER_BALANCES
        ),
    )  # fmt: skip


def _row_of_customer(part: Wording, each: Mapping[str, Any], currency: str) -> Row:
    return (
        part, _day(each["on"]), each["document"], each["text"], class_of(each), acting(each), each["reason"],
        _day(each["due"]), _day(each["since"]), Amount(each["amount"], currency),
    )  # fmt: skip
