"""``tieout learn``: a learned table from two ledgers of the past. Built as the other commands are, see ``cli``."""

import datetime
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Annotated, Literal

import typer

from tieout.options import Outputs, said_of
from tieout.refusal import Wording

Say = Callable[[str, str], str]
Refusing = Callable[[str], AbstractContextManager[None]]


def add_learn(app: typer.Typer, say: Say, usual: str, refusing: Refusing) -> None:
    columns = say("列的对应关系", "Which column holds what, as date=Datum,debit=Soll")

    @app.command(
        help=say(
            "从截至某日的历史账得出客户入账通常晚几天，供 match --learned 使用",
            "Learn from past ledgers, up to a day, how late the customer books; for match --learned",
        )
    )
    def learn(
        ours: Annotated[Path, typer.Argument(help=say("我方历史账", "Our past ledger"))],
        theirs: Annotated[Path, typer.Argument(help=say("客户历史账", "Their past ledger"))],
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
            from tieout.learning import learn as learned_from
            from tieout.reading import read_pair
            from tieout.rules import Rules

            outputs = Outputs(str(out))
            outputs.check(ours, theirs, rules)
            mine, yours = read_pair(
                ours, theirs, party=party,
                ours_options=said_of("ours", {**shared, "columns": ours_columns}),
                theirs_options=said_of("theirs", {**shared, "columns": theirs_columns}),
            )  # fmt: skip
            known = Rules.from_file(rules) if rules else Rules()
            found = learned_from(mine.lines, yours.lines, as_of.date(), known)
            outputs.write_bytes(found.as_bytes())
            seen = sum(lag.seen for lags in found.lags.values() for lag in lags.values())
            told = Wording(
                f"已写出 {out}：由 {seen:,} 对得出，哈希 {found.digest}",
                f"Written: {out}: learned from {seen:,} pairs, hash {found.digest}",
            )
            typer.echo(told.within(language))
