"""``tieout why``: the question of one pair of rows. Built as the other commands are, see ``cli``."""

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Annotated, Literal

import typer

from tieout.options import Outputs, said_of

Say = Callable[[str, str], str]
Refusing = Callable[[str], AbstractContextManager[None]]


def add_why(app: typer.Typer, say: Say, usual: str, refusing: Refusing) -> None:
    columns = say("列的对应关系", "Which column holds what, as date=Datum,debit=Soll")

    @app.command(
        help=say(
            "说明两行为何配在一起，或为何没有：why ours:12 theirs:40 我方账 对方账；why item:12 receipt:40 未清项 收款",
            "Say why two rows are together or are not: why ours:12 theirs:40 OURS THEIRS, or why item:12 receipt:40 ITEMS RECEIPTS",
        )
    )
    def why(
        first: Annotated[str, typer.Argument(help=say("如 ours:12", "Such as ours:12"))],
        second: Annotated[str, typer.Argument(help=say("如 theirs:40", "Such as theirs:40"))],
        ours: Annotated[
            Path, typer.Argument(help=say("我方账，或未清项", "Our ledger, or the open items"))
        ],
        theirs: Annotated[
            Path, typer.Argument(help=say("客户的账，或收款", "Their ledger, or the receipts"))
        ],
        remittance: Annotated[
            Path | None, typer.Option(help=say("汇款通知", "Remittance advices"))
        ] = None,
        parties: Annotated[
            Path | None, typer.Option(help=say("客户资料", "Customers: aliases, accounts, links"))
        ] = None,
        json: Annotated[
            str | None,
            typer.Option(
                help=say("写出 JSON；- 表示写到标准输出", "Write JSON here; - for standard output")
            ),
        ] = None,
        rules: Annotated[
            Path | None, typer.Option(help=say("规则文件（TOML）", "Rules file (TOML)"))
        ] = None,
        learned: Annotated[
            Path | None,
            typer.Option(help=say("tieout learn 写出的文件", "File that tieout learn wrote")),
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
            from tieout.why.asked import asked_pair
            from tieout.why.report import as_bytes, lines_of

            outputs = Outputs(json)
            outputs.check(ours, theirs, remittance, parties, rules, learned)
            asked = asked_pair([first, second])
            if asked.kind == "ledgers":
                from tieout.why.files import of_ledgers

                answer = of_ledgers(
                    (ours, theirs), asked, party=party, rules=rules, learned=learned,
                    ours_options=said_of("ours", {**shared, "columns": ours_columns}),
                    theirs_options=said_of("theirs", {**shared, "columns": theirs_columns}),
                )  # fmt: skip
            else:
                from tieout.why.files import of_cash

                answer = of_cash(
                    (ours, theirs, remittance, parties), asked, rules, currency, learned
                )
            if outputs.json:
                printed = outputs.write_bytes(as_bytes(answer, language))
                if printed is not None:
                    sys.stdout.buffer.write(printed)
                return
            for line in lines_of(answer, language):
                typer.echo(line)
