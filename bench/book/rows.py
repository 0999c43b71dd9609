"""The rows of the book; each opens a server of its own, so each can be run alone."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from typing import Any

from rich.console import Console

from bench.book.house import PEERS_PYTHON, House, let_go_together, open_house
from bench.book.plain_text_peers import PEERS_UP_TO, owed_by_peers
from bench.book.results import BookResult, percentile
from bench.book.tpcb import ONE, fill, transactions_per_second
from bench.book.wholesaler import LINES
from bench.kinds import Kind
from bench.speed.peers import version_of

SECONDS = int(os.environ.get("WANGLAI_BENCH_SECONDS", "8"))
_ASKED = int(os.environ.get("WANGLAI_BENCH_DOCUMENTS", "0"))  # smaller books, for a look
IMPORTED = _ASKED or 200_000
LARGE = _ASKED or 1_000_000
SMALL = min(10_000, LARGE)
# Documents of the book whose million open items are aged, for a look with a shorter history behind them.
AGEING_HISTORY = int(os.environ.get("WANGLAI_BENCH_AGEING_DOCUMENTS", "0"))
DEBTORS = 5_000
STATED = 5_000
BOARDED = 5_000
TWO_SIDED = 100_000
BULK = 20_000
SETTLED = (200, 500)  # receipts, invoices
HORDAK = "hordak"

console = Console(stderr=True)


def post_1() -> BookResult:
    """One process posts invoices by the verb, one commit each."""
    return _post_row("post-1", 1)


def post_8() -> BookResult:
    """Eight processes post invoices, into one company and into eight."""
    return _post_row("post-8", 8)


def _post_row(name: str, posters: int) -> BookResult:
    with open_house() as house:
        companies = house.ask("opening", posters)
        fill(house)
        house.make_database(HORDAK)
        hordak = house.server.url(HORDAK)
        house.ask_peer("hordak_peer", "prepare", url=hordak)
        house.settle_down()
        limit = transactions_per_second(house, clients=posters, seconds=SECONDS)
        measured = partial(transactions_per_second, house, clients=posters, seconds=SECONDS)
        told = [
            _told("limit: pgbench TPC-B, prepared, ten branches", limit, None, limit),
            _told("the same as pgbench comes, not prepared", measured(protocol="simple"), None, limit),
            _told("the same, all in one branch", measured(branches=ONE), None, limit),
            _told("pgbench by its own defaults: one branch, not prepared", measured(protocol="simple", branches=ONE), None, limit),
        ]  # fmt: skip
        peer = _rate(
            [house.child("hordak_peer", "post", SECONDS, url=hordak, python=str(PEERS_PYTHON))
             for _ in range(posters)]
        )  # fmt: skip
        told.insert(
            0,
            _told(
                f"django-hordak {version_of('django-hordak')}, two legs", peer[0], peer[1], limit
            ),
        )
        kinds = {"one company": companies[:1]} | (
            {"eight companies": companies} if posters > 1 else {}
        )
        ours: dict[str, float] = {}
        for kind, used in kinds.items():
            house.settle_down()
            children = [
                house.child("posting", SECONDS, used[each % len(used)]) for each in range(posters)
            ]
            rate, took = _rate(children)
            ours[kind] = rate
            told.insert(len(ours) - 1, _told(f"Wanglai, {kind}", rate, took, limit))
            console.print(f"{name}, {kind}: {rate:.0f}/s")
        return BookResult(
            name,
            "/s",
            ours["one company"],
            peer[0],
            limit,
            about=(
                f"One invoice (three lines, an open item, numbered, keyed, sealed) per commit from {posters} "
                f"{'process' if posters == 1 else 'processes'}, {SECONDS} s; the line below is that of one company."
            ),
            budget="a quarter of pgbench by its own defaults, 500 postings/s, p99 50 ms",
            table=(("", "per second", "p99 ms", "of the limit"), *told),
        )


def _rate(children: list[Any]) -> tuple[float, list[float]]:
    answers = let_go_together(children)
    rate = sum(len(each["took"]) / each["seconds"] for each in answers)
    return rate, [took for each in answers for took in each["took"]]


def _told(who: str, rate: float, took: list[float] | None, limit: float) -> tuple[str, ...]:
    p99 = f"{percentile(took, 0.99) * 1000:.1f}" if took else ""
    return who, f"{rate:,.0f}", p99, f"{rate / limit:.2f}"


def import_200k() -> BookResult:
    """Many documents enter the book at once."""
    with open_house() as house:
        done = house.ask("importing", IMPORTED, 500)
        raw = house.ask("copying", done["company"], url=house.server.url())
        ours, limit = IMPORTED / done["seconds"], IMPORTED / raw["seconds"]
        return BookResult(
            "import-200k",
            "/s",
            ours,
            None,
            limit,
            about=(
                f"{IMPORTED:,} documents are checked, laid down, posted and sealed. The limit copies the "
                f"{raw['rows']:,} rows that came of it into tables with the same columns, indexes and checks."
            ),
            budget="10,000 documents/s, a quarter of the limit",
            table=(
                ("", "documents/s", "seconds", "peak MB of the process"),
                ("Wanglai", f"{ours:,.0f}", f"{done['seconds']:.1f}", f"{done['peak_mb']:.0f}"),
                ("limit: raw COPY", f"{limit:,.0f}", f"{raw['seconds']:.1f}", ""),
            ),
        )


def import_uci() -> BookResult:
    """A file of half a million lines is read, looked at and booked."""
    with open_house() as house:
        done = house.ask("importing_file")
        raw = house.ask("copying", done["company"], done["import"], url=house.server.url())
        file = "the UCI file" if done["is_published"] else "a generated file of the UCI file's size"
        return BookResult(
            "import-uci",
            "ms",
            done["seconds"] * 1000,
            None,
            raw["seconds"] * 1000,
            about=(
                f"{file} of {LINES:,} lines becomes {done['documents']:,} documents: opened in its child, mapped, grouped, checked "
                f"row by row, laid down, and {done['booked']:,} of them posted and sealed. The limit copies the {raw['rows']:,} rows "
                "that came of it into tables with the same columns, indexes and checks."
            ),
            budget="60,000 ms",
            table=(
                ("", "seconds", "of it until the preview", "peak MB of the process"),
                (
                    "Wanglai",
                    f"{done['seconds']:.1f}",
                    f"{done['read']:.1f}",
                    f"{done['peak_mb']:.0f}",
                ),
                ("limit: raw COPY", f"{raw['seconds']:.1f}", "", ""),
            ),
        )


def balance_1m() -> BookResult:
    """What a screen asks of a book of a million documents, beside one of ten thousand."""
    with open_house() as house:
        asked = {
            SMALL: _balances(house, SMALL, customers=300),
            LARGE: _balances(house, LARGE, customers=3_000),
        }
        small, large = (percentile(asked[count]["took"], 0.95) for count in (SMALL, LARGE))
        return BookResult(
            "balance-1m",
            "ms",
            large,
            None,
            small,
            about=(
                "What one customer owes and its open items on the last day, p95 over 200 customers taken at random; two years, "
                "all but two months closed. The limit is the same question to the small book."
            ),
            budget="50 ms",
            table=(
                ("documents", "p95 ms", "open items a customer", "trial balance of a past day, ms"),
                *(
                    (
                        f"{count:,}",
                        f"{percentile(said['took'], 0.95):.2f}",
                        f"{said['items']:.0f}",
                        f"{said['trial_balance']:.1f}",
                    )
                    for count, said in asked.items()
                ),
            ),
        )


def _balances(house: House, count: int, *, customers: int) -> Any:
    filled = house.ask("filling", count, customers)
    console.print(f"balance-1m: {count:,} documents: {filled}")
    house.settle_down()
    return house.ask("balances", filled["company"])


def ageing_100k() -> BookResult:
    """The ageing of a hundred thousand open items."""
    return _ageing_row(
        "ageing-100k",
        documents=_ASKED or 300_000,
        open_items=(_ASKED or 300_000) // 3,
        budget="0.5 s",
    )


def ageing_1m() -> BookResult:
    """The ageing of a million open items in a book of ten million documents."""
    documents = AGEING_HISTORY or _ASKED or 10_000_000
    open_items = min(1_000_000, documents // 3) if AGEING_HISTORY else documents // 10
    return _ageing_row(
        "ageing-1m", documents=documents, open_items=open_items, budget="3 s", is_laid_down=True
    )


_OF_PEERS = (
    " beancount and hledger are given the same documents as a text journal and asked what each customer owes: they keep no open "
    "items and tell no ages, and read their journal each time. hledger is measured where it is found on the path."
)


_LAID_DOWN = " The rows that posting, settling and closing leave were laid down past the verbs, without acts: no figure here reads one."


def _ageing_row(
    name: str, *, documents: int, open_items: int, budget: str, is_laid_down: bool = False
) -> BookResult:
    open_items -= (documents - open_items) % 2
    with open_house() as house:
        url = house.server.url() if is_laid_down else ""
        program = "history" if is_laid_down else "indebted"
        filled = house.ask(program, documents, open_items, DEBTORS, url=url)
        console.print(f"{name}: {documents:,} documents: {filled}")
        house.settle_down()
        said = house.ask("ageing", filled["company"])
    peers = owed_by_peers(documents, open_items) if documents <= PEERS_UP_TO else ()
    assert all(peer.total == said["total"] for peer in peers), (peers, said["total"])
    return BookResult(
            name,
            "ms",
            said["whole"],
            peers[0].milliseconds if peers else None,
            said["limit"],
            about=(
                f"{said['items']:,} open items of {DEBTORS:,} customers in a book of {documents:,} documents and two years, "
                "all but two months closed: nine buckets, what is unapplied, totals in both currencies, and the proof against "
                "the control accounts, as of the last day, median of five. The limit is the plain sum of the open items by "
                "customer, in SQL." + (_LAID_DOWN if is_laid_down else "") + (_OF_PEERS if peers else "")
            ),
            budget=budget,
            table=(
                ("", "ms"),
                ("Wanglai, every customer", f"{said['whole']:,.0f}"),
                ("Wanglai, every customer, a day in a closed month", f"{said['past']:,.0f}"),
                ("Wanglai, one customer with its items, p95 of 200", f"{percentile(said['one'], 0.95):.2f}"),
                *((peer.words, f"{peer.milliseconds:,.0f}") for peer in peers),
                ("limit: plain sum", f"{said['limit']:,.0f}"),
            ),
        )  # fmt: skip


def lists_1m() -> BookResult:
    """Every list page of a book of a million documents."""
    with open_house() as house:
        filled = house.ask("filling", LARGE, 3_000, "today")
        console.print(f"lists-1m: {LARGE:,} documents: {filled}")
        papers = house.ask("papers", filled["company"], url=house.server.url())
        console.print(f"lists-1m: papers: {papers}")
        house.settle_down()
        took = house.ask("listing", filled["company"])
    by_page = {name: percentile(each, 0.95) for name, each in took.items()}
    for name, milliseconds in by_page.items():
        console.print(f"lists-1m: {name}: {milliseconds:.0f} ms")
    return BookResult(
        "lists-1m",
        "ms",
        max(by_page.values()),
        None,
        None,
        about=(
            f"Each list page of a book of {LARGE:,} documents and 3,000 customers that ends on the day of measurement, through "
            "middleware, session, service and template, p95 of 10 to 40 requests in one process; ours is the slowest page. Beside the "
            f"book stand {papers['invoice']:,} invoices, {papers['salesorder']:,} orders, {papers['delivery']:,} deliveries and "
            f"{papers['bill']:,} bills, laid down past the verbs."
        ),
        budget="200 ms for each page",
        table=(
            ("page", "p95 ms", "median ms", "requests"),
            *(
                (name, f"{by_page[name]:.0f}", f"{percentile(each, 0.5):.0f}", f"{len(each)}")
                for name, each in took.items()
            ),
        ),
    )


def verify() -> BookResult:
    """The whole chain is replayed and compared with every row."""
    with open_house() as house:
        company = house.ask("importing", IMPORTED, 500)["company"]
        house.settle_down()
        said = house.ask("verifying", company)
        ours, limit = said["acts"] / said["seconds"], said["acts"] / said["linking"]
        return BookResult(
            "verify",
            "/s",
            ours,
            None,
            limit,
            about=(
                f"{said['acts']:,} acts with their entries, lines and items, bytes built anew and compared. The limit reads "
                "the sealed bytes and links them, and compares nothing."
            ),
            budget="20,000 acts/s",
            table=(
                ("", "acts/s", "seconds"),
                ("Wanglai", f"{ours:,.0f}", f"{said['seconds']:.1f}"),
                ("limit: links only", f"{limit:,.0f}", f"{said['linking']:.1f}"),
            ),
        )


def bank_100k() -> BookResult:
    """A bank's file of a hundred thousand receipts over two hundred thousand open items, up to everything sure being booked."""
    receipts = min(_ASKED or 100_000, 100_000)
    with open_house() as house:
        said = house.ask("applying", receipts, 2 * receipts)
        raw = house.ask("copying", said["company"], 0, said["since"], url=house.server.url())
    seconds = said["taken"] + said["proposed"]
    rate, limit = said["booked"] / said["accepted"], said["booked"] / raw["seconds"]
    statuses = ", ".join(f"{name} {count:,}" for name, count in sorted(said["statuses"].items()))
    return BookResult(
        "bank-100k",
        "ms",
        seconds * 1000,
        None,
        None,
        about=(
            f"A CAMT.053 file of {receipts:,} receipts is handed in, read and taken, and the machine says what each pays, over "
            f"{said['items']:,} open items of {said['customers']:,} customers ({statuses}). Then one word books whatever is sure: a "
            "receipt, a settlement and its acts in the chain for each line. Beside it the rows that came of it are copied raw into tables "
            "with the same columns, indexes and checks. No remittance advice is given. Pages are timed as the services answer them, "
            "without the templates, while every line waits, p95."
        ),
        budget="60 s from the file to the proposals; 3,000 receipts/s booked; 200 ms a page",
        table=(
            ("", "figure"),
            ("the file is read and taken", f"{said['taken']:.1f} s"),
            ("the machine proposes", f"{said['proposed']:.1f} s"),
            (f"{said['booked']:,} sure receipts are booked", f"{said['accepted']:.1f} s, {rate:,.0f} receipts/s"),
            (f"limit: their {raw['rows']:,} rows copied raw", f"{raw['seconds']:.1f} s, {limit:,.0f} receipts/s; ours {rate / limit:.2f} of it"),
            ("a page of the queue", f"{percentile(said['queue'], 0.95):.0f} ms"),
            ("one line with everything about it", f"{percentile(said['line'], 0.95):.0f} ms"),
            ("peak of the process", f"{said['peak_mb']:,.0f} MB"),
        ),
    )  # fmt: skip


