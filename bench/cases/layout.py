"""How one side's file looks: columns, words, locale, sign, preamble, totals, encoding."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from bench.cases.entries import Story
from bench.cases.knobs import Knobs
from bench.cases.labels import LABELS
from bench.cases.surface import Evidence

SIGNS_OURS = ("debit-credit", "debit-credit", "signed", "direction")
SIGNS_THEIRS = (
    "credit-debit",
    "credit-debit",
    "credit-debit",
    "signed",
    "mirrored",
    "mirrored-direction",
)
DATES = {
    "iso": "Y-M-D",
    "compact": "Y-M-D",
    "slash": "Y-M-D",
    "zh": "Y-M-D",
    "stamp": "Y-M-D",
    "dots": "D.M.Y",
    "dmy": "D/M/Y",
    "mdy": "M/D/Y",
    "native": "serial",
    "serial": "serial",
}


@dataclass(frozen=True)
class Layout:
    """Every visible property of one file, drawn once and then obeyed by the renderer."""

    side: str
    language: str  # zh | en | de
    labelled: bool
    file_format: str  # xlsx | xls | csv | tsv
    encoding: str
    delimiter: str
    sign: str
    dates: str  # key of DATES
    numbers: str  # native | plain | grouped | paren | trailing | symbol | wide
    decimal_mark: str
    columns: tuple[tuple[str, str], ...]  # (field, label); field "blank" is an empty column
    evidence: Evidence
    title_rows: int
    two_row_header: bool
    blank_rows: bool
    states_opening: bool
    states_closing: bool
    month_totals: bool
    year_totals: bool
    grand_total: bool
    notes: bool
    descending: bool
    red_ink: bool  # reversals and credit notes as negative amounts on the invoice's side
    empty_amount: str  # what stands in the unused one of debit and credit
    document_as_number: bool
    text_numbers: bool  # spreadsheet cells hold amounts as text
    other_sheets: bool
    sheet: str

    @property
    def is_spreadsheet(self) -> bool:
        return self.file_format in ("xlsx", "xls")

    def has(self, field: str) -> bool:
        return any(name == field for name, _ in self.columns)

    def index(self, field: str) -> int:
        return next(i for i, (name, _) in enumerate(self.columns) if name == field)


def draw_layout(
    random: Random, knobs: Knobs, evidence: Evidence, story: Story, *, side: str, language: str
) -> Layout:
    def dirty(share: float = 1.0) -> bool:
        return random.random() < knobs.dirt * share

    file_format = random.choice(knobs.formats)
    labelled = not (side == "theirs" and random.random() < knobs.foreign_layouts * 0.35)
    sign = random.choice(SIGNS_OURS if side == "ours" else SIGNS_THEIRS)
    spreadsheet = file_format in ("xlsx", "xls")
    text_numbers = spreadsheet and dirty(0.35)
    numbers, mark = _numbers(
        random, language, native=spreadsheet and not text_numbers, dirty=dirty()
    )
    states = story.opening_ours or story.opening_theirs or random.random() < 0.5
    columns = _columns(random, evidence, story, side, language, sign, bool(states), dirty)
    if not labelled:  # nobody could tell which of several days is the booking day
        columns = tuple(column for column in columns if column[0] not in ("issued", "due"))
    title_rows = random.randint(1, 3) if labelled and (dirty() or side == "ours") else 0
    if story.currency != "CNY" and labelled and not title_rows:
        title_rows = 3
    return Layout(
        side=side,
        language=language,
        labelled=labelled,
        file_format=file_format,
        encoding=_encoding(random, language, dirty=dirty()) if not spreadsheet else "",
        delimiter="\t" if file_format == "tsv" else (";" if language == "de" else ","),
        sign=sign,
        dates=_dates(random, language, spreadsheet=spreadsheet, dirty=dirty()),
        numbers=numbers,
        decimal_mark=mark,
        columns=columns,
        evidence=evidence,
        title_rows=title_rows,
        two_row_header=labelled and "debit" in sign and dirty(0.4),
        blank_rows=labelled and dirty(0.5),
        states_opening=bool(states),
        states_closing=bool(states) and random.random() < 0.6,
        month_totals=labelled and dirty(0.5),
        year_totals=labelled and dirty(0.35),
        grand_total=labelled and dirty(0.5),
        notes=labelled and dirty(0.4),
        descending=dirty(0.2),
        red_ink=dirty(0.5),
        empty_amount=random.choice(("", "", "0.00", "-")) if dirty() else "",
        document_as_number=spreadsheet and dirty(0.4),
        text_numbers=text_numbers,
        other_sheets=spreadsheet and dirty(0.4),
        sheet=random.choice(("Sheet1", "明细账", "Ledger", "往来明细")),
    )


def _numbers(random: Random, language: str, *, native: bool, dirty: bool) -> tuple[str, str]:
    mark = "," if language == "de" else "."
    if native:
        return "native", "."
    if not dirty:
        return random.choice(("plain", "grouped")), mark
    styles = ["plain", "grouped", "paren", "trailing"]
    if language == "zh":
        styles += ["symbol", "wide"]
    return random.choice(styles), mark


def _dates(random: Random, language: str, *, spreadsheet: bool, dirty: bool) -> str:
    if language == "de":
        return random.choice(("dots", "native") if spreadsheet else ("dots",))
    if spreadsheet and random.random() < 0.6:
        return "serial" if dirty and random.random() < 0.2 else "native"
    if not dirty:
        return random.choice(("iso", "slash"))
    if language == "zh":
        return random.choice(("iso", "compact", "slash", "zh", "stamp"))
    return random.choice(("iso", "dmy", "mdy", "dots", "stamp"))


def _encoding(random: Random, language: str, *, dirty: bool) -> str:
    if not dirty:
        return random.choice(("utf-8", "utf-8-sig"))
    return random.choice(
        {
            "zh": ("gb18030", "gb18030", "utf-16", "utf-8-sig"),
            "en": ("utf-8", "utf-16", "utf-8-sig"),
            "de": ("utf-8", "cp1252", "utf-8-sig"),
        }[language]
    )


def _columns(
    random: Random,
    evidence: Evidence,
    story: Story,
    side: str,
    language: str,
    sign: str,
    states: bool,
    dirty: object,
) -> tuple[tuple[str, str], ...]:
    assert callable(dirty)
    money = ["amount", "direction"] if "direction" in sign else ["amount"]
    if sign in ("debit-credit", "credit-debit"):
        money = ["debit", "credit"]
    front = ["date"]
    if dirty(0.4):
        front.append("voucher")
    if evidence.place == "document" or any(entry.own for entry in story.side(side)):
        front.append("document")
    if evidence.has_orders or evidence.place == "order":
        front.append("order")
    front.append("text")
    if any(entry.party for entry in story.side(side)) and random.random() < 0.6:
        front.append("party")
    for extra, share in (("kind", 0.3), ("issued", 0.3), ("due", 0.25)):
        if dirty(share):
            front.insert(random.randint(0, len(front)), extra)
    if dirty(0.4):
        random.shuffle(front)
    back = list(money)
    if dirty(0.25):
        back.reverse()
    if states and dirty(0.8):
        if money[0] == "debit" and language == "zh" and dirty(0.5):
            back.append("balance_direction")
        back.append("balance")
    if story.currency != "CNY" or dirty(0.2):
        back.insert(random.choice((0, len(back))), "currency")
    for extra in ("account", "clerk", "tax_rate"):
        if dirty(0.15):
            front.insert(random.randint(0, len(front)), extra)
    fields = (["serial"] if dirty(0.3) else []) + front + back
    if dirty(0.2):
        fields.insert(random.choice((0, len(fields) // 2)), "blank")
    labels = {field: random.choice(LABELS[field][language]) for field in fields if field != "blank"}
    if "issued" in fields:  # "date" alone would leave open which of the two it is
        labels["date"] = {"zh": "记账日期", "en": "Posting Date", "de": "Buchungsdatum"}[language]
    return tuple((field, labels.get(field, "")) for field in fields)
