"""Which commands there are, and how a refusal reaches the person: one line, exit code 2."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from wanglai.runtime.refusal import StartRefused, language_of_terminal

app = typer.Typer(
    name="wanglai",
    help="Wanglai 往来: receivables and reconciliation · 应收往来与对账",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

HomeOption = Annotated[
    Path | None,
    typer.Option(
        "--home",
        help="Data folder · 数据文件夹 (default: WANGLAI_HOME, else ~/.wanglai)",
        show_default=False,
    ),
]


@contextlib.contextmanager
def refusals_as_messages() -> Iterator[None]:
    """A refusal is one line on standard error and exit code 2; anything else is our fault and stays loud."""
    try:
        yield
    except StartRefused as refusal:
        print(refusal.sentence(language_of_terminal()), file=sys.stderr)
        raise typer.Exit(2) from None


def _in_home(home: Path | None) -> None:
    import os

    if home is not None:
        os.environ["WANGLAI_HOME"] = str(home.expanduser().absolute())


@app.command()
def up(
    home: HomeOption = None,
    demo: Annotated[
        bool, typer.Option(help="Set up the demo company in a new database · 新数据库建立演示公司")
    ] = True,
) -> None:
    """Start everything and print the address · 启动全部并显示地址 (Ctrl-C stops it)."""
    from wanglai.cli.up import start_everything

    _in_home(home)
    with refusals_as_messages():
        start_everything(with_demo=demo)


@app.command()
def migrate(home: HomeOption = None) -> None:
    """Bring the database to this version's form · 升级数据库结构. Safe to repeat and to run twice at once."""
    from wanglai.cli.migrate import bring_up_to_date

    _in_home(home)
    with refusals_as_messages():
        bring_up_to_date()


@app.command("create-admin")
def create_admin(
    email: Annotated[str, typer.Argument(help="Sign-in address · 登录邮箱")],
    company: Annotated[str, typer.Option(prompt="Company · 公司名称", help="Company · 公司名称")],
    role: Annotated[
        str, typer.Option(help="FM (finance manager), ADM (administrator) or another · 角色")
    ] = "FM",
    home: HomeOption = None,
) -> None:
    """Make a company's first people · 建立公司的首批人员. Asks for the password, or reads WANGLAI_ADMIN_PASSWORD."""
    from wanglai.cli.create_admin import create

    _in_home(home)
    with refusals_as_messages():
        create(email=email, company=company, role=role)


@app.command()
def demo(home: HomeOption = None) -> None:
    """Set up the demo company and print its sign-ins · 建立演示公司并显示登录账户."""
    from wanglai.cli.demo import set_up_and_print

    _in_home(home)
    with refusals_as_messages():
        set_up_and_print()


@app.command()
def doctor(home: HomeOption = None) -> None:
    """Check this machine and this installation, and say what to do · 检查环境并给出处理办法."""
    from wanglai.cli.doctor import examine

    _in_home(home)
    with refusals_as_messages():
        raise typer.Exit(examine())


@app.command()
def verify(
    home: HomeOption = None,
    anchors: Annotated[
        Path | None,
        typer.Option(help="Anchors kept elsewhere · 另存的锚点文件 (default: in the data folder)"),
    ] = None,
) -> None:
    """Replay every chain and name what is not as it was sealed · 校验全部账簿链. Exit code 1 if anything is."""
    from wanglai.cli.proving import verify as verified

    _in_home(home)
    with refusals_as_messages():
        raise typer.Exit(verified(anchors))


@app.command("verify-archive")
def verify_archive(
    file: Annotated[Path, typer.Argument(help="The archive, a zip · 归档包（zip）")],
) -> None:
    """Check an archive with nothing but itself and name what was changed · 校验归档包. Exit code 1 if anything was."""
    from wanglai.cli.archives import check

    with refusals_as_messages():
        raise typer.Exit(check(file))


@app.command("mail-reports")
def mail_reports(
    place: Annotated[
        Path, typer.Argument(help="A mail, or a folder of mails · 一封邮件或邮件文件夹")
    ],
    home: HomeOption = None,
) -> None:
    """Take delivery reports in: what came back stands as bounced · 读取退信. A folder's mails are put aside once read."""
    from wanglai.cli.mail_reports import read

    _in_home(home)
    with refusals_as_messages():
        read(place)