def statements_5k() -> BookResult:
    """The statements of a month, from the book to sealed rows and kept PDFs."""
    with open_house() as house:
        said = house.ask("stating", min(_ASKED or STATED, STATED))
    rate, limit = said["count"] / said["issuing"], said["pressed"] / said["press"]
    return BookResult(
        "statements-5k",
        "/s",
        rate,
        None,
        limit,
        about=(
            f"{said['count']:,} customers get a statement of a month with {said['lines']:.0f} lines on average (10 to 60): drafted, agreed by "
            "another, then numbered, sealed, set as a PDF with an embedded Chinese font and kept. The limit is the press alone: "
            f"{said['pressed']:,} of the same bodies set again on two threads, nothing stored; the bytes are compared and are the same."
        ),
        budget="25 statements/s rendered and stored",
        table=(
            ("", "statements/s", "seconds"),
            ("drafted", f"{said['count'] / said['drafting']:,.0f}", f"{said['drafting']:.1f}"),
            ("issued, printed and kept", f"{rate:,.1f}", f"{said['issuing']:.1f}"),
            ("limit: the press alone", f"{limit:,.1f}", f"{said['press']:.1f}"),
            (f"a PDF is {said['kilobytes']:.0f} KB; peak of the process {said['peak_mb']:,.0f} MB", "", ""),
        ),
    )  # fmt: skip


