"""``wanglai bank-file``: what a bank's file says and whether it proves itself; no database is opened."""

from __future__ import annotations

import sys
from pathlib import Path

from wanglai.cli.words import say
from wanglai.domain.money import in_figures
from wanglai.formats.bank import Statement, read_bank_file_apart
from wanglai.formats.bank.frames import to_json
from wanglai.runtime.refusal import StartRefused, Wording, language_of_terminal


def read(file: Path, *, as_json: bool) -> int:
    """Every statement and problem on a line; 0 where the file is whole, 1 where something waits for a decision."""
    found = read_bank_file_apart(_content(file), file.name)
    if as_json:
        sys.stdout.write(to_json(found).decode("ascii") + "\n")
        return 1 if found.problems else 0
    language = language_of_terminal()
    for one in found.statements:
        _say_statement(one)
    for each in found.problems:
        place = each.place.removeprefix(f"{file.name}:")
        print(f"{each.code} ({place}): {each.reason.within(language)} {each.remedy.within(language)}")  # fmt: skip
    entries = sum(len(one.entries) for one in found.statements)
    say(
        zh=f"{found.form or '—'}：对账单 {len(found.statements)} 份，分录 {entries} 笔，问题 {len(found.problems)} 处",
        en=f"{found.form or '-'}: {len(found.statements)} statements, {entries} entries, {len(found.problems)} problems",
    )
    return 1 if found.problems else 0


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as fault:
        raise StartRefused(
            "bank_file.unreadable",
            reason=Wording(f"{file} 无法读取：{fault.strerror}。", f"{file} cannot be read: {fault.strerror}."),
            remedy=Wording("请检查路径和权限。", "Check its path and who may read it."),
        ) from None  # fmt: skip


def _say_statement(one: Statement) -> None:
    opening, closing = (in_figures(each.amount, each.currency) if each else "-" for each in (one.opening, one.closing))  # fmt: skip
    booked = [each.amount or 0 for each in one.entries if each.is_booked]
    moved = in_figures(sum(booked), one.currency)
    say(
        zh=f"{one.account or '无账号'} {one.number} {one.currency}：期初 {opening}，{len(booked)} 笔 {moved}，期末 {closing}",
        en=f"{one.account or 'no account'} {one.number} {one.currency}: opening {opening}, {len(booked)} entries {moved}, closing {closing}",
    )
