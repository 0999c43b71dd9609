"""Where a line says that it speaks of a payment: “paid … on 3 Nov”, “第一笔”, “payment no. P-881”.

A day is one of a payment only where a word of paying or another payment of the same line stands beside it: the day of an invoice or the
day on which it is due parts nothing.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from wanglai.formats.remittance.days import Day
from wanglai.formats.remittance.figures import Amount

_PAY = re.compile(
    r"付款|支付|汇款|汇出|转账|转出|打款|已付|付清|\bpaid\b|\bpay(?:ing)?\b|\bpayments?\b|\btransfer(?:red|s)?\b|\bremit(?:ted|tances?)?\b"
    r"|\bwired?\b|\büberw\w+|\b(?:ge|be)zahlt\b|\bzahlung(?:en)?\b",
    re.IGNORECASE,
)
_NOT_PAID = re.compile(
    r"应付|到期|付款(?:期|条件|通知)|\b(?:payment )?due\b|\bpayment terms\b|\bpayable\b|\bfällig\w*"
    r"|\b(?:invoice|document|order) date\b|(?:开票|发票|单据|出库|订单)日期?|\b(?:rechnungs|beleg)datum\b",
    re.IGNORECASE,
)
_PAYING = r"(?:付款|支付|汇款|汇出|付清|转账|打款|结清)(?!明细|情况|信息|通知|清单|凭证|回单|单)"
_UNPAID = re.compile(
    rf"请[^。;；]{{0,12}}[于在][^。;；]{{0,24}}(?:前|内)[^。;；]{{0,12}}{_PAYING}"
    rf"|请(?:贵司|贵方|您|务必|尽快|尽早|尽速|及时|按时|按期|安排|予以)+{_PAYING}"
    rf"|将(?:会)?(?:[于在][^。;；]{{0,24}})?(?:另行|继续|陆续|安排)?{_PAYING}"
    rf"|(?:预计|打算|(?<![按款])计划)[^。;；]{{0,16}}{_PAYING}|下(?:一)?[次期笔](?:再)?{_PAYING}"
    r"|(?:尚未|还未|暂未|没有|还没|暂不|暂缓|未)(?:能)?(?:付|支付|汇|打款|结清|转账)|待(?:支付|付款)|催款"
    r"|\bunpaid\b|\b(?:not|never)\s(?:yet\s)?(?:been\s)?(?:paid|transferred|remitted)\b|\b(?:has|have|was|were|is|are)n't\s(?:yet\s)?(?:been\s)?paid\b"
    r"|\b(?:will|shall|to)\s(?:then\s)?be\s(?:paid|transferred|remitted)\b|(?:\b(?:will|shall)|'ll)\s(?:then\s)?(?:be\s)?(?:pay|paying|transfer|remit)\b"
    r"|\bpayments?\s(?:will\s)?follows?\b|\b(?:going|plan(?:ned|ning)?|intend(?:ed)?|expect(?:ed)?)\sto\s(?:be\s)?(?:pay|paid)\b|\bnext\spayment\b|\bif\spaid\b"
    r"|\b(?:please|kindly)\s(?:kindly\s)?(?:pay\b(?!\sattention)|transfer\b|remit\b|settle\b|(?:make|arrange|effect)\s(?:for\s)?(?:a\s|the\s|your\s)?payment)"
    r"|\bbitte\s.{0,60}\b(?:zahlen|überweisen|begleichen)\b|\b(?:wird|werden)\b.{0,60}\b(?:bezahlt|gezahlt|überwiesen|überweisen|(?:be)?zahlen)\b"
    r"|\b(?:nicht|noch)\s(?:nicht\s)?(?:bezahlt|gezahlt|überwiesen)\b",
    re.IGNORECASE,
)
_BEFORE_PAPERS_DAY = re.compile(
    r"(?:\b(?:issued|dated|invoiced|delivered|delivery|shipped|received|ordered|goods|invoices?|bills?|date)(?:\s(?:of|on|from|dated))?|(?:开票|发票|到货|发货|收货|出库|送货|签收)日?期?[于为]?)\s?:?\s?$",
    re.IGNORECASE,
)
_BEHIND_PAPERS_DAY = re.compile(
    r"\s?(?:的)?(?:开票|开具|开出|发票|账单|到货|发货|收货|收到|出库|入库|送货|签收|验收|下单)|\s(?:invoices?|bills?|delivery|deliveries|goods|shipment)\b",
    re.IGNORECASE,
)
_ORDINALS = (
    re.compile(r"第\s?(?P<n>[一二三四五六七八九十]{1,3}|\d{1,3})\s?[笔次]"),
    re.compile(r"(?:付款|汇款)\s?[(（]?(?P<n>[一二三四五六七八九十]|\d{1,2})[)）]?\s?[:：、]"),
    re.compile(r"\b(?:payment|transfer|zahlung|überweisung)\s?(?:no\.?|nr\.?|#)?\s?(?P<n>\d{1,2})\b(?![.,]\d|\s?(?:days?|tage|%|天))", re.IGNORECASE),
    re.compile(r"\b(?P<n>\d{1,2})(?:st|nd|rd|th|\.)\s(?:payment|transfer|zahlung|überweisung)\b", re.IGNORECASE),
    re.compile(r"\b(?P<n>first|second|third|fourth|fifth|erste|zweite|dritte|vierte)\s(?:payment|transfer|zahlung|überweisung)\b", re.IGNORECASE),
)  # fmt: skip
_REFERENCE = re.compile(
    r"(?:(?:付款|支付|汇款|转账)(?:单号|编号|流水号|号)|\b(?:payment|transfer|wire|cheque|check)\s(?:number|no|id|reference|ref)\b\.?|\bzahlungs(?:nummer|referenz)\b)"
    r"\s?[:：#]?\s?(?P<said>[A-Za-z0-9][A-Za-z0-9/._-]*[A-Za-z0-9])",
    re.IGNORECASE,
)
_ON = re.compile(r"\b(?:on|am|at|vom)\b|[于在]", re.IGNORECASE)
_PARTS = re.compile(r"[,，;；、。()（）和及]|\b(?:and|und)\b|另", re.IGNORECASE)


class Cue(NamedTuple):
    """One payment a line speaks of; empty where the line does not say it. ``amount`` is which of the line's sure amounts it names."""

    start: int
    end: int
    day: str = ""
    ordinal: str = ""
    reference: str = ""
    amount: int | None = None
    is_doubtful: bool = False  # the day may be that of the document before it


