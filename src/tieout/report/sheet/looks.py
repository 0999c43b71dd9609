"""How the sheets look: one font, hairlines, one quiet accent; number formats by currency."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import xlsxwriter
from xlsxwriter.format import Format

from tieout.money import exponent_of

INK, QUIET, HAIRLINE = "#1F2933", "#6B7780", "#D5DBE0"
ACCENT, BAND, PAPER = "#1F5F8B", "#EAF1F6", "#F7F9FA"
GOOD, BAD, ENTRY = "#1E7145", "#B3261E", "#FFFBEA"

Kind = Literal["number", "date", "text", "wrap", "money", "entry", "entry_date"]


@dataclass(frozen=True)
class Looks:
    """Formats by name, made once a workbook."""

    formats: dict[str, Format]
    currency: str

    def __getitem__(self, name: str) -> Format:
        return self.formats[name]


def money_pattern(currency: str) -> str:
    """``#,##0.00`` for CNY, ``#,##0`` for JPY, ``#,##0.000`` for KWD; a real minus sign."""
    places = exponent_of(currency)
    plain = "#,##0" + ("." + "0" * places if places else "")
    return f"{plain};-{plain};{plain}"


def font_of(language: str) -> str:
    """A font every Excel has; Chinese text falls to the system's own where it is missing."""
    return "Microsoft YaHei" if language == "zh" else "Calibri"


def make_looks(book: xlsxwriter.Workbook, currency: str, language: str) -> Looks:
    base = {"font_name": font_of(language), "font_size": 10, "font_color": INK, "valign": "vcenter"}
    line = {"bottom": 1, "bottom_color": HAIRLINE}
    money = {"num_format": money_pattern(currency), "align": "right"}
    total = {"bold": True, "top": 1, "top_color": INK}
    parts: dict[str, dict[str, Any]] = {
        "plain": {},
        "title": {"font_size": 18, "bold": True, "font_color": ACCENT},
        "subtitle": {"font_color": QUIET},
        "quiet": {"font_color": QUIET, "font_size": 9},
        "quiet_wrap": {"font_color": QUIET, "font_size": 9, "text_wrap": True, "valign": "top"},
        "section": {
            "bold": True,
            "font_size": 12,
            "font_color": ACCENT,
            "bottom": 2,
            "bottom_color": ACCENT,
        },
        "head": {"bold": True, "indent": 1, "bg_color": BAND, "text_wrap": True, **line},
        "head_first": {"bold": True, "bg_color": BAND, **line},
        "head_right": {"bold": True, "bg_color": BAND, "align": "right", "text_wrap": True, **line},
        "band": {"bold": True, "font_color": "#FFFFFF", "bg_color": ACCENT, "align": "center"},
        "label": {**line},
        "fact": {"text_wrap": True, "indent": 1, "font_color": QUIET, **line},
        "label_wrap": {"text_wrap": True, **line},
        "value": {"text_wrap": True, "indent": 1, **line},
        "mono": {"font_name": "Consolas", "font_size": 8, "text_wrap": True, "indent": 1, **line},
        "strong": {"bold": True, **line},
        "advice": {"font_color": QUIET, "indent": 1, **line},
        "number": {"align": "right", "num_format": "0", **line},
        "date": {"num_format": "yyyy-mm-dd", "align": "center", **line},
        "text": {"indent": 1, **line},
        "wrap": {"text_wrap": True, "indent": 1, **line},
        "money": {**money, **line},
        "money_text": {"align": "right", **line},
        "money_strong": {**money, "bold": True, **line},
        "total_label": total,
        "total_number": {**total, "align": "right"},
        "total_money": {**money, **total, "bottom": 6, "bottom_color": INK},
        "shown_money": {**money, "bold": True},
        "shown_label": {"bold": True, "align": "right"},
        "proof_good": {
            **money,
            "bold": True,
            "font_size": 12,
            "font_color": GOOD,
            "bg_color": PAPER,
        },
        "proof_label": {"bold": True, "font_size": 12, "bg_color": PAPER},
        "proof_word": {"bold": True, "font_color": GOOD, "bg_color": PAPER, "align": "center"},
        "bad": {"bold": True, "font_color": BAD},
        "entry": {"bg_color": ENTRY, "text_wrap": True, **line},
        "entry_date": {"bg_color": ENTRY, "num_format": "yyyy-mm-dd", "align": "center", **line},
        "sign": {"bottom": 1, "bottom_color": INK},
    }
    formats = {name: book.add_format({**base, **part}) for name, part in parts.items()}
    return Looks(formats, currency)
