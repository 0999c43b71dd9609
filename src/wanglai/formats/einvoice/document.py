"""The XML of an e-invoice, refused in this room's words."""

from __future__ import annotations

from wanglai.formats.einvoice.problems import FileRefused
from wanglai.formats.markup import Element, MarkupRefused
from wanglai.formats.markup import parse as parse_markup


def parse(content: bytes, place: str) -> Element:
    """The root of the document. Refuses: encoding, document type, damage, depth."""
    try:
        return parse_markup(content, place)
    except MarkupRefused as fault:
        raise FileRefused(f"einvoice.{fault.fault}", fault.place, **fault.values) from fault