class Token(NamedTuple):
    kind: str  # pay, not, day, amount, number
    start: int
    end: int
    at: int = 0  # which of its kind


def references_in(line: str) -> list[tuple[str, int, int]]:
    """The payments' own numbers, with where each stands: they are no documents."""
    found = ((each["said"], each.start(), each.end("said")) for each in _REFERENCE.finditer(line))
    return [each for each in found if any(sign.isdigit() for sign in each[0])]


def says_unpaid(text: str) -> bool:
    """Whether it asks for money, or speaks of money that is not paid yet: nothing then says which of its lines were.

    >>> says_unpaid("请于11月30日前付款"), says_unpaid("INV-7 will be paid on 10 Nov"), says_unpaid("请查收付款明细")
    (True, True, False)
    """
    return _UNPAID.search(" ".join(text.split())) is not None


def cues_in(line: str, days: list[Day], amounts: list[Amount], numbers: list[tuple[str, int]]) -> list[Cue] | None:  # fmt: skip
    """The payments a line speaks of, in its order; None where its days, numbers and counts do not belong together one by one.

    “Paid 12,000.00 on 3 Nov for INV-1 and 5,500.00 on 10 Nov for INV-7” speaks of two.
    """
    tokens = tokens_of(line, days, amounts, numbers)
    found = [
        _of_payments(line, days, tokens),
        [Cue(each.start(), each.end(), ordinal=each["n"].lower()) for each in _ordinals(line)],
        [Cue(start, end, reference=said) for said, start, end in references_in(line)],
    ]
    kinds = [each for each in found if each]
    if not kinds:
        return []
    if len({len(each) for each in kinds}) > 1:
        return None
    joined = [_joined(each) for each in zip(*kinds, strict=True)]
    return _with_amounts(joined, tokens)


def _joined(cues: tuple[Cue, ...]) -> Cue:
    day, ordinal, reference = (
        next((str(getattr(each, name)) for each in cues if getattr(each, name)), "")
        for name in ("day", "ordinal", "reference")
    )
    is_doubtful = any(each.is_doubtful for each in cues)
    return Cue(min(each.start for each in cues), max(each.end for each in cues), day, ordinal, reference, None, is_doubtful)  # fmt: skip


def _ordinals(line: str) -> list[re.Match[str]]:
    for pattern in _ORDINALS:
        found = list(pattern.finditer(line))
        if found:
            return found
    return []


