"""One case from knobs and a seed: two files and their truth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path
from random import Random
from string import ascii_uppercase

from bench.cases.cells import as_printed
from bench.cases.entries import Entry, EntryDifference, EntryGroup, Story
from bench.cases.evidence import judge, label_lines
from bench.cases.files import write_file
from bench.cases.knobs import Knobs
from bench.cases.layout import DATES, Layout, draw_layout
from bench.cases.render import Renderer, Sheet
from bench.cases.story import tell
from bench.cases.surface import Printed, draw_evidence, print_side
from bench.cases.truth import DifferenceTruth, GroupTruth, LineTruth, RefusalTruth, SideTruth, Truth

SIDES = ("ours", "theirs")

Spoil = Callable[[str, Sheet, Layout], None]


@dataclass(frozen=True)
class Case:
    """Paths of a written case and its truth."""

    ours: Path
    theirs: Path
    truth: Truth


@dataclass
class Draft:
    """A case before writing: the story, and for each side its layout and words."""

    knobs: Knobs
    seed: int
    story: Story
    layouts: dict[str, Layout]
    printed: dict[str, dict[Entry, Printed]]

    def random(self, purpose: str) -> Random:
        return Random(f"{self.knobs.preset}/{self.seed}/{purpose}")


def draft_case(knobs: Knobs, seed: int, *, story: Story | None = None) -> Draft:
    """Draws everything but writes nothing. The same knobs and seed give the same draft."""
    draft = Draft(knobs, seed, story or tell(Random(f"{knobs.preset}/{seed}/story"), knobs), {}, {})
    for side in SIDES:
        random = draft.random(f"layout of {side}")
        language = _language(random, knobs, side=side, story=draft.story)
        evidence = draw_evidence(random, knobs, side=side, story=draft.story)
        draft.printed[side] = print_side(
            random, knobs, evidence, draft.story, side=side, language=language
        )
        draft.layouts[side] = draw_layout(
            random, knobs, evidence, draft.story, side=side, language=language
        )
        label_lines(draft.printed[side])
    return draft


def write_case(
    draft: Draft,
    folder: Path,
    *,
    shuffle: int | None = None,
    spoil: Spoil | None = None,
    refusal: RefusalTruth | None = None,
) -> Case:
    """Writes both files and ``truth.json``.

    ``shuffle`` permutes the lines of both files and leaves every cell of a line as it is; running
    balances and subtotals, which depend on the order, are left out of such a case.
    ``spoil`` may break a sheet just before it is written; ``refusal`` then says what must happen.
    """
    folder.mkdir(parents=True, exist_ok=True)
    judge(draft.story, party_column=draft.layouts["ours"].has("party"))
    sides = {}
    for side in SIDES:
        layout = draft.layouts[side]
        order = None
        if shuffle is not None:
            layout = _without_order(layout)
            order = sorted(draft.printed[side], key=lambda e: (e.booked_on, e.event, e.voucher))
            draft.random(f"shuffle {shuffle} of {side}").shuffle(order)
        renderer = Renderer(
            draft.random(f"rows of {side}"), layout, draft.story, draft.printed[side]
        )
        sheet = renderer.render(order)
        if spoil is not None:
            spoil(side, sheet, layout)
        layout = _encodable(layout, sheet)
        path = folder / f"{side}.{layout.file_format}"
        write_file(path, sheet, layout)
        sides[side] = _side_truth(path, sheet, layout, draft)
    truth = Truth(
        preset=draft.knobs.preset,
        seed=draft.seed,
        currency=draft.story.currency,
        ours=sides["ours"],
        theirs=sides["theirs"],
        groups=()
        if refusal
        else tuple(_group_truth(group, draft.story) for group in draft.story.groups),
        differences=() if refusal else tuple(_difference_truth(d) for d in draft.story.differences),
        refusal=refusal,
    )
    assert refusal or truth.gap == sum(difference.amount for difference in truth.differences)
    truth.write(folder / "truth.json")
    return Case(folder / sides["ours"].file, folder / sides["theirs"].file, truth)


def generate_case(knobs: Knobs, seed: int, folder: Path, *, shuffle: int | None = None) -> Case:
    """One case on disk. A knob set named ``refuse`` goes through its own ways of being broken."""
    if knobs.preset == "refuse":
        from bench.cases.refusals import generate_refusal

        return generate_refusal(knobs, seed, folder)
    return write_case(draft_case(knobs, seed), folder, shuffle=shuffle)


def _language(random: Random, knobs: Knobs, *, side: str, story: Story) -> str:
    if side == "theirs" and random.random() < knobs.foreign_layouts * 0.65:
        return "de"
    if story.currency != "CNY":
        return random.choice(("en", "en", "de")) if side == "theirs" else "en"
    return random.choice(("zh", "zh", "zh", "en"))


def _without_order(layout: Layout) -> Layout:
    """The layout without anything whose figures depend on the order of the lines."""
    drop = ("balance", "balance_direction", "serial")
    return replace(
        layout,
        columns=tuple(column for column in layout.columns if column[0] not in drop),
        descending=False,
        month_totals=False,
        year_totals=False,
        blank_rows=False,
    )


def _encodable(layout: Layout, sheet: Sheet) -> Layout:
    """UTF-8 where the drawn encoding cannot write the words of this sheet."""
    if layout.is_spreadsheet:
        return layout
    words = "".join(as_printed(cell, layout) for row in sheet.rows for cell in row)
    try:
        words.encode(layout.encoding)
    except UnicodeEncodeError:
        return replace(layout, encoding="utf-8-sig")
    return layout


def _side_truth(path: Path, sheet: Sheet, layout: Layout, draft: Draft) -> SideTruth:
    story, entries = draft.story, draft.printed[layout.side]
    opening = story.opening_ours if layout.side == "ours" else story.opening_theirs
    total = sum(entry.amount for entry in entries)
    fields = [(name, i, label) for i, (name, label) in enumerate(layout.columns) if name != "blank"]
    lines = sorted(entries, key=lambda entry: entry.row)
    return SideTruth(
        file=path.name,
        sheet=layout.sheet if layout.is_spreadsheet else None,
        header_rows=tuple(sheet.header_rows),
        columns={name: label if layout.labelled else "" for name, _, label in fields},
        letters={name: ascii_uppercase[i] for name, i, _ in fields},
        sign=layout.sign,
        date_format=DATES[layout.dates],
        decimal_mark=layout.decimal_mark,
        encoding=layout.encoding,
        opening=opening if sheet.opening_row else None,
        closing=opening + total if sheet.closing_row else None,
        balance=opening + total,
        opening_row=sheet.opening_row,
        closing_row=sheet.closing_row,
        shared_in=layout.evidence.place,
        lines=tuple(_line_truth(entry, sheet, layout) for entry in lines),
    )


def _line_truth(entry: Entry, sheet: Sheet, layout: Layout) -> LineTruth:
    row = sheet.rows[entry.row - 1] if entry.row <= len(sheet.rows) else []
    names = [name for name, _ in layout.columns]
    # An internal voucher number tells two otherwise equal lines apart, but means nothing to anybody.
    cells = [c for name, c in zip(names, row, strict=False) if name not in ("voucher", "serial")]
    content = blake2b(repr(cells).encode(), digest_size=6).hexdigest()
    return LineTruth(entry.row, entry.booked_on.isoformat(), entry.amount, entry.label, content)


def _rows(entries: list[Entry]) -> tuple[int, ...]:
    return tuple(sorted(entry.row for entry in entries))


def _group_truth(group: EntryGroup, story: Story) -> GroupTruth:
    return GroupTruth(
        ours=_rows(group.ours),
        theirs=_rows(group.theirs),
        difference=group.difference,
        event=group.event,
        tie=group.tie,
        recoverable=group.recoverable,
        any_netting=group.event in story.reversals,
    )


def _difference_truth(difference: EntryDifference) -> DifferenceTruth:
    return DifferenceTruth(
        kind=difference.kind,
        accept=difference.accept,
        ours=_rows(difference.ours),
        theirs=_rows(difference.theirs),
        amount=difference.amount,
        recoverable=difference.recoverable,
    )