@app.command("bank-file")
def bank_file(
    file: Annotated[
        Path, typer.Argument(help="CAMT.052/053/054, MT940, MT942, BAI2 or OFX · 银行对账文件")
    ],
    as_json: Annotated[
        bool, typer.Option("--json", help="Everything that was read · 输出全部内容")
    ] = False,
) -> None:
    """Read a bank's file and say whether it proves itself · 读取银行文件并核对余额. Exit code 1 if it does not."""
    from wanglai.cli.bank_files import read

    with refusals_as_messages():
        raise typer.Exit(read(file, as_json=as_json))


@app.command()
def ageing(
    company: Annotated[str, typer.Option(help="Company, by name or number · 公司名称或编号")],
    on: Annotated[str, typer.Option(help="Day, 2026-03-31 · 日期 (default: today)")] = "",
    basis: Annotated[str, typer.Option(help="due or document · 按到期日或单据日")] = "due",
    by: Annotated[
        str,
        typer.Option(
            help="customer, group, manager, team, region, industry, key_account, tags or currency · 汇总方式"
        ),
    ] = "customer",
    currency: Annotated[str, typer.Option(help="This currency alone · 仅此币种")] = "",
    as_json: Annotated[
        bool, typer.Option("--json", help="Print JSON for scripts · 输出 JSON")
    ] = False,
    home: HomeOption = None,
) -> None:
    """Print who owes how much for how long · 打印账龄分析. The same figures as the screen."""
    from wanglai.cli.ageing import print_ageing

    _in_home(home)
    with refusals_as_messages():
        print_ageing(company, on=on, basis=basis, by=by, currency=currency, as_json=as_json)


@app.command()
def books(home: HomeOption = None) -> None:
    """Compute every counter and snapshot again and compare · 重算余额并比对. Exit code 1 where they differ."""
    from wanglai.cli.proving import books as recomputed

    _in_home(home)
    with refusals_as_messages():
        raise typer.Exit(recomputed())


@app.command("import")
def import_(
    files: Annotated[
        list[Path],
        typer.Argument(help="The file; several for e-invoices · 文件", exists=True, dir_okay=False),
    ],
    kind: Annotated[
        str,
        typer.Option(
            help="customers, contracts, opening, orders, deliveries, invoices, notes, receipts or einvoices · 内容"
        ),
    ],
    company: Annotated[str, typer.Option(help="Company · 公司名称")],
    email: Annotated[str, typer.Option(help="Whose act it is · 操作人邮箱")],
    choose: Annotated[
        list[str] | None,
        typer.Option(help="CODE=CHOICE for all problems of a kind · 对同类问题的处理"),
    ] = None,
    column: Annotated[
        list[str] | None, typer.Option(help="FIELD=HEADING where it is not found out · 指定列")
    ] = None,
    sheet: Annotated[str, typer.Option(help="Sheet · 工作表")] = "",
    date_order: Annotated[str, typer.Option(help="YMD, DMY or MDY · 日期顺序")] = "",
    decimal: Annotated[str, typer.Option(help="Decimal mark: . or , · 小数点")] = "",
    currency: Annotated[str, typer.Option(help="Where no column says it · 币种")] = "",
    rates: Annotated[str, typer.Option(help="USD=7.1,EUR=7.8 · 汇率")] = "",
    book: Annotated[
        bool, typer.Option("--book", help="Book it if nothing is in the way · 无问题即入账")
    ] = False,
    home: HomeOption = None,
) -> None:
    """Read a file and show what stands in it, or book it · 读取文件，确认后入账. Exit code 1: problems are open."""
    from wanglai.cli.importing import import_file

    _in_home(home)
    columns = dict(each.partition("=")[::2] for each in column or ())
    options = {
        "columns": columns, "sheet": sheet, "date_order": date_order, "decimal_mark": decimal, "currency": currency, "rates": rates,
    }  # fmt: skip
    with refusals_as_messages():
        raise typer.Exit(
            import_file(
                files, kind=kind, company=company, email=email, options=options, choices=choose or (), is_to_be_booked=book
            )
        )  # fmt: skip


@app.command(hidden=True)
def prepare(demo: bool = True) -> None:
    """What ``up`` runs between the database's start and the first page: migrations, then the demo."""
    from wanglai.cli.prepare import prepare_database

    with refusals_as_messages():
        prepare_database(with_demo=demo)
