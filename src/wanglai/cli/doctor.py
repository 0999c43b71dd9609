"""``wanglai doctor``: what this machine offers and how this installation stands, one line a finding."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from rich.console import Console
from rich.table import Table

from wanglai.cli.examinations import database, machine
from wanglai.cli.examinations.finding import Finding
from wanglai.runtime.home import Home
from wanglai.runtime.refusal import StartRefused, Wording, language_of_terminal

MARKS = {"ok": "[green]ok[/green]", "warn": "[yellow]warn[/yellow]", "fail": "[red]fail[/red]"}

EXAMINATIONS: tuple[Callable[[Home], Iterable[Finding]], ...] = (
    machine.versions,
    machine.account,
    machine.home_folder,
    machine.disk,
    machine.memory,
    machine.ports,
    machine.fonts,
    machine.browser,
    machine.front_end,
    database.place,
    database.speed_of_fsync,
    database.server,
)


def examine() -> int:
    """Print every finding; 0 when nothing failed, 1 otherwise (warnings do not count)."""
    findings = list(_findings(Home.open()))
    language = language_of_terminal()
    table = Table.grid(padding=(0, 1))
    for finding in findings:
        table.add_row(
            MARKS[finding.level], finding.title.within(language), finding.text.within(language)
        )
        if finding.remedy is not None:
            table.add_row("", "", "→ " + finding.remedy.within(language))
    console = Console(soft_wrap=True)
    console.print(table)
    counts = {level: sum(finding.level == level for finding in findings) for level in MARKS}
    console.print(" · ".join(f"{count} {level}" for level, count in counts.items()))
    return 1 if counts["fail"] else 0


def _findings(home: Home) -> Iterable[Finding]:
    for examination in EXAMINATIONS:
        try:
            yield from examination(home)
        except StartRefused as refusal:
            yield Finding(
                "fail", Wording(refusal.code, refusal.code), refusal.reason, refusal.remedy
            )
