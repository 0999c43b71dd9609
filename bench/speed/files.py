"""The two large files of a speed row: realistic events in a plain layout, with truth."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from bench.cases import PRESETS, Case, draft_case, write_case

SEED = 1


MORE = 1.036  # splits, duplicates and corrections add so much to the lines asked for


def speed_case(folder: Path, *, lines: int, file_format: str) -> Case:
    """One customer's year of about ``lines`` lines on each side, with realistic differences.

    The layout is plain (one header row, ISO dates, no totals), so that the limit can be written
    as plain SQL; each side still has its own column names, signs and voucher numbers.
    """
    asked = round(lines / MORE)
    knobs = replace(
        PRESETS["realistic"],
        preset=f"speed-{lines}",
        lines=(asked, asked),
        months=(12, 12),
        number_in_text=0.0,
        number_changed=0.0,
        foreign_layouts=0.0,
        euro=0.0,
        dirt=0.0,
        formats=(file_format,),
    )
    draft = draft_case(knobs, SEED)
    for side, sign in (("ours", "debit-credit"), ("theirs", "credit-debit")):
        layout = draft.layouts[side]
        labels = {"debit": "借方", "credit": "贷方"}
        if layout.language != "zh":
            labels = {"debit": "Debit", "credit": "Credit"}
        kept = [c for c in layout.columns if c[0] not in ("amount", "direction", "debit", "credit")]
        draft.layouts[side] = replace(
            layout,
            sign=sign,
            columns=(*kept, ("debit", labels["debit"]), ("credit", labels["credit"])),
            encoding="utf-8" if not layout.is_spreadsheet else "",
            dates="iso" if not layout.is_spreadsheet else "native",
            numbers="plain" if not layout.is_spreadsheet else "native",
            title_rows=0,
            states_opening=False,
            states_closing=False,
        )
    draft.story.opening_ours = draft.story.opening_theirs = 0
    draft.story.differences = [
        difference for difference in draft.story.differences if difference.kind != "opening"
    ]
    return write_case(draft, folder)
