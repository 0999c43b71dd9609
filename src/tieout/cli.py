"""The ``tieout`` command: two files in, a proved difference sheet out; no server, no database.

Options are described in the reader's language, so the application is built after the language is
known. (No ``from __future__ import annotations`` here: Typer reads the annotations inside
``application`` and they must be values, not text.) Heavy modules are imported by the command that
needs them, so that ``--help`` and ``--version`` answer at once.
"""

import contextlib
import gc
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Annotated, Literal, NoReturn

import typer

from tieout.cli_learn import add_learn
from tieout.cli_why import add_why
from tieout.lean import without_pandas
from tieout.options import Asked, Outputs, language_of, said_of
from tieout.refusal import Refusal, Wording

REFUSED = 2
SIGNS = "debit-credit, credit-debit, signed, mirrored, direction, mirrored-direction"

Say = Callable[[str, str], str]


def application(language: str) -> typer.Typer:
    """The command with its help in Chinese or English."""

    def say(zh: str, en: str) -> str:
        return Wording(zh, en).within(language)

    app = typer.Typer(
        name="tieout",
        help=say(
            "把我方账与客户账逐笔核对，出具能调平到分的差异表。",
            "Reconcile our ledger with the customer's and write a difference sheet that closes to the cent.",
        ),
        add_completion=False,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    _add_common(app, say)
    _add_match(app, say, language)
    _add_apply(app, say, language)
    _add_read(app, say, language)
    _add_run(app, say, language)
    add_why(app, say, language, _refusing)
    add_learn(app, say, language, _refusing)
    return app


def _add_common(app: typer.Typer, say: Say) -> None:
    def show_version(asked: bool) -> None:
        if asked:
            from tieout.rules import ENGINE_VERSION

            typer.echo(f"tieout {ENGINE_VERSION}")
            raise typer.Exit

    @app.callback()
    def tieout(
        version: Annotated[
            bool,
            typer.Option(
                "--version",
                help=say("显示版本", "Show the version"),
                is_eager=True,
                callback=show_version,
            ),
        ] = False,
        lang: Annotated[
            Literal["zh", "en"] | None, typer.Option(help=say("语言", "Language"))
        ] = None,
    ) -> None:
        pass


def _add_match(app: typer.Typer, say: Say, usual: str) -> None:
    ours_side = say("读取我方文件", "Reading our file")
    theirs_side = say("读取对方文件", "Reading their file")
    columns = say(
        "列的对应关系，如 date=日期,debit=借方；值可以是列名或列字母，空值表示没有该列",
        "Which column holds what, as date=Datum,debit=Soll; a label or a letter, empty for none",
    )
    sheet = say("要读取的工作表", "The sheet to read")
    header = say("表头所在行，0 表示没有表头", "Row of the header, 0 for none")
    sign = say(f"金额方向：{SIGNS}", f"How amounts are signed: {SIGNS}")
    encoding = say("文本编码，如 gb18030", "Encoding of text, such as gb18030")

    @app.command(help=say("核对两份账", "Reconcile two files"))
    def match(
        ours: Annotated[
            Path,
            typer.Argument(help=say("我方账（xlsx、xls、csv）", "Our ledger (xlsx, xls, csv)")),
        ],
        theirs: Annotated[Path, typer.Argument(help=say("客户的账", "The customer's ledger"))],
        json: Annotated[
            str | None,
            typer.Option(
                help=say("写出 JSON；- 表示写到标准输出", "Write JSON here; - for standard output")
            ),
        ] = None,
        xlsx: Annotated[
            Path | None,
            typer.Option(
                help=say("写出 Excel 余额调节表", "Write the Excel difference sheet here")
            ),
        ] = None,
        rules: Annotated[
            Path | None, typer.Option(help=say("规则文件（TOML）", "Rules file (TOML)"))
        ] = None,
        learned: Annotated[
            Path | None,
            typer.Option(
                help=say(
                    "tieout learn 写出的文件：入账通常晚几天以此为准，不再从本次数据得出",
                    "File of tieout learn: the usual delay is taken from it, not learned from these files",
                )
            ),
        ] = None,
        party: Annotated[
            str | None,
            typer.Option(
                help=say(
                    "客户名称；文件含多个客户时只取该客户",
                    "Customer; picks its lines where a file holds several",
                )
            ),
        ] = None,
        company: Annotated[
            str | None,
            typer.Option(help=say("我方名称，印在表上", "Our own name, printed on the sheet")),
        ] = None,
        currency: Annotated[
            str | None, typer.Option(help=say("币种，如 CNY", "Currency, such as CNY"))
        ] = None,
        date_order: Annotated[
            Literal["YMD", "DMY", "MDY"] | None,
            typer.Option(
                help=say(
                    "日期顺序，用于分不清日和月的文件",
                    "Order of dates, where day and month cannot be told apart",
                )
            ),
        ] = None,
        decimal: Annotated[
            Literal[".", ","] | None, typer.Option(help=say("小数点", "Decimal mark"))
        ] = None,
        accept_unbalanced: Annotated[
            bool,
            typer.Option(
                "--accept-unbalanced",
                help=say(
                    "期初加发生额不等于期末时也继续",
                    "Go on when opening plus movements is not the closing balance",
                ),
            ),
        ] = False,
        ours_columns: Annotated[
            str | None, typer.Option(help=columns, rich_help_panel=ours_side)
        ] = None,
        ours_sheet: Annotated[
            str | None, typer.Option(help=sheet, rich_help_panel=ours_side)
        ] = None,
        ours_header_row: Annotated[
            int | None, typer.Option(help=header, min=0, rich_help_panel=ours_side)
        ] = None,
        ours_sign: Annotated[str | None, typer.Option(help=sign, rich_help_panel=ours_side)] = None,
        ours_encoding: Annotated[
            str | None, typer.Option(help=encoding, rich_help_panel=ours_side)
        ] = None,
        theirs_columns: Annotated[
            str | None, typer.Option(help=columns, rich_help_panel=theirs_side)
        ] = None,
        theirs_sheet: Annotated[
            str | None, typer.Option(help=sheet, rich_help_panel=theirs_side)
        ] = None,
        theirs_header_row: Annotated[
            int | None, typer.Option(help=header, min=0, rich_help_panel=theirs_side)
        ] = None,
        theirs_sign: Annotated[
            str | None, typer.Option(help=sign, rich_help_panel=theirs_side)
        ] = None,
        theirs_encoding: Annotated[
            str | None, typer.Option(help=encoding, rich_help_panel=theirs_side)
        ] = None,
        rules_outcome: Annotated[
            bool,
            typer.Option(
                "--rules-outcome",
                help=say(
                    "摘要中列出每条规则自动、建议、待选的笔数与金额",
                    "Also print what each rule settled, suggested and left open, and for how much",
                ),
            ),
        ] = False,
        lang: Annotated[
            Literal["zh", "en"] | None, typer.Option(help=say("语言", "Language"))
        ] = None,
        quiet: Annotated[
            bool, typer.Option("--quiet", "-q", help=say("不打印摘要", "Print no summary"))
        ] = False,
    ) -> None:
        language = lang or usual
        shared = {
            "currency": currency,
            "date_order": date_order,
            "decimal_mark": decimal,
            "accept_unbalanced": accept_unbalanced,
        }
        asked = Asked(
            ours=ours,
            theirs=theirs,
            ours_said={
                **shared, "columns": ours_columns, "sheet": ours_sheet, "header_row": ours_header_row,
                "sign": ours_sign, "encoding": ours_encoding,
            },
            theirs_said={
                **shared, "columns": theirs_columns, "sheet": theirs_sheet, "header_row": theirs_header_row,
                "sign": theirs_sign, "encoding": theirs_encoding,
            },
            rules=rules,
            party=party,
            learned=learned,
        )  # fmt: skip
        with _refusing(language):
            _match(
                asked, Outputs(json, xlsx), company=company, language=language, quiet=quiet,
                by_rule=rules_outcome,
            )  # fmt: skip


def _add_apply(app: typer.Typer, say: Say, usual: str) -> None:
    @app.command("apply", help=say("把银行收款核销到未清项", "Apply bank receipts to open items"))
    def apply_receipts(
        items: Annotated[Path, typer.Argument(help=say("未清项", "Open items"))],
        receipts: Annotated[Path, typer.Argument(help=say("银行收款", "Receipts of the bank"))],
        remittance: Annotated[
            Path | None, typer.Option(help=say("汇款通知", "Remittance advices"))
        ] = None,
        parties: Annotated[
            Path | None,
            typer.Option(
                help=say(
                    "客户资料：别名、账号、代付关系",
                    "Customers: aliases, accounts, who pays for whom",
                )
            ),
        ] = None,
        json: Annotated[
            str | None,
            typer.Option(
                help=say("写出 JSON；- 表示写到标准输出", "Write JSON here; - for standard output")
            ),
        ] = None,
        xlsx: Annotated[
            Path | None, typer.Option(help=say("写出 Excel", "Write a workbook"))
        ] = None,
        order: Annotated[
            Literal["none", "statutory", "oldest"] | None,
            typer.Option(
                help=say(
                    "付款方未说明、金额也对不上时的清偿顺序，仅作建议：statutory 按民法典 560、561 条，oldest 先旧后新",
                    "In which order money pays where nothing else says it, as a suggestion: statutory (Civil Code of China, 560 and 561) or oldest first",
                )
            ),
        ] = None,
        rules: Annotated[
            Path | None, typer.Option(help=say("规则文件（TOML）", "Rules file (TOML)"))
        ] = None,
        learned: Annotated[
            Path | None,
            typer.Option(
                help=say(
                    "tieout learn 写出的文件：付款习惯，仅作建议",
                    "File of tieout learn: what payers usually do, as suggestions",
                )
            ),
        ] = None,
        currency: Annotated[
            str | None,
            typer.Option(
                help=say("文件没有币种列时的币种", "Currency of files that have no such column")
            ),
        ] = None,
        rules_outcome: Annotated[
            bool,
            typer.Option(
                "--rules-outcome",
                help=say(
                    "摘要中列出每条规则自动、建议、待选的笔数与金额",
                    "Also print what each rule settled, suggested and left open, and for how much",
                ),
            ),
        ] = False,
        lang: Annotated[
            Literal["zh", "en"] | None, typer.Option(help=say("语言", "Language"))
        ] = None,
        quiet: Annotated[
            bool, typer.Option("--quiet", "-q", help=say("不打印摘要", "Print no summary"))
        ] = False,
    ) -> None:
        language = lang or usual
        with _refusing(language):
            _apply(
                (items, receipts, remittance, parties), Outputs(json, xlsx), rules=rules, order=order,
                currency=currency, language=language, quiet=quiet, by_rule=rules_outcome, learned=learned,
            )  # fmt: skip


def _apply(
    files: tuple[Path, Path, Path | None, Path | None], outputs: Outputs, *, rules: Path | None,
    order: Literal["none", "statutory", "oldest"] | None, currency: str | None, language: str, quiet: bool,
    by_rule: bool, learned: Path | None,
) -> None:  # fmt: skip
    """Read four files, decide, write, and only then say what was found."""
    outputs.check(*files, rules, learned)
    from tieout.cash.reading import digest_in, read_all
    from tieout.cash.rules import CashRules
    from tieout.learned import read_learned

    knobs = CashRules.from_file(rules) if rules else CashRules()
    if order is not None:
        knobs = replace(knobs, order=order)
    habits = read_learned(learned) if learned else None
    items, receipts, remittance, parties = files

    tables = read_all(
        items,
        receipts,
        remittance,
        parties,
        currency=currency,
        meanwhile=partial(_load, _APPLYING, items, receipts),
    )
    from tieout.cash.decide import apply_cash
    from tieout.cash.report import as_bytes, summary
    from tieout.cash.sheet import write_cash_sheet
    from tieout.report.by_rule import lines_of
    from tieout.rules import ENGINE_VERSION

    names = ("items", "receipts", "remittance", "parties")
    inputs = {
        name: digest_in(table)
        for name, table in zip(names, tables, strict=True)
        if table is not None
    }
    found = apply_cash(*tables, rules=knobs, learned=habits)
    sheet = partial(
        write_cash_sheet, found=found, items=tables[0], receipts=tables[1], language=language
    )
    printed = outputs.write_bytes(as_bytes(found, language, inputs) if outputs.json else b"", sheet)
    if printed is not None:
        sys.stdout.buffer.write(printed)
        return
    if not quiet:
        told = lines_of(found.outcomes, ENGINE_VERSION, language) if by_rule else []
        for line in [*summary(found, language), *told]:
            typer.echo(line)


def _add_read(app: typer.Typer, say: Say, usual: str) -> None:
    @app.command(help=say("显示一份文件会被怎样读取", "Show how one file would be read"))
    def read(
        file: Annotated[Path, typer.Argument(help=say("要读取的文件", "The file to read"))],
        reference: Annotated[
            Path | None,
            typer.Option(
                help=say(
                    "我方账；给出后按对方账读取", "Our ledger; with it the file is read as theirs"
                )
            ),
        ] = None,
        columns: Annotated[
            str | None,
            typer.Option(
                help=say("列的对应关系", "Which column holds what, as date=Datum,debit=Soll")
            ),
        ] = None,
        sheet: Annotated[str | None, typer.Option(help=say("工作表", "The sheet to read"))] = None,
        header_row: Annotated[
            int | None, typer.Option(min=0, help=say("表头所在行", "Row of the header"))
        ] = None,
        sign: Annotated[
            str | None, typer.Option(help=say("金额方向", "How amounts are signed"))
        ] = None,
        encoding: Annotated[
            str | None, typer.Option(help=say("文本编码", "Encoding of text"))
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
        lang: Annotated[
            Literal["zh", "en"] | None, typer.Option(help=say("语言", "Language"))
        ] = None,
    ) -> None:
        language = lang or usual
        said: dict[str, object] = {
            "columns": columns, "sheet": sheet, "header_row": header_row, "sign": sign,
            "encoding": encoding, "currency": currency, "date_order": date_order,
            "decimal_mark": decimal, "accept_unbalanced": accept_unbalanced,
        }  # fmt: skip
        with _refusing(language):
            _read(file, reference, said, party=party, language=language)


def _add_run(app: typer.Typer, say: Say, usual: str) -> None:
    @app.command(
        help=say(
            "核对两份含多个客户的 Parquet 表，数据量可达数千万行",
            "Reconcile two Parquet tables of many customers, tens of millions of rows",
        )
    )
    def run(
        left: Annotated[Path, typer.Argument(help=say("我方的表", "Our table (Parquet)"))],
        right: Annotated[Path, typer.Argument(help=say("对方的表", "Their table (Parquet)"))],
        out: Annotated[
            Path, typer.Option(help=say("写出结果的文件夹", "Folder that receives the decisions"))
        ],
        rules: Annotated[
            Path | None, typer.Option(help=say("规则文件（TOML）", "Rules file (TOML)"))
        ] = None,
        memory: Annotated[
            str,
            typer.Option(help=say("按编号阶段可用的内存", "Memory of the key stage, such as 4GB")),
        ] = "4GB",
        workers: Annotated[int, typer.Option(min=1, help=say("进程数", "Processes"))] = 2,
        buckets: Annotated[
            int | None,
            typer.Option(min=1, help=say("分成多少份", "Pieces; else one for 150,000 lines")),
        ] = None,
        keep: Annotated[
            bool,
            typer.Option(
                "--keep",
                help=say(
                    "保留逐户结果，供下次使用", "Keep the outcome of each account for a later run"
                ),
            ),
        ] = False,
        since: Annotated[
            Path | None,
            typer.Option(
                help=say(
                    "上次运行（带 --keep）的文件夹：只重算有变动的客户",
                    "Folder of an earlier run with --keep: only accounts that changed are decided again",
                )
            ),
        ] = None,
        pins: Annotated[
            Path | None,
            typer.Option(help=say("人工决定（JSON）", "Decisions of people (JSON)")),
        ] = None,
        learned: Annotated[
            Path | None,
            typer.Option(
                help=say(
                    "tieout learn 写出的文件：入账通常晚几天以此为准",
                    "File of tieout learn: the usual delay is taken from it",
                )
            ),
        ] = None,
        rules_outcome: Annotated[
            bool,
            typer.Option(
                "--rules-outcome",
                help=say(
                    "摘要中列出每条规则自动、建议、待选的笔数与金额",
                    "Also print what each rule settled, suggested and left open, and for how much",
                ),
            ),
        ] = False,
        lang: Annotated[
            Literal["zh", "en"] | None, typer.Option(help=say("语言", "Language"))
        ] = None,
        quiet: Annotated[
            bool, typer.Option("--quiet", "-q", help=say("不显示进度", "Show no progress"))
        ] = False,
    ) -> None:
        language = lang or usual
        with _refusing(language):
            from tieout.learned import read_learned
            from tieout.report.by_rule import lines_of
            from tieout.rules import ENGINE_VERSION, Rules
            from tieout.scale.local_keys import Machine
            from tieout.scale.pins import read_pins
            from tieout.scale.run import Earlier, Progress
            from tieout.scale.run import run as decide_all
            from tieout.scale.telling import progress_line, summary_line

            def tell(progress: Progress) -> None:
                if not quiet:
                    typer.echo(progress_line(progress).within(language), err=True)

            known = Rules.from_file(rules) if rules else Rules()
            table = read_learned(learned) if learned else None
            earlier = Earlier(read_pins(pins) if pins else (), since, keep, table)
            machine = Machine(memory, workers, buckets)
            ran = decide_all(left, right, out, known, machine, tell, earlier)
            if not quiet:
                told = lines_of(ran.outcomes, ENGINE_VERSION, language) if rules_outcome else []
                for line in [summary_line(ran).within(language), *told]:
                    typer.echo(line)


def _match(
    asked: Asked,
    outputs: Outputs,
    *,
    company: str | None,
    language: str,
    quiet: bool,
    by_rule: bool,
) -> None:
    """Read, decide, write every output or none, and only then say what was found."""
    outputs.check(asked.ours, asked.theirs, asked.rules, asked.learned)
    from tieout.learned import read_learned
    from tieout.reading import read_pair
    from tieout.rules import Rules

    rules = Rules.from_file(asked.rules) if asked.rules else Rules()
    learned = read_learned(asked.learned) if asked.learned else None
    ours, theirs = read_pair(
        asked.ours,
        asked.theirs,
        ours_options=said_of("ours", asked.ours_said),
        theirs_options=said_of("theirs", asked.theirs_said),
        party=asked.party,
        meanwhile=partial(_load, _MATCHING, asked.ours, asked.theirs),
    )
    import tieout

    result = tieout.reconcile(ours, theirs, rules, learned=learned)
    printed = outputs.write(
        result, ours, theirs, party=asked.party, company=company, language=language
    )
    if printed is not None:
        sys.stdout.buffer.write(printed)
    elif not quiet:
        from tieout.report.by_rule import lines_of
        from tieout.report.terminal import console_for, print_summary

        console = console_for(sys.stdout)
        print_summary(result, console, language)
        if by_rule:
            for line in lines_of(result.outcomes, result.engine_version, language):
                console.print(line)
        for path in outputs.files():
            console.print(
                Wording(f"已写出 {path}", f"Written: {path}").within(language), markup=False
            )


_APPLYING = ("tieout.cash.decide", "tieout.cash.report", "tieout.cash.sheet")
_MATCHING = ("tieout.reconciliation", "tieout.report.contract")
_MANY = 1 << 20  # bytes of a file among whose lines sums are sure to be searched


def _load(modules: Sequence[str], *files: Path) -> None:
    """Load what decides about these files and reports it, while they are read."""
    for module in modules:
        import_module(module)
    if all(file.is_file() and file.stat().st_size > _MANY for file in files):
        import_module("tieout.sums.search").load_compiled()


def _read(
    file: Path, reference: Path | None, said: dict[str, object], *, party: str | None, language: str
) -> None:
    from tieout.reading import read_ledger, read_pair
    from tieout.report.terminal import console_for
    from tieout.report.terminal_reading import print_reading

    side: Literal["ours", "theirs"] = "theirs" if reference else "ours"
    options = said_of(side, said)
    if reference:
        _, ledger = read_pair(reference, file, theirs_options=options, party=party)
    else:
        ledger = read_ledger(file, side=side, options=options, party=party)
    print_reading(ledger.reading, console_for(sys.stdout), language)


@contextlib.contextmanager
def _refusing(language: str) -> Iterator[None]:
    """A refusal becomes one message on standard error and exit 2."""
    try:
        yield
    except Refusal as refusal:
        from tieout.report.terminal import printable

        typer.echo(printable(refusal.sentence(language)), err=True)
        raise typer.Exit(REFUSED) from None


def main() -> None:
    """Entry point of the ``tieout`` command."""
    gc.disable()  # one short run over acyclic rows: looking for cycles would double its time
    without_pandas()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that lacks a sign shows "?", no crash
    try:
        application(language_of(sys.argv[1:], None))(prog_name="tieout")
    except SystemExit as ended:
        _leave(ended)


def _leave(ended: SystemExit) -> NoReturn:
    """End the process without taking hundreds of thousands of rows apart one by one."""
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    if not isinstance(ended.code, int):
        raise ended
    os._exit(ended.code)


if __name__ == "__main__":
    main()