def board_5k() -> BookResult:
    """The board of a month over five thousand customers with monthly terms."""
    with open_house() as house:
        child = house.child("boarding", min(_ASKED or BOARDED, BOARDED))
        (said,) = let_go_together([child], house.settle_down)
    took = said["took"]
    every = [each for those in took.values() for each in those]
    return BookResult(
        "board-5k",
        "ms",
        percentile(every, 0.95),
        None,
        None,
        about=(
            f"The cycles of {min(_ASKED or BOARDED, BOARDED):,} customers that end in a month, of two months of invoices, a quarter of them "
            f"paid, some stated, two of three closed: the board with its counts, through middleware, session, service and template, p95 of "
            f"{len(every)} requests, once the server has looked at its tables. Opening {said['opened']:,} cycles took {said['opening']:.1f} s, closing most of them {said['closing']:.1f} s."
        ),
        budget="200 ms for each page",
        table=(
            ("", "p95 ms", "median ms", "requests"),
            *(
                (name, f"{percentile(each, 0.95):.0f}", f"{percentile(each, 0.5):.0f}", f"{len(each)}")
                for name, each in took.items()
            ),
        ),
    )  # fmt: skip


def settle_bulk() -> BookResult:
    """Whatever is sure of a bank's file of twenty thousand receipts is accepted by one word."""
    receipts = min(_ASKED or BULK, BULK)
    with open_house() as house:
        child = house.child("applying", receipts, 2 * receipts, "waits")
        (said,) = let_go_together([child], house.settle_down)
        raw = house.ask("copying", said["company"], 0, said["since"], url=house.server.url())
    rate, limit = said["booked"] / said["accepted"], said["booked"] / raw["seconds"]
    own = said["accepted_cpu"] / said["booked"] * 1_000_000
    return BookResult(
        "settle-bulk",
        "/s",
        rate,
        None,
        limit,
        about=(
            f"Of {receipts:,} receipts over {said['items']:,} open items the machine is sure of {said['statuses']['auto']:,}; one word accepts "
            "them all, once the server has looked at its tables. Each becomes a receipt and what it settles, two acts sealed in the chain, and can be undone alone. The limit copies the "
            "rows that came of it into tables with the same columns, indexes and checks; it changes no item, line or proposal."
        ),
        budget="3,000 receipts/s",
        table=(
            ("", "receipts/s", "seconds", "µs of our process for each"),
            ("Wanglai", f"{rate:,.0f}", f"{said['accepted']:.1f}", f"{own:.0f}"),
            ("limit: raw COPY", f"{limit:,.0f}", f"{raw['seconds']:.1f}", ""),
        ),
    )  # fmt: skip


