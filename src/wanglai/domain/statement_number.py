"""The number of a statement as it is printed (2026-000012, 2026-000012/2) and as others write it into texts."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

# A year and six to nine digits: an order 2026-4500012345 is none. What is part of a longer number is none. A date such as 2026-000012-01 is none either.
_WRITTEN = re.compile(r"(?<![\w/.-])(20\d\d)-(\d{6,9})(?:/(\d{1,3}))?(?![\w/]|[.-]\w)")


class StatementNumber(NamedTuple):
    """The year, the number within it, and which version: the first where none is written."""

    year: int
    number: int
    version: int = 1


def called(said: StatementNumber) -> str:
    """As printed and searched: 2026-000012, and 2026-000012/2 of a second version.

    >>> called(StatementNumber(2026, 12)), called(StatementNumber(2026, 12, 2))
    ('2026-000012', '2026-000012/2')
    """
    further = f"/{said.version}" if said.version > 1 else ""
    return f"{said.year}-{said.number:06}{further}"


def statement_numbers_in(text: str) -> tuple[StatementNumber, ...]:
    """Every number a text holds that is written as a statement's is, in their order; whether there is one is another question.

    >>> statement_numbers_in("付对账单2026-000012 及 2026-000015/2，合同 2026-000012-3")
    (StatementNumber(year=2026, number=12, version=1), StatementNumber(year=2026, number=15, version=2))
    """
    found = []
    for year, number, version in _WRITTEN.findall(_apart(text)):
        found.append(StatementNumber(int(year), int(number), int(version or 1)))
    return tuple(dict.fromkeys(found))


def _apart(text: str) -> str:
    """Full-width signs as plain ones; Chinese words beside a number do not belong to it."""
    return re.sub(r"[\u3400-\u9fff]+", " ", unicodedata.normalize("NFKC", text))
