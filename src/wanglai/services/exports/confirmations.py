"""Rounds of confirmation letters and their letters as tables."""

from __future__ import annotations

from dataclasses import replace

from tieout.refusal import Wording
from wanglai.services.confirmations.queries import (
    EVERY_LETTER,
    EVERY_ROUND,
    WantedLetters,
    WantedRounds,
    list_rounds,
    round_page,
)
from wanglai.services.confirmations.rows import AccountRow, LetterRow, Result, RoundList, RoundPage
from wanglai.services.confirmations.show_letter import accounts_of_letters
from wanglai.services.confirmations.words import SHOWN
from wanglai.services.exports.table import Row, Table, columns, company_called, named, pages

_ROUNDS = Wording("函证批次", "Rounds of confirmation letters")
_LETTERS = Wording("询证函", "Confirmation letters")
_OF_ROUNDS = columns(
    ("批次", "Round", 12),
    ("截止日", "As of", 12),
    ("目的", "Purpose", 34),
    ("方式", "Form", 12),
    ("状态", "State", 16),
    ("函数", "Letters", 10),
    ("已有结果", "Answered", 10),
    ("币种", "Currency", 9),
    ("应收余额", "Owed", 18),
    ("起草人", "Drafted by", 20),
    ("起草时间", "Drafted at", 20),
)
_OF_LETTERS = columns(
    ("编号", "No.", 16),
    ("发函次数", "Requests", 10),
    ("客户", "Customer", 28),
    ("选取原因", "Asked because", 22),
    ("状态", "State", 20),
    ("发函日期", "Sent", 12),
    ("回函期限", "Answer by", 12),
    ("等待天数", "Days waiting", 11),
    ("币种", "Currency", 9),
    ("对方欠我方", "Owed to us", 16),
    ("我方欠对方", "Owed by us", 16),
    ("回函：对方欠", "They say they owe", 16),
    ("回函：我方欠", "They say we owe", 16),
    ("差异", "Difference", 16),
    ("替代程序证实", "Borne out", 16),
    ("错报", "Misstated", 16),
)
_PROOF = {
    "value": Wording("总体金额（借贷合计）", "Population, owed and owing"),
    "asked": Wording("函证金额", "Asked"),
    "key": Wording("重点项目错报", "Misstated in key items"),
    "drawn": Wording("抽样项目错报", "Misstated in drawn items"),
    "projected": Wording("推断错报", "Projected"),
    "other": Wording("其他项目错报", "Misstated elsewhere"),
    "total": Wording("合计", "Total"),
}


def rounds_table(*, company_id: int, actor: int, wanted: WantedRounds = EVERY_ROUND) -> Table:
    """Every round that fits, newest first. Refuses, in order: NotFound, NotPermitted."""

    def part(after: int | None) -> RoundList:
        return list_rounds(company_id=company_id, actor=actor, wanted=replace(wanted, after=after))

    return Table(
        title=_ROUNDS,
        name=_ROUNDS,
        facts=(company_called(company_id), SHOWN[wanted.show]),
        columns=_OF_ROUNDS,
        rows=(
            (row.number, row.as_of, row.purpose, row.form, row.state_words, row.letters, row.answered, row.value.currency,
             row.value, row.drafted_by, row.drafted_at)
            for page in pages(part(wanted.after), part) for row in page.rows
        ),
    )  # fmt: skip


def letters_table(*, company_id: int, actor: int, round_id: int, wanted: WantedLetters = EVERY_LETTER) -> Table:  # fmt: skip
    """Every account that was asked, with what came of it. Refuses, in order: NotFound, NotPermitted, NotFound (round)."""

    def part(after: int) -> RoundPage:
        return round_page(company_id=company_id, actor=actor, round_id=round_id, wanted=replace(wanted, after=after))  # fmt: skip

    first = part(wanted.after)
    accounts = accounts_of_letters(company_id, round_id)
    return Table(
        title=_LETTERS,
        name=named(_LETTERS, first.row.number),
        facts=(company_called(company_id), f"{first.row.number} · {first.row.as_of} · {first.row.purpose}", f"SHA-256 {first.shown}"),
        columns=_OF_LETTERS,
        rows=(_row(row, account) for page in pages(first, part) for row in page.letters for account in accounts[row.id]),
        proof=tuple(_proof(first.result)) if first.result else (),
    )  # fmt: skip


def _row(row: LetterRow, account: AccountRow) -> Row:
    return (
        row.number, row.requests, row.customer, account.why, row.state_words, row.issued_on, row.answer_by, row.waiting,
        account.owed_to_us.currency, account.owed_to_us, account.owed_by_us, account.said_to_us, account.said_by_us,
        account.difference, account.covered, account.misstated,
    )  # fmt: skip


def _proof(result: Result) -> list[Row]:
    figures = {
        "value": result.value, "asked": result.asked_value, "key": result.key, "drawn": result.drawn,
        "projected": result.projected, "other": result.other, "total": result.total,
    }  # fmt: skip
    blank: tuple[None, ...] = (None,) * 6
    return [(*(None, None, words), *blank, figures[key], *blank) for key, words in _PROOF.items()]
