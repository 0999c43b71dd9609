"""What was asked on the command line: which files, how to read them, where to write."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from tieout.refusal import Refusal, Wording, refusal_of

if TYPE_CHECKING:
    from tieout.decisions import Reconciliation
    from tieout.ledger import Ledger
    from tieout.reading import ReadingOptions

STANDARD_OUTPUT = "-"


def language_of(arguments: Sequence[str], environment: Mapping[str, str] | None) -> str:
    """``zh`` or ``en``: what ``--lang`` says, else the first set of LC_ALL, LC_MESSAGES and LANG."""
    for place, word in enumerate(arguments):
        if word.startswith("--lang="):
            return "zh" if word == "--lang=zh" else "en"
        if word == "--lang" and place + 1 < len(arguments):
            return "zh" if arguments[place + 1] == "zh" else "en"
    known = os.environ if environment is None else environment
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if known.get(name):
            return "zh" if known[name].lower().startswith("zh") else "en"
    return "en"


@dataclass(frozen=True)
class Asked:
    """Two files and everything said about reading and matching them."""

    ours: Path
    theirs: Path
    ours_said: dict[str, object] = field(default_factory=dict)
    theirs_said: dict[str, object] = field(default_factory=dict)
    rules: Path | None = None
    party: str | None = None
    learned: Path | None = None


def said_of(side: Literal["ours", "theirs"], said: Mapping[str, object]) -> ReadingOptions:
    """The reading options of one side; refuses a column list or a sign it does not understand."""
    from tieout.reading import ReadingOptions
    from tieout.reading.options import SIGNS

    given: dict[str, Any] = {name: value for name, value in said.items() if value is not None}
    if "columns" in given:
        given["columns"] = columns_of(str(given["columns"]), option=f"--{side}-columns")
    sign = given.get("sign")
    if sign is not None and sign not in SIGNS:
        raise _refused("options.sign", f"--{side}-sign", asked=str(sign), known=", ".join(SIGNS))
    return ReadingOptions(**given)


def columns_of(text: str, *, option: str) -> dict[str, str]:
    """``date=日期,debit=借方`` as a mapping; a label may itself hold commas.

    ``amount=Betrag, EUR,date=B`` is ``{"amount": "Betrag, EUR", "date": "B"}``: a comma parts two
    pairs only where a field name and an equals sign follow it.
    """
    from tieout.reading.options import FIELDS

    names = "|".join(FIELDS)
    pairs = re.split(rf"[,，](?=\s*(?:{names})\s*=)", text)
    columns: dict[str, str] = {}
    for pair in pairs:
        name, equals, label = pair.partition("=")
        if not equals or name.strip() not in FIELDS:
            raise _refused("options.columns", option, asked=pair.strip(), known=", ".join(FIELDS))
        columns[name.strip()] = label.strip()
    return columns


@dataclass(frozen=True)
class Outputs:
    """Where the result goes; nothing is written before everything has succeeded."""

    json: str | None = None
    xlsx: Path | None = None

    def files(self) -> list[Path]:
        paths = [Path(self.json)] if self.json and self.json != STANDARD_OUTPUT else []
        return [*paths, self.xlsx] if self.xlsx else paths

    def check(self, *inputs: Path | None) -> None:
        """Refuse, before any work, an output that would destroy an input or cannot be written."""
        read = {path.resolve() for path in inputs if path}
        seen: set[Path] = set()
        for path in self.files():
            place = path.resolve()
            if place in read or _is_one_of(place, read):
                raise _refused("output.is_an_input", str(path))
            if place in seen:
                raise _refused("output.twice", str(path))
            if place.is_dir():
                raise _refused("output.is_a_folder", str(path))
            if not place.parent.is_dir():
                raise _refused("output.no_folder", str(path), folder=str(path.parent))
            seen.add(place)

    def write(
        self,
        result: Reconciliation,
        ours: Ledger,
        theirs: Ledger,
        *,
        party: str | None,
        company: str | None,
        language: str,
    ) -> bytes | None:
        """Write every file, or none; return the JSON where standard output was asked for."""
        from tieout.report.contract import as_bytes, write_json
        from tieout.report.sheet import write_sheet

        writers: dict[Path, Callable[[Path], object]] = {}
        if self.json and self.json != STANDARD_OUTPUT:

            def write(path: Path) -> None:
                with path.open("wb") as stream:
                    write_json(result, stream, language)

            writers[Path(self.json)] = write
        if self.xlsx:
            writers[self.xlsx] = partial(
                write_sheet,
                reconciliation=result,
                ours=ours,
                theirs=theirs,
                language=language,
                party=party,
                company=company,
            )
        self._write_all(writers)
        return as_bytes(result, language) if self.json == STANDARD_OUTPUT else None

    def write_bytes(
        self, content: bytes, sheet: Callable[[Path], object] | None = None
    ) -> bytes | None:
        """Write finished JSON, and the workbook that ``sheet`` fills, or neither; return JSON for standard output."""
        writers: dict[Path, Callable[[Path], object]] = {}
        if self.json and self.json != STANDARD_OUTPUT:
            writers[Path(self.json)] = lambda place: place.write_bytes(content)
        if self.xlsx and sheet is not None:
            writers[self.xlsx] = sheet
        self._write_all(writers)
        return content if self.json == STANDARD_OUTPUT else None

    def _write_all(self, writers: Mapping[Path, Callable[[Path], object]]) -> None:
        from tieout.report.whole_files import write_all

        try:
            write_all(writers)
        except OSError as error:
            raise _refused(
                "output.not_written",
                ", ".join(str(path) for path in self.files()),
                detail=error.strerror or str(error),
            ) from error


def _is_one_of(place: Path, read: set[Path]) -> bool:
    """True where another name (a hard link) leads to the same file as an input."""
    return place.exists() and any(other.exists() and place.samefile(other) for other in read)


CATALOGUE: dict[str, tuple[Wording, Wording]] = {
    "options.columns": (
        Wording("看不懂“{asked}”。", "“{asked}” is not understood."),
        Wording(
            "请写成 字段=列，多个用逗号分开；字段有：{known}。",
            "Write field=column, several parted by commas; the fields are: {known}.",
        ),
    ),
    "options.sign": (
        Wording("没有名为 {asked} 的方向设置。", "There is no sign setting {asked}."),
        Wording("可用的设置：{known}。", "The settings are: {known}."),
    ),
    "output.is_an_input": (
        Wording("这是要读取的文件，不能被结果覆盖。", "This file is read; the result must not overwrite it."),
        Wording("请换一个文件名。", "Choose another name."),
    ),
    "output.twice": (
        Wording("两个结果写到同一个文件。", "Two results would be written to the same file."),
        Wording("请用不同的文件名。", "Give them different names."),
    ),
    "output.is_a_folder": (
        Wording("这是文件夹，不是文件。", "This is a folder, not a file."),
        Wording("请写明文件名。", "Name a file."),
    ),
    "output.no_folder": (
        Wording("没有文件夹 {folder}。", "There is no folder {folder}."),
        Wording("请先建好文件夹，或换一个位置。", "Make the folder first, or choose another place."),
    ),
    "output.not_written": (
        Wording("结果没有写成：{detail}。原有文件未改动。", "The result could not be written: {detail}. Files that stood there are unchanged."),
        Wording("请检查磁盘空间和写入权限，然后重试。", "Check space and permissions, then try again."),
    ),
}  # fmt: skip


def _refused(code: str, place: str, **facts: str) -> Refusal:
    return refusal_of(CATALOGUE, code, place, **facts)