def tokens_of(line: str, days: list[Day], amounts: list[Amount], numbers: list[tuple[str, int]]) -> list[Token]:  # fmt: skip
    """What tells payments apart, in the order it stands."""
    nots = [each.span() for each in _NOT_PAID.finditer(line)]
    pays = [each.span() for each in (*_PAY.finditer(line), *_ordinals(line), *_REFERENCE.finditer(line))]  # fmt: skip
    pays = [each for each in pays if not any(start <= each[0] < end for start, end in nots)]
    found = [Token("not", *each) for each in nots] + [Token("pay", *each) for each in pays]
    found += [Token("day", each.start, each.end, at) for at, each in enumerate(days)]
    found += [Token("amount", each.start, each.end, at) for at, each in enumerate(amounts)]
    found += [Token("number", at, at + len(said), no) for no, (said, at) in enumerate(numbers)]
    return sorted(found, key=lambda each: each.start)


def _of_payments(line: str, days: list[Day], tokens: list[Token]) -> list[Cue]:
    found: list[Cue] = []
    for at, token in enumerate(tokens):
        if token.kind != "day" or _is_of_paper(line, tokens, token):
            continue
        if _is_of_payment(line, tokens, at, is_going_on=bool(found)):
            only_documents = {each.kind for each in tokens[:at]} == {"number"}
            between = line[tokens[at - 1].end if at else 0 : token.start]
            is_doubtful = only_documents and not _ON.search(between)
            found.append(Cue(token.start, token.end, days[token.at].said, is_doubtful=is_doubtful))
    return found


def _is_of_paper(line: str, tokens: list[Token], day: Token) -> bool:
    """INV-1 (3 Nov), issued 3 Nov, 11月3日开票: the day of a document, whatever is said of paying beside it."""
    if _BEHIND_PAPERS_DAY.match(line, day.end) or _BEFORE_PAPERS_DAY.search(line[: day.start]):
        return True
    opened = line.rfind("(", 0, day.start)
    if opened < 0 or ")" in line[opened : day.start]:
        return False
    closed = line.find(")", day.end)
    inside = line[opened : closed if closed >= 0 else len(line)]
    stands_at = len(line[:opened].rstrip())
    return not _PAY.search(inside) and any(each.kind == "number" and each.end == stands_at for each in tokens)  # fmt: skip


def _is_of_payment(line: str, tokens: list[Token], at: int, *, is_going_on: bool) -> bool:
    kinds = ["", "", *(each.kind for each in tokens), "", ""]
    before, last, following, next_but_one = kinds[at], kinds[at + 1], kinds[at + 3], kinds[at + 4]
    if "not" in (last, following):
        return False
    between = line[tokens[at - 1].end if at else 0 : tokens[at].start]
    stands_free = last != "number" or bool(_PARTS.search(between))
    has_document_before = "number" in kinds[2 : at + 2]
    if last == "pay" or (following == "pay" and stands_free):
        return True
    if (before, last) == ("pay", "amount") and (_ON.search(between) or not has_document_before):
        return True
    if "pay" in kinds and stands_free and _is_on(between) and "amount" in (last, following):
        return True
    if (following, next_but_one) == ("amount", "pay") and stands_free and last != "amount":
        return True
    if not is_going_on:
        return False
    is_after_amount = last == "amount" and _ON.search(between)
    return bool(is_after_amount or (following == "amount" and _PARTS.search(between)))


def _is_on(between: str) -> bool:
    """“on” stands right before the day."""
    return any(each.end() == len(between.rstrip()) for each in _ON.finditer(between))


def _with_amounts(cues: list[Cue], tokens: list[Token]) -> list[Cue]:
    """Each with its amount: before it where one stands before the first, else the one right behind it or the only one up to the next."""
    shown = [each for each in tokens if each.kind in ("amount", "number")]
    is_before = bool(cues) and _last_before(shown, cues[0].start) is not None
    found: list[Cue] = []
    for cue, until in zip(cues, [*(each.start for each in cues[1:]), None], strict=True):
        its_own = [each for each in shown if each.start >= cue.start and (until is None or each.start < until)]  # fmt: skip
        beside = _last_before(shown, cue.start) if is_before else _first_of(its_own)
        if beside is not None:
            cue = cue._replace(start=min(cue.start, beside.start), end=max(cue.end, beside.end) if not is_before else cue.end, amount=beside.at)  # fmt: skip
        found.append(cue)
    return found


def _last_before(shown: list[Token], at: int) -> Token | None:
    last = next((each for each in reversed(shown) if each.end <= at), None)
    return last if last is not None and last.kind == "amount" else None


def _first_of(its_own: list[Token]) -> Token | None:
    amounts = [each for each in its_own if each.kind == "amount"]
    is_beside = bool(amounts) and its_own[0] is amounts[0]
    return amounts[0] if is_beside or len(amounts) == 1 else None
