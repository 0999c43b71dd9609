"""Where a page of a list in the order of names begins: the number and name of the row before it, as text in an address."""

from __future__ import annotations


def place_of(name: str, number: int) -> str:
    """远景 with number 17 is ``17.远景``."""
    return f"{number}.{name}"


def place_read(text: str) -> tuple[str, int] | None:
    """``17.远景`` as name and number, in the order of the list; None where it is nothing of the kind."""
    number, _, name = text.partition(".")
    return (name, int(number)) if number.isdecimal() and len(number) < 18 and name else None
