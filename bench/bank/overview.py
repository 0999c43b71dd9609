"""Every published bank file as the table of docs/formats/bank.md: ``python -m bench.bank.overview`` prints it.

A test holds the page to it wherever the files are beside the project.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bench.published import published
from wanglai.formats.bank import Reading, read_bank_file

_KINDS = (".xml", ".sta", ".bai2", ".csv", ".xls", ".xlsx")
_HEAD = "| files | of | entries | taken without a question | wait, for what | refused, why |\n|---|---|---|---|---|---|\n"


@dataclass
class Group:
    files: int = 0
    entries: int = 0
    taken: int = 0
    waiting: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)


def readings(folder: Path) -> Iterator[tuple[str, Reading]]:
    """Each file by the group it belongs to, read."""
    for file in sorted(folder.rglob("*")):
        if file.suffix in _KINDS:
            yield _group_of(file.relative_to(folder)), read_bank_file(file.read_bytes(), file.name)


def _group_of(file: Path) -> str:
    if file.parts[0] == "camt":
        return f"camt/{file.name[:7].replace('camt53.', 'camt053')}"
    return str(file.parent)


def overview(folder: Path) -> str:
    """One row for each folder or message, with counts."""
    groups: dict[str, Group] = {}
    for name, reading in readings(folder):
        group = groups.setdefault(name, Group())
        group.files += 1
        group.entries += sum(len(one.entries) for one in reading.statements)
        # An account that is not named is asked for when the file is handed in, and is no question afterwards.
        questions = {each.code for each in reading.problems} - {"bank.no_account"}
        if not reading.statements:
            group.refused[reading.problems[0].code] += 1
        elif questions:
            group.waiting.update(questions)
        else:
            group.taken += 1
    return _HEAD + "".join(_row(name, group) for name, group in groups.items())


def _row(name: str, group: Group) -> str:
    waiting, refused = (", ".join(f"`{code}` {count}" for code, count in sorted(found.items())) for found in (group.waiting, group.refused))  # fmt: skip
    return f"| {name} | {group.files} | {group.entries} | {group.taken} | {waiting} | {refused} |\n"


if __name__ == "__main__":
    place = published("bank")
    assert place, "the published files are not beside the project"
    print(overview(place), end="")
