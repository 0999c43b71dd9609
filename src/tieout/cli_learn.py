"""``tieout learn``: a learned table from the past: two ledgers, or items and receipts. Built as the other commands are, see ``cli``."""

import datetime
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from tieout.options import Outputs, said_of
from tieout.refusal import Wording

if TYPE_CHECKING:
    from tieout.habits import PayerHabit
    from tieout.learned import Learned

Say = Callable[[str, str], str]
Refusing = Callable[[str], AbstractContextManager[None]]


def add_learn(app: typer.Typer, say: Say, usual: str, refusing: Refusing) -> None:
    columns = say("列的对应关系", "Which column holds what, as date=Datum,debit=Soll")

    @app.command(
        help=say(
            "从截至某日的历史得出客户入账通常晚几天、双方编号规则，以及付款习惯，供 --learned 使用",
            "Learn from the past, up to a day: how late the customer books, whose numbers are whose, and what payers usually do; for --learned",
        )
    )
    def learn(
        as_of: Annotated[
            datetime.datetime,
            typer.Option(
                formats=["%Y-%m-%d"],
                help=say("截止日；之后的行一概不看", "The last day; no later line is looked at"),
            ),
        ],
        out: Annotated[
            Path, typer.Option("--out", "-o", help=say("写到此文件", "Write the table here"))
        ],
        ours: Annotated[
            Path | None, typer.Argument(help=say("我方历史账", "Our past ledger"))
        ] = None,
        theirs: Annotated[
            Path | None, typer.Argument(help=say("客户历史账", "Their past ledger"))
        ] = None,
        items: Annotated[
            Path | None,
            typer.Option(help=say("当时的未清项", "Items of the past, as they were open then")),
        ] = None,
        receipts: Annotated[
            Path | None, typer.Option(help=say("历史收款", "Receipts of the past"))
        ] = None,
        remittance: Annotated[
            Path | None, typer.Option(help=say("汇款通知", "Remittance advices"))
        ] = None,
        parties: Annotated[
            Path | None, typer.Option(help=say("客户资料", "Customers: aliases, accounts, links"))
        ] = None,
        rules: Annotated[
            Path | None, typer.Option(help=say("规则文件（TOML）", "Rules file (TOML)"))
        ] = None,
        party: Annotated[str | None, typer.Option(help=say("客户名称", "Customer"))] = None,
        currency: Annotated[str | None, typer.Option(help=say("币种", "Currency"))] = None,
        date_order: Annotated[
            Literal["YMD", "DMY", "MDY"] | None,
            typer.Option(help=say("日期顺序", "Order of dates")),
        ] = None,
        decimal: Annotated[
            Literal[".", ","] | None, typer.Option(help=say("小数点", "Decimal mark"))
        ] = None,
        accept_unbalanced: Annotated[
            bool,
            typer.Option(
                "--accept-unbalanced",
                help=say("不平也继续", "Go on when the balances do not close"),
            ),
        ] = False,
        ours_columns: Annotated[str | None, typer.Option(help=columns)] = None,
        theirs_columns: Annotated[str | None, typer.Option(help=columns)] = None,
        lang: Annotated[
            Literal["zh", "en"] | None, typer.Option(help=say("语言", "Language"))
        ] = None,
    ) -> None:
        language = lang or usual
        shared = {
            "currency": currency, "date_order": date_order, "decimal_mark": decimal,
            "accept_unbalanced": accept_unbalanced,
        }  # fmt: skip
        with refusing(language):
            outputs = Outputs(str(out))
            outputs.check(ours, theirs, items, receipts, remittance, parties, rules)
            ledgers, cash = (ours, theirs), (items, receipts)
            if (None in ledgers and None in cash) or _is_half(ledgers) or _is_half(cash):
                from tieout.learned import no_history

                raise no_history()
            found = _of_ledgers(
                ledgers, shared, party, as_of.date(), rules, (ours_columns, theirs_columns)
            )
            payers = _of_cash((*cash, remittance, parties), currency, as_of.date(), rules)
            found = replace(found, payers=payers)
            outputs.write_bytes(found.as_bytes())
            for line in _told(found, out):
                typer.echo(line.within(language))


def _is_half(files: tuple[Path | None, Path | None]) -> bool:
    return (files[0] is None) != (files[1] is None)


def _of_ledgers(
    files: tuple[Path | None, Path | None], shared: Mapping[str, object], party: str | None,
    as_of: datetime.date, rules: Path | None, columns: tuple[str | None, str | None],
) -> "Learned":  # fmt: skip
    """What two ledgers of the past say; a table of nothing where there are none."""
    from tieout.learned import Learned
    from tieout.learning import learn
    from tieout.reading import read_pair
    from tieout.rules import ENGINE_VERSION, Rules

    known = Rules.from_file(rules) if rules else Rules()
    ours, theirs = files
    if ours is None or theirs is None:
        return Learned(as_of, ENGINE_VERSION, known.digest, {})
    mine, yours = read_pair(
        ours, theirs, party=party,
        ours_options=said_of("ours", {**shared, "columns": columns[0]}),
        theirs_options=said_of("theirs", {**shared, "columns": columns[1]}),
    )  # fmt: skip
    return learn(mine.lines, yours.lines, as_of, known)


def _of_cash(
    files: tuple[Path | None, Path | None, Path | None, Path | None], currency: str | None,
    as_of: datetime.date, rules: Path | None,
) -> "tuple[PayerHabit, ...]":  # fmt: skip
    """What items and receipts of the past say of payers; nothing where there are none."""
    items, receipts, remittance, parties = files
    if items is None or receipts is None:
        return ()
    from tieout.cash.learning import learn_payers
    from tieout.cash.reading import read_all
    from tieout.cash.rules import CashRules

    known = CashRules.from_file(rules) if rules else CashRules()
    tables = read_all(items, receipts, remittance, parties, currency=currency)
    return learn_payers(*tables, as_of, known)


def _told(found: "Learned", out: Path) -> list[Wording]:
    seen = sum(lag.seen for lags in found.lags.values() for lag in lags.values())
    told = [
        Wording(
            f"已写出 {out}：由 {seen:,} 对得出，哈希 {found.digest}",
            f"Written: {out}: learned from {seen:,} pairs, hash {found.digest}",
        )
    ]
    if found.payers:
        count = len(found.payers)
        told.append(
            Wording(f"付款习惯：{count:,} 个付款方", f"Habits of payers: {count:,} of them")
        )
    return told
