"""Statements of banks: what is read, what proves itself, and what never gets through."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from bench.bank.overview import overview, readings
from bench.published import published

from tests.formats.bank_files import BAI2, MT940, MT942, MUTANTS, OFX, camt, mutant
from tests.formats.bank_tables import JD
from wanglai.formats.apart import Limits
from wanglai.formats.bank import Entry, Reading, read_bank_file, read_bank_file_apart

_SAMPLES = {
    "camt": camt(),
    "mt940": MT940.encode(),
    "mt942": MT942.encode(),
    "bai2": BAI2.encode(),
    "ofx": OFX.encode(),
}
_BANK = published("bank")


def codes(reading: Reading) -> list[str]:
    return [each.code for each in reading.problems]


def read(content: bytes | str) -> Reading:
    return read_bank_file(content if isinstance(content, bytes) else content.encode(), "file")


def closes(reading: Reading) -> bool:
    """Added up here once more: every statement with both balances in one currency."""
    return all(
        each.opening is not None
        and each.closing is not None
        and each.opening.amount + sum(entry.amount or 0 for entry in each.entries if entry.is_booked) == each.closing.amount
        for each in reading.statements
    )  # fmt: skip


def entry(reading: Reading, at: int) -> Entry:
    return reading.statements[0].entries[at]


def test_a_camt_statement_with_a_batch_a_reversal_and_a_pending_entry() -> None:
    found = read(camt())
    (one,) = found.statements
    assert (found.form, codes(found)) == ("camt.053.001.08", [])
    assert (one.kind, one.account, one.number, one.currency) == ("statement", "DE89370400440532013000", "17", "EUR")  # fmt: skip
    assert [(each.amount, each.is_booked, each.is_reversal) for each in one.entries] == [(20_000, True, False), (-3_000, True, True), (99_900, False, False)]  # fmt: skip
    batch = one.entries[0]
    assert (batch.count, batch.booked_on, batch.value_on, batch.bank_reference, batch.code) == (2, date(2026, 3, 5), date(2026, 3, 5), "B1", "PMNT/RCDT/ESCT")  # fmt: skip
    assert [(each.amount, each.other_name, each.other_account, each.reference, each.text) for each in batch.payments] == [
        (15_000, "Acme Ltd", "GB33BUKB20201555555555", "E2E-1", "INV 1"), (5_000, "Parent AG", "", "RF18539007547034", ""),
    ]  # fmt: skip


def test_an_mt940_in_its_envelope_with_two_forms_of_field_86() -> None:
    found = read(MT940)
    assert (found.form, codes(found), closes(found)) == ("mt940", [], True)
    paid, fee, back = found.statements[0].entries
    assert (paid.amount, paid.other_name, paid.other_account, paid.reference, paid.bank_reference, paid.text) == (
        25_000, "Muster Handel GmbH", "DE89370400440532013001", "INV-4711", "B7Z01", "Rechnung 4711 vom Februar",
    )  # fmt: skip
    assert (fee.amount, fee.code, fee.text, fee.reference) == (-1_250, "NCHG", "Account fee", "")
    assert (back.amount, back.is_reversal, back.other_name, back.text) == (-10_000, True, "Jansen BV", "Returned collection")  # fmt: skip
    assert (back.booked_on, found.statements[0].closing and found.statements[0].closing.on) == (date(2026, 1, 2), date(2026, 3, 5))  # fmt: skip


def test_an_mt942_tells_of_a_day_that_is_not_over() -> None:
    found = read(MT942)
    assert (found.form, codes(found), found.statements[0].kind, entry(found, 0).amount) == ("mt942", [], "report", 9_995)  # fmt: skip


def test_a_bai2_file_with_continuations_and_control_totals() -> None:
    found = read(BAI2)
    assert (found.form, codes(found), closes(found)) == ("bai2", [], True)
    first, second = found.statements[0].entries
    assert (first.amount, first.value_on, first.bank_reference, first.reference, first.other_name) == (12_500, date(2026, 3, 6), "BR77", "INV-9", "ACME TRADING")  # fmt: skip
    assert (second.amount, second.text) == (-2_000, "cheque, second part")


def test_an_ofx_download_with_elements_left_open() -> None:
    found = read(OFX)
    (one,) = found.statements
    assert (found.form, codes(found), one.kind, one.account, one.closing and one.closing.amount) == ("ofx", [], "report", "4512", 110_450)  # fmt: skip
    assert [(each.amount, each.booked_on, each.other_name, each.bank_reference, each.reference) for each in one.entries] == [
        (12_500, date(2026, 3, 5), "Acme & Sons", "F1", ""), (-2_050, date(2026, 3, 5), "", "F2", "77"),
    ]  # fmt: skip


def test_an_ofx_entry_of_another_currency_is_never_taken_for_the_account_s() -> None:
    abroad = OFX.replace("<TRNAMT>-20.5<FITID>F2", "<TRNAMT>-20.5<FITID>F2<ORIGCURRENCY><CURRATE>1.08<CURSYM>EUR</ORIGCURRENCY>")  # fmt: skip
    cheque = entry(read(abroad), 1)
    assert (cheque.amount, cheque.currency, cheque.instructed_currency, cheque.rate) == (-2_050, "USD", "EUR", "1.08")  # fmt: skip
    other = read(abroad.replace("ORIGCURRENCY", "CURRENCY"))
    assert (entry(other, 1).currency, entry(other, 1).instructed_currency, codes(other)) == ("EUR", "", ["bank.currencies"])  # fmt: skip


_ABROAD = """<Ntry><Amt Ccy="EUR">90.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-03-05</Dt></BookgDt>
<Chrgs><Rcrd><Amt Ccy="EUR">2.00</Amt><CdtDbtInd>DBIT</CdtDbtInd></Rcrd><Rcrd><Amt Ccy="EUR">0.50</Amt><CdtDbtInd>CRDT</CdtDbtInd></Rcrd><Rcrd><Amt Ccy="USD">9.00</Amt></Rcrd></Chrgs>
<NtryDtls><TxDtls><Refs><EndToEndId>E9</EndToEndId></Refs><Amt Ccy="EUR">90.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>
<AmtDtls><InstdAmt><Amt Ccy="USD">100.00</Amt></InstdAmt><TxAmt><Amt Ccy="EUR">91.50</Amt><CcyXchg><SrcCcy>USD</SrcCcy><XchgRate>0.915</XchgRate></CcyXchg></TxAmt></AmtDtls></TxDtls></NtryDtls></Ntry>"""


def test_what_was_sent_the_rate_and_what_the_bank_took_in_camt() -> None:
    found = read(camt("1260.00", _ABROAD))
    abroad = entry(found, 3)
    assert codes(found) == []
    assert (abroad.amount, abroad.charges, abroad.instructed_amount, abroad.instructed_currency, abroad.rate) == (9_000, 150, 10_000, "USD", "0.915")  # fmt: skip
    assert (entry(found, 0).charges, entry(found, 0).instructed_amount, entry(found, 0).rate) == (None, None, "")  # fmt: skip
    old = _ABROAD.replace("<Chrgs>", '<Chrgs><TtlChrgsAndTaxAmt Ccy="EUR">3.00</TtlChrgsAndTaxAmt>')
    assert entry(read(camt("1260.00", old)), 3).charges == 300
    own = re.sub(r"<AmtDtls>.*</AmtDtls>", "", _ABROAD).replace('</Refs><Amt Ccy="EUR">90.00', '</Refs><Amt Ccy="USD">98.00')  # fmt: skip
    sent = entry(read(camt("1260.00", own)), 3)
    assert (sent.amount, sent.instructed_amount, sent.instructed_currency) == (9_000, 9_800, "USD")


def test_what_was_sent_the_rate_and_what_the_bank_took_in_mt940() -> None:
    in_61 = MT940.replace(
        "D12,5NCHGNONREF\n", "D12,5NCHGNONREF\n/OCMT/USD20,/EXCH/0,75/CHGS/EUR2,5\n"
    )
    fee = entry(read(in_61), 1)
    assert (fee.instructed_amount, fee.instructed_currency, fee.rate, fee.charges) == (2_000, "USD", "0,75", 250)  # fmt: skip
    in_86 = MT940.replace("/EREF/R-1/NAME", "/EREF/R-1/OCMT/GBP88,00/CHGS/EUR1,00/NAME")
    back = entry(read(in_86), 2)
    assert (back.instructed_amount, back.instructed_currency, back.charges, back.other_name, back.reference) == (8_800, "GBP", 100, "Jansen BV", "R-1")  # fmt: skip
    in_subfields = MT940.replace("?22 vom Februar", "?22 vom Februar?23OAMT+300,00?24COAM+ 3,00")
    paid = entry(read(in_subfields), 0)
    assert (paid.instructed_amount, paid.instructed_currency, paid.charges, paid.reference, paid.text) == (30_000, "EUR", 300, "INV-4711", "Rechnung 4711 vom Februar")  # fmt: skip


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "bank.empty"),
        (b"Datum;Betrag\n1;2\n", "bank.not_one"),
        (camt().replace(b"<Document", b'<!DOCTYPE a [<!ENTITY e "9">]><Document'), "bank.doctype"),
        (camt()[:-30], "bank.damaged"),
        (camt().replace(b'encoding="UTF-8"', b'encoding="EBCDIC-CP-US"'), "bank.encoding"),
        (b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"/>', "bank.no_statement"),
        (camt("1170.01"), "bank.not_closing"),
        (camt().replace(b'<Amt Ccy="EUR">50.00', b'<Amt Ccy="EUR">49.00'), "bank.batch"),
        (camt().replace(b'<Amt Ccy="EUR">30.00', b'<Amt Ccy="EUR">30.005'), "bank.places"),
        (camt().replace(b'<Amt Ccy="EUR">30.00', b'<Amt Ccy="EUR">3O.00'), "bank.amount"),
        (camt().replace(b"<IBAN>DE89370400440532013000</IBAN>", b""), "bank.no_account"),
        (camt().replace(b'<Amt Ccy="EUR">1170', b'<Amt Ccy="USD">1170'), "bank.currencies"),
        (camt().replace(b"<Dt>2026-03-04</Dt>", b"<Dt>2026-02-30</Dt>"), "bank.day"),
        (camt().replace(b"OPBD", b"INFO"), "bank.no_balance"),
        (MT940.replace("C250,00", "X250,00").encode(), "bank.line"),
        (MT940.replace("1137,50", "1137,51").encode(), "bank.not_closing"),
        ((MT940 + MT940).encode(), "bank.not_following"),
        (BAI2.replace("49,225000", "49,225001").encode(), "bank.control_sum"),
        (BAI2.replace("225000,5/", "225000,6/").encode(), "bank.control_count"),
        (BAI2[: BAI2.index("49,")].encode(), "bank.cut_off"),
        (BAI2[: BAI2.index("99,")].encode(), "bank.cut_off"),
        (BAI2.replace("98,225000,1,7", "98,225001,1,7").encode(), "bank.control_sum"),
        (BAI2.replace("98,225000,1,7", "98,225000,2,7").encode(), "bank.control_count"),
        (BAI2.replace("98,225000,1,7", "98,225000,1,8").encode(), "bank.control_count"),
        (BAI2.replace("99,225000,1,9", "99,225001,1,9").encode(), "bank.control_sum"),
        (BAI2.replace("99,225000,1,9", "99,225000,2,9").encode(), "bank.control_count"),
        (BAI2.replace("99,225000,1,9", "99,225000,1,8").encode(), "bank.control_count"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(content: bytes, code: str) -> None:
    found = read(content)
    assert code in codes(found)
    assert all(each.reason.zh and each.remedy.en and "{" not in each.reason.en for each in found.problems)  # fmt: skip
    assert bool(found.statements) != any(each.kind == "file" for each in found.problems)


def test_places_follow_the_currency() -> None:
    yen = camt("1170").replace(b'Ccy="EUR"', b'Ccy="JPY"').replace(b"<Ccy>EUR", b"<Ccy>JPY").replace(b".00<", b"<")  # fmt: skip
    found = read(yen)
    assert (codes(found), [each.amount for each in found.statements[0].entries]) == ([], [200, -30, 999])  # fmt: skip


def test_a_booking_day_without_a_year_is_the_one_nearest_to_the_value_day() -> None:
    turned = read(MT940.replace(":61:2601020102RC", ":61:2601021231RC"))
    assert entry(turned, 2).booked_on == date(2025, 12, 31)


@pytest.mark.parametrize("amount", ["25O,00", "2S0,00", "250,0O", "2 50,00"])
def test_a_letter_in_an_amount_makes_no_smaller_amount(amount: str) -> None:
    """The O somebody typed for a zero once ended the amount: 25 euros came in where 250 had been sent."""
    assert "C250,00NTRF" in MT940
    found = read(MT940.replace("C250,00", f"C{amount}"))
    assert entry(found, 0).amount is None
    assert "bank.line" in codes(found)


@pytest.mark.parametrize("form", sorted(_SAMPLES))
def test_the_child_says_what_the_reading_is(form: str) -> None:
    assert read_bank_file_apart(_SAMPLES[form], "file") == read(_SAMPLES[form])


def test_the_child_says_every_field_and_every_problem() -> None:
    for content in (camt("1261.00", _ABROAD), JD.encode(), b""):
        assert read_bank_file_apart(content, "file") == read(content)


def test_a_child_has_limits() -> None:
    many = camt(entries="<Ntry/>" * 400_000)
    assert codes(read_bank_file_apart(many, "a.xml", Limits(memory_mb=120))) == ["bank.too_heavy"]
    assert codes(read_bank_file_apart(many, "a.xml", Limits(seconds=0))) == ["bank.too_slow"]


@pytest.mark.parametrize("form", sorted(_SAMPLES))
def test_no_mutant_gets_through_that_does_not_close(form: str) -> None:
    """Damaged copies: none crashes, and one without a problem adds up."""
    draw = random.Random(form)
    for _ in range(MUTANTS):
        found = read(mutant(_SAMPLES[form], draw))
        assert found.statements or found.problems
        if not found.problems and all(each.kind == "statement" for each in found.statements):  # fmt: skip
            assert closes(found)


def _camt_files() -> list[Path]:
    return sorted((_BANK / "camt/test/data").glob("*.xml")) if _BANK else []


def _mt940_files() -> list[Path]:
    return sorted(each for each in (_BANK / "mt940").rglob("*.sta") if each.with_suffix(".yml").exists()) if _BANK else []  # fmt: skip


@pytest.mark.skipif(_BANK is None, reason="the published files are not beside the project")
def test_every_published_camt_file_has_the_entries_of_its_expected_result() -> None:
    compared = 0
    for file in _camt_files():
        if "wrong" in file.name:
            assert codes(read_bank_file(file.read_bytes(), file.name)) == ["bank.no_statement"]
            continue
        found = read_bank_file(file.read_bytes(), file.name)
        wanted = list(_amounts_told(json.loads(file.with_suffix(".json").read_text())))
        read_here = [(each.amount, each.currency) for one in found.statements for each in one.entries]  # fmt: skip
        if (
            "multi" in file.name
        ):  # of its first statement the expected result says only that it was said before
            read_here = read_here[1:]
        assert read_here == wanted, file.name
        compared += len(wanted)
    assert compared > 20


def _amounts_told(told: Any) -> Iterator[tuple[int, str]]:
    """Every entry of the expected result, once: it is listed at the message or at its record."""
    if isinstance(told, dict):
        if str(told.get("__CLASS__", "")).endswith("DTO\\Entry"):
            amount = told["getAmount"]
            yield int(amount["getAmount"]), amount["getCurrency"]["getCode"]
            return
        for value in told.values():
            yield from _amounts_told(value)
    elif isinstance(told, list):
        for value in told:
            yield from _amounts_told(value)


@pytest.mark.skipif(_BANK is None, reason="the published files are not beside the project")
def test_every_published_mt940_file_has_the_amounts_of_its_expected_result() -> None:
    compared = 0
    for file in _mt940_files():
        found = read_bank_file(file.read_bytes(), file.name)
        told = file.with_suffix(".yml").read_text(encoding="utf-8", errors="replace")
        _, _, entries = told.partition("\ntransactions:")
        wanted = [int(Decimal(each) * 100) for each in re.findall(r"decimal\.Decimal \['(-?[0-9.]+)'\]", entries)]  # fmt: skip
        read_here = [each.amount for one in found.statements for each in one.entries]
        if not found.statements:  # one field on its own is no statement
            assert codes(found) == ["bank.not_one"], file.name
            continue
        assert read_here == wanted, file.name
        compared += len(wanted)
    assert compared > 20


@pytest.mark.skipif(_BANK is None, reason="the published files are not beside the project")
def test_the_balances_of_published_files_are_those_of_their_expected_results() -> None:
    compared = 0
    for file in _camt_files():
        if "camt053" not in file.name or "wrong" in file.name:
            continue
        # Of the first of several statements the expected result says only that it was said before.
        statements = read_bank_file(file.read_bytes(), file.name).statements[-1:]
        ours = {(each.amount, each.currency) for one in statements for each in (one.opening, one.closing) if each}  # fmt: skip
        told = set(_balances_told(json.loads(file.with_suffix(".json").read_text())))
        assert ours <= told, file.name
        compared += len(ours)
    for file in _mt940_files():
        statements = read_bank_file(file.read_bytes(), file.name).statements
        text = file.with_suffix(".yml").read_text(encoding="utf-8", errors="replace")
        told = {int(Decimal(each) * 100) for each in re.findall(r"(?:opening|closing)_balance: !!python/object:mt940.models.Balance\n    amount: [^\n]*\n      amount: !!python/object/apply:decimal.Decimal \['(-?[0-9.]+)'\]", text)}  # fmt: skip
        ours = {each.amount for one in statements for each in (one.opening, one.closing) if each}
        assert told <= ours or not statements, (file.name, told - ours)
        compared += len(told & ours)
    assert compared > 40


def _balances_told(told: Any) -> Iterator[tuple[int, str]]:
    if isinstance(told, dict):
        if str(told.get("__CLASS__", "")).endswith("DTO\\Balance"):
            amount = told["getAmount"]
            yield int(amount["getAmount"]), amount["getCurrency"]["getCode"]
        for value in told.values():
            yield from _balances_told(value)
    elif isinstance(told, list):
        for value in told:
            yield from _balances_told(value)


@pytest.mark.skipif(_BANK is None, reason="the published files are not beside the project")
def test_the_page_counts_every_published_file() -> None:
    assert _BANK
    page = (Path(__file__).parents[2] / "docs/formats/bank.md").read_text(encoding="utf-8")
    assert overview(_BANK) in page, "python -m bench.bank.overview"
    assert all(reading.statements or reading.problems for _, reading in readings(_BANK))
