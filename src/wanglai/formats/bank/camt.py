"""CAMT.052, .053 and .054 of ISO 20022, every version: elements are known by their local names, which hardly changed.

Source: ISO 20022 Bank-to-Customer Cash Management, message definition report, versions 1 to 11. Entries are let go as
they are read, so that a statement of a hundred thousand needs no more room than its entries.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from wanglai.formats.bank.problems import FileRefused
from wanglai.formats.bank.statement import Balance, Entry, Kind, Payment, Statement
from wanglai.formats.bank.values import Notes
from wanglai.formats.markup import Element, MarkupRefused, parse

_ELEMENTS_MAX = 20_000_000
_NAMESPACE = re.compile(rb"camt\.05[234]\.[0-9]{3}\.[0-9]{2}")
_KINDS: dict[str, Kind] = {"Rpt": "report", "Stmt": "statement", "Ntfctn": "notice"}
_RATES = tuple(
    f"{each}/CcyXchg/XchgRate" for each in ("InstdAmt", "TxAmt", "CntrValAmt", "AnncdPstngAmt")
)
_NOTHING = Element("", 0)
_OPENING, _CLOSING = ("OPBD", "PRCD"), ("CLBD",)


def looks_like_camt(content: bytes) -> bool:
    """Whether the head of the file names one of the three messages."""
    return re.search(rb"camt\.05[234]|BkToCstmr", content[:4096]) is not None


def read_camt(content: bytes, file: str, notes: Notes) -> tuple[str, tuple[Statement, ...]]:
    """The message's name, and its statements, reports or notices. Refuses the file whole where it is no such XML."""
    reader = _Reader(file, notes)
    taken = {"Ntry": reader.take_entry, **dict.fromkeys(_KINDS, reader.take_statement)}
    try:
        parse(content, file, elements_max=_ELEMENTS_MAX, taken=taken)
    except MarkupRefused as fault:
        raise FileRefused(f"bank.{fault.fault}", fault.place, **fault.values) from fault
    named = _NAMESPACE.search(content[:4096])
    return named[0].decode("ascii") if named else "camt", tuple(reader.statements)


