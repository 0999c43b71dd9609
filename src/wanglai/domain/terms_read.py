"""Terms as people write them in one cell, by the ready-made readings; what several readings fit is not chosen here."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from wanglai.domain.discount import Discount, Rung
from wanglai.domain.instalments import Part, Rest
from wanglai.domain.terms import Terms
from wanglai.domain.terms_ready import CASH_ON_DELIVERY, PREPAID, READINGS, advance_and_rest, net

DAYS_MAX, PARTS_MAX = 366, 24


@dataclass(frozen=True)
class TermsRead:
    """What a cell says: terms, with a plan where it names parts and a discount where it names one."""

    terms: Terms
    plan: tuple[Part, ...] = ()
    discount: Discount | None = None


class TermsUnclear(ValueError):
    """月结 without its reading: four honest people read it in four ways."""


class TermsUnreadable(ValueError):
    """No ready-made reading fits."""


def read_terms(text: str, reading: str = "") -> TermsRead:
    """Terms of one cell. ``reading``: A to D, what 月结 means where the cell does not say.

    ``net 30``, ``净30天``, ``30 days`` are 30 days from the invoice; ``月结60（读法A）`` is reading A of 60; ``30/60/90`` three
    equal parts after 30, 60 and 90 days; ``预付30%，余款净30天`` an advance and the rest; ``2/10 net 30`` 2 % off within 10 days.
    Raises, in order: TermsUnreadable, TermsUnclear.
    """
    bare = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    for pattern, read in _FORMS:
        found = pattern.fullmatch(bare)
        if found:
            return read(found, reading)
    raise TermsUnreadable(text)


def _days(text: str) -> int:
    days = int(text)
    if not 0 <= days <= DAYS_MAX:
        raise TermsUnreadable(text)
    return days


def _net(found: re.Match[str], _: str) -> TermsRead:
    return TermsRead(net(_days(found["days"])))


def _from_receipt(found: re.Match[str], _: str) -> TermsRead:
    return TermsRead(net(_days(found["days"]), "invoice_received"))


def _monthly(found: re.Match[str], reading: str) -> TermsRead:
    days, cut_off = _days(found["days"]), int(found["cut"] or 31)
    code = (found["code"] or reading).upper()
    if not 1 <= cut_off <= 31 or (code == "B" and days % 30):
        raise TermsUnreadable(found[0])
    if code not in READINGS:
        raise TermsUnclear(found[0])
    return TermsRead(READINGS[code](days, cut_off))


def _parts(found: re.Match[str], _: str) -> TermsRead:
    days = [_days(each) for each in re.findall(r"\d+", found["days"])]
    if days != sorted(set(days)) or len(days) > PARTS_MAX:
        raise TermsUnreadable(found[0])
    return TermsRead(net(days[-1]), tuple(Part(Rest(), net(each)) for each in days))


def _advance(found: re.Match[str], reading: str) -> TermsRead:
    percent = Decimal(found["percent"])
    if not 0 < percent < 100:
        raise TermsUnreadable(found[0])
    rest = read_terms(found["rest"], reading)
    if rest.plan or rest.discount:
        raise TermsUnreadable(found[0])
    return TermsRead(rest.terms, advance_and_rest(percent, rest.terms))


def _discount(found: re.Match[str], _: str) -> TermsRead:
    percent, within, days = Decimal(found["percent"]), _days(found["within"]), _days(found["days"])
    if not 0 < percent < 100 or within >= days:
        raise TermsUnreadable(found[0])
    return TermsRead(net(days), discount=Discount((Rung(percent, within),)))


def _always(terms: Terms) -> Callable[[re.Match[str], str], TermsRead]:
    return lambda _, __: TermsRead(terms)


_DAY = r"\s*(?:天|日|days?|d)?"
_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], str], TermsRead]], ...] = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        (r"(?:款到发货|先款后货|预付全款|全额预付|prepaid|prepayment|cash in advance|cia|payment in advance)", _always(PREPAID)),
        (r"(?:货到付款|现款现货|cash on delivery|cod)", _always(CASH_ON_DELIVERY)),
        (rf"(?:票到|收票后|收到发票后)\s*(?P<days>\d{{1,3}}){_DAY}", _from_receipt),
        (rf"(?:net|n|净|开票后|发票日后?)\s*(?P<days>\d{{1,3}}){_DAY}(?: net)?", _net),
        (r"(?P<days>\d{1,3})\s*(?:天|日|days?)(?: net)?", _net),
        ((rf"月结\s*(?P<days>\d{{1,3}}){_DAY}(?:[\s,、]*(?:每月)?(?P<cut>\d{{1,2}})[日号](?:截止|截单|结账|对账)?)?"
         r"[\s,]*(?:[(\[]?\s*(?:读法|reading)?\s*(?P<code>[abcd])\s*[)\]]?)?"), _monthly),
        (r"(?P<days>\d{1,3}(?:\s*/\s*\d{1,3})+)\s*(?:天|日|days?)?\s*(?:分期|分期付款|instalments?|installments?)?", _parts),
        (rf"(?P<percent>\d{{1,2}}(?:\.\d+)?)\s*/\s*(?P<within>\d{{1,3}})[\s,]*(?:net|n)\s*/?\s*(?P<days>\d{{1,3}}){_DAY}", _discount),
        (r"预付\s*(?P<percent>\d{1,2}(?:\.\d+)?)\s*%[\s,、;]*(?:余款|余额|尾款|其余)[\s,]*(?P<rest>.+)", _advance),
        (r"(?P<percent>\d{1,2}(?:\.\d+)?)\s*% (?:advance|in advance|prepaid|deposit)[\s,;]*(?:and )?(?:the )?(?:rest|balance|remainder)[\s,]*(?P<rest>.+)", _advance),
    )
)  # fmt: skip