def settle_200x500() -> BookResult:
    """Two hundred receipts of one customer settle its five hundred invoices."""
    with open_house() as house:
        said = house.ask("settling", *SETTLED)
        raw = house.ask("copying", said["company"], 0, said["since"], url=house.server.url())
    # The rows were copied for both customers together: half of them are of one.
    limit = raw["seconds"] * 1000 / 2
    ours, apart = said["together"] * 1000, said["apart"] * 1000
    return BookResult(
        "settle-200x500",
        "ms",
        ours,
        None,
        limit,
        about=(
            f"{SETTLED[0]} receipts settle {SETTLED[1]} invoices of one customer, oldest first: {said['settlements']:,} settlements checked, "
            "written and sealed, in one act. The limit copies the rows that came of it into tables with the same columns, indexes and checks."
        ),
        budget="1,000 ms",
        table=(
            ("", "ms", "acts"),
            ("all at once", f"{ours:,.0f}", "1"),
            ("one act for each receipt", f"{apart:,.0f}", f"{SETTLED[0]}"),
            ("limit: raw COPY", f"{limit:,.0f}", ""),
        ),
    )  # fmt: skip


def two_sided_100k() -> BookResult:
    """One customer's account from the book against the customer's own file."""
    with open_house() as house:
        said = house.ask("two_sides", min(_ASKED or TWO_SIDED, TWO_SIDED))
    return BookResult(
        "two-sided-100k",
        "s",
        said["seconds"],
        None,
        said["plain"],
        about=(
            f"{said['lines']:,} lines of one customer are read from the book and reconciled with the customer's file ({said['both']:,} lines of both "
            "sides): kept, read, matched, every difference explained, the result stored. The limit reads the same lines from the book "
            "with the same question and does nothing with them."
        ),
        budget="10 s",
        table=(
            ("", "seconds"),
            ("Wanglai", f"{said['seconds']:.1f}"),
            ("limit: reading the same lines", f"{said['plain']:.2f}"),
            (f"peak of the process {said['peak_mb']:,.0f} MB", ""),
        ),
    )  # fmt: skip


ROWS: dict[str, Callable[[], BookResult]] = {
    "bank-100k": bank_100k,
    "post-1": post_1,
    "post-8": post_8,
    "import-200k": import_200k,
    "import-uci": import_uci,
    "balance-1m": balance_1m,
    "ageing-100k": ageing_100k,
    "ageing-1m": ageing_1m,
    "lists-1m": lists_1m,
    "settle-200x500": settle_200x500,
    "settle-bulk": settle_bulk,
    "statements-5k": statements_5k,
    "board-5k": board_5k,
    "two-sided-100k": two_sided_100k,
    "verify": verify,
}
BOOK = Kind("The book", lambda: _ABOUT, ROWS)

_ABOUT = """Each row starts the embedded PostgreSQL over a folder of its own, durable as in operation (`fsync`, `full_page_writes`,
`synchronous_commit` on, checksums), and works on it in fresh processes with the application's role and its verbs. Peer
and limit are measured on the same server in the same run. django-hordak posts two legs that balance, with none of the
rest; pgbench's transaction is five statements and a commit.
"""