class _Reader:
    def __init__(self, file: str, notes: Notes) -> None:
        self._file = file
        self._notes = notes
        self._entries: list[Entry] = []
        self.statements: list[Statement] = []

    def take_statement(self, element: Element) -> None:
        place = f"{self._file}:{element.line}"
        account = element.find("Acct")
        balances = self._balances(element)
        opening = next((balances[each] for each in _OPENING if each in balances), None)
        closing = next((balances[each] for each in _CLOSING if each in balances), None)
        number = element.text_of("ElctrncSeqNb") or element.text_of("LglSeqNb") or element.text_of("Id")  # fmt: skip
        page = element.text_of("StmtPgntn/PgNb") or element.text_of("RptPgntn/PgNb")
        first = self._entries[0].currency if self._entries else ""
        currency = (account.text_of("Ccy") if account else "") or (opening.currency if opening else first)  # fmt: skip
        self.statements.append(
            Statement(
                place, _KINDS[element.name], _account_in(account), currency,
                f"{number}/{page}" if page else number, opening, closing, tuple(self._entries),
            )
        )  # fmt: skip
        self._entries = []

    def _balances(self, element: Element) -> dict[str, Balance]:
        found: dict[str, Balance] = {}
        for balance in element.find_all("Bal"):
            name = balance.text_of("Tp/CdOrPrtry/Cd") or balance.text_of("Tp/Cd")
            amount, currency = self._amount(balance, balance)
            if amount is not None and name not in found:
                found[name] = Balance(self._day(balance, "Dt"), amount, currency)
        return found

    def take_entry(self, element: Element) -> None:
        amount, currency = self._amount(element, element)
        details = element.find_all("NtryDtls/TxDtls")
        payments = tuple(self._payment(each, element, currency) for each in details)
        told = element.text_of("NtryDtls/Btch/NbOfTxs")
        count = int(told) if told.isdecimal() and len(told) < 10 else len(details)
        one = payments[0] if len(payments) == 1 and count < 2 else None
        sent = self._sent(element, amount, currency)
        charges = self._charges(element, currency)
        if one:
            sent = _sent_of(one, sent, amount, currency)
            charges = one.charges if charges is None else charges
        self._entries.append(
            Entry(
                place=f"{self._file}:{element.line}", amount=amount, currency=currency,
                booked_on=self._day(element, "BookgDt"), value_on=self._day(element, "ValDt"),
                is_booked=(element.text_of("Sts/Cd") or element.text_of("Sts")) in ("BOOK", ""),
                is_reversal=element.text_of("RvslInd") in ("true", "1"),
                other_name=one.other_name if one else "", other_account=one.other_account if one else "",
                reference=one.reference if one else "",
                bank_reference=element.text_of("AcctSvcrRef") or element.text_of("NtryRef"),
                code=_code_in(element),
                text=" ".join(filter(None, (one.text if one else "", element.text_of("AddtlNtryInf")))),
                count=max(count, 1), payments=() if one else payments,
                charges=charges, instructed_amount=sent[0], instructed_currency=sent[1], rate=sent[2],
            )
        )  # fmt: skip

    def _payment(self, details: Element, entry: Element, currency: str) -> Payment:
        """What a payment says of itself; where it gives no amount of its own, the instructed one is not taken for it."""
        holder = details if details.find("Amt") else details.find("AmtDtls/TxAmt")
        side = details if details.find("CdtDbtInd") else entry
        amount, own = self._amount(holder, side) if holder else (None, currency)
        party, account = _other(details, is_in=side.text_of("CdtDbtInd") == "CRDT")
        told = details.find("RmtInf") or _NOTHING
        structured = told.text_of("Strd/CdtrRefInf/Ref") or told.text_of("Strd/CdtrRefInf/CdtrRef")
        end_to_end = details.text_of("Refs/EndToEndId")
        texts = [each.text.strip() for each in told.find_all("Ustrd") + told.find_all("Strd/AddtlRmtInf")]  # fmt: skip
        texts.append(details.text_of("AddtlTxInf"))
        reference = structured or ("" if end_to_end == "NOTPROVIDED" else end_to_end)
        booked = amount if holder else None
        return Payment(
            amount, own, party, account, reference, " ".join(filter(None, texts)),
            self._charges(details, currency), *self._sent(details, booked, own),
        )  # fmt: skip

    def _sent(
        self, holder: Element, booked: int | None, currency: str
    ) -> tuple[int | None, str, str]:
        """What was instructed, where it is not what was booked, and the rate between the two as the file writes it."""
        told = holder.find("AmtDtls")
        if told is None:
            return None, "", ""
        rate = next(filter(None, map(told.text_of, _RATES)), "")
        element = told.find("InstdAmt/Amt")
        if element is None:
            return None, "", rate
        sent_in = element.attributes.get("Ccy", "")
        sent = self._notes.money(element.text, sent_in, f"{self._file}:{element.line}")
        if not sent or (sent_in == currency and booked is not None and sent == abs(booked)):
            return None, "", rate
        return sent, sent_in, rate

    def _charges(self, holder: Element, currency: str) -> int | None:
        """What the bank took, in the currency of the entry; a charge given back counts against it. None where there is none."""
        if holder.find("Chrgs") is None:
            return None
        whole = holder.find_all("Chrgs/TtlChrgsAndTaxAmt")
        parts = whole or holder.find_all("Chrgs/Amt") + holder.find_all("Chrgs/Rcrd/Amt")
        given_back = {id(amount) for each in holder.find_all("Chrgs") + holder.find_all("Chrgs/Rcrd") if each.text_of("CdtDbtInd") == "CRDT" for amount in each.find_all("Amt")}  # fmt: skip
        found = [
            -minor if id(each) in given_back else minor
            for each in parts
            if each.attributes.get("Ccy") == currency
            and (minor := self._notes.money(each.text, currency, f"{self._file}:{each.line}")) is not None
        ]  # fmt: skip
        return sum(found) if found else None

    def _amount(self, holder: Element, side: Element) -> tuple[int | None, str]:
        """The signed amount and its currency; the side says whether money came in."""
        element = holder.find("Amt")
        if element is None:
            self._notes.add("bank.amount", f"{self._file}:{holder.line}", value="")
            return None, ""
        currency, place = element.attributes.get("Ccy", ""), f"{self._file}:{element.line}"
        minor = self._notes.money(element.text, currency, place)
        indicator = side.text_of("CdtDbtInd")
        if indicator not in ("CRDT", "DBIT"):
            self._notes.add("bank.amount", place, indicator, value=f"{element.text.strip()} {indicator}")  # fmt: skip
            return None, currency
        return (None if minor is None else minor if indicator == "CRDT" else -minor), currency

    def _day(self, element: Element, name: str) -> date | None:
        told = element.find(name)
        if told is None:
            return None
        return self._notes.day(
            told.text_of("Dt") or told.text_of("DtTm"), f"{self._file}:{element.line}"
        )


_Sent = tuple[int | None, str, str]


def _sent_of(one: Payment, sent: _Sent, amount: int | None, currency: str) -> _Sent:
    """What the only payment of an entry says was sent; its own amount, where that is not what was booked."""
    rate = sent[2] or one.rate
    if sent[0] is not None:
        return sent
    if one.instructed_amount is not None:
        return one.instructed_amount, one.instructed_currency, rate
    if one.amount and (one.currency, abs(one.amount)) != (currency, abs(amount or 0)):
        return abs(one.amount), one.currency, rate
    return None, "", rate


_ACCOUNTS = ("IBAN", "Othr/Id", "PrtryAcct/Id", "BBAN", "UPIC")
_NAMES = {role: (f"Ultmt{role}/Pty/Nm", f"Ultmt{role}/Nm", f"{role}/Pty/Nm", f"{role}/Nm") for role in ("Dbtr", "Cdtr")}  # fmt: skip


def _account_in(account: Element | None) -> str:
    named = account.find("Id") if account else None
    return _first_text(named, _ACCOUNTS) if named else ""


def _other(details: Element, *, is_in: bool) -> tuple[str, str]:
    """Name and account of the other side: who paid where money came in, else who was paid; the ultimate one first."""
    parties = details.find("RltdPties")
    if parties is None:
        return "", ""
    role = "Dbtr" if is_in else "Cdtr"
    return _first_text(parties, _NAMES[role]), _account_in(parties.find(f"{role}Acct"))


def _first_text(holder: Element, paths: Sequence[str]) -> str:
    for path in paths:
        if text := holder.text_of(path):
            return text
    return ""


def _code_in(entry: Element) -> str:
    """``PMNT/RCDT/ESCT``, else the bank's own."""
    domain = entry.find("BkTxCd/Domn")
    if domain is None:
        return entry.text_of("BkTxCd/Prtry/Cd")
    codes = (domain.text_of("Cd"), domain.text_of("Fmly/Cd"), domain.text_of("Fmly/SubFmlyCd"))
    return "/".join(filter(None, codes))
