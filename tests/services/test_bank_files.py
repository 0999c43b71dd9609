"""A bank's file comes in: once, whole, proved, or it waits for somebody's word."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.formats import bank_tables as tables
from tests.ledgers import Ledger, minor, open_ledger
from wanglai.services.bank.decide_file import read_bank_file_again, take_anyway, withdraw_bank_file
from wanglai.services.bank.hand_in import hand_in_bank_file
from wanglai.services.bank.mapped import show_table, tell_layout
from wanglai.services.bank.our_accounts import end_our_account, open_our_account
from wanglai.services.bank.perform_bank_file import perform_bank_file
from wanglai.services.bank.refusals import (
    DecisionSaysNothing,
    FileIsElsewhere,
    LayoutIsIncomplete,
    LinesAreUnread,
    OurAccountIsKnown,
    OwnFile,
)
from wanglai.services.reconciliation.uploads import Upload
from wanglai.services.refusals import NotPermitted
from wanglai.store.models import BankAccount, BankEntry, BankFile, BankStatement

NUMBER = "DE89370400440532013000"


@pytest.fixture
def book(db: None) -> Ledger:
    return open_ledger()


def account(book: Ledger, number: str = NUMBER, currency: str = "CNY") -> BankAccount:
    open_our_account(**book.scope, name="基本户", number=number, currency=currency)
    return BankAccount.objects.get(
        company_id=book.company_id, currency=currency, last_four=number[-4:], ended_at=None
    )


def sta(
    lines: list[tuple[str, str, str]], *, opening: str = "0,00", closing: str | None = None, number: str = "1/1", first: str = "260310"
) -> bytes:  # fmt: skip
    """An MT940 statement of one day: (C or D, amount, text) each."""
    total = minor(opening.replace(",", ".")) + sum(
        (1 if mark.endswith("C") else -1) * minor(amount.replace(",", "."))
        for mark, amount, _ in lines
    )
    said = closing or f"{total // 100},{total % 100:02d}"
    body = "".join(
        f":61:{first}{first[2:]}{mark}{amount}NTRFNONREF\r\n:86:{text}\r\n"
        for mark, amount, text in lines
    )
    return (
        f":20:X\r\n:25:{NUMBER}\r\n:28C:{number}\r\n:60F:C{first}CNY{opening}\r\n{body}:62F:C{first}CNY{said}\r\n-\r\n"
    ).encode()


def brought(book: Ledger, content: bytes, name: str = "a.sta", **more: Any) -> BankFile:
    scope = {**book.books.scope("CSH"), "origin": "test"}
    number = hand_in_bank_file(
        **scope, upload=Upload(name, content), waits_for_worker=False, **more
    )
    perform_bank_file(number)
    return BankFile.objects.get(id=number)


ONE = ("C", "100,00", "?20INV-1?32YUANJING")


def test_a_statement_becomes_lines_that_wait(book: Ledger) -> None:
    home = account(book)
    file = brought(
        book,
        sta(
            [ONE, ("D", "12,50", "FEE"), ("RC", "30,00", "BACK")], opening="50,00", closing="107,50"
        ),
    )
    assert (file.state, file.form, file.statements, file.entries, file.fresh) == (
        "taken",
        "mt940",
        1,
        3,
        3,
    ), file.problems
    said = BankEntry.objects.filter(bank_account_id=home.id).order_by("ordinal")
    assert [(each.amount, each.state, each.aside_kind, each.is_reversal) for each in said] == [
        (10_000, "waiting", "", False),
        (-1_250, "aside", "paid_out", False),
        (-3_000, "waiting", "", True),
    ]
    statement = BankStatement.objects.get()
    assert (statement.opening, statement.closing, statement.is_proved, statement.entry_ids) == (
        5_000, 10_750, True, [each.id for each in said],
    )  # fmt: skip


def test_the_same_bytes_are_one_file_and_the_same_statement_comes_in_once(book: Ledger) -> None:
    account(book)
    content = sta([ONE, ONE])
    first = brought(book, content)
    assert brought(book, content, "renamed.txt").id == first.id
    saved_again = content.replace(b"\r\n", b"\n")
    again = brought(book, saved_again, "b.sta")
    assert (again.id != first.id, again.state, again.fresh) == (True, "taken", 0)
    assert BankEntry.objects.count() == 2, "two true equal receipts of a day stay two"
    assert BankStatement.objects.count() == 1


def test_pages_of_a_day_in_files_of_their_own_are_all_taken(book: Ledger) -> None:
    account(book)
    brought(book, sta([ONE], number="7/1"))
    brought(book, sta([ONE], opening="200,00", number="7/3"))
    brought(book, sta([ONE], opening="100,00", number="7/2"))
    assert BankEntry.objects.count() == 3
    whole = brought(book, sta([ONE, ONE, ONE], number="8/1"))
    assert (whole.state, whole.fresh) == ("taken", 0)
    assert [each.occurrence for each in BankEntry.objects.order_by("id")] == [1, 2, 3]


def test_what_does_not_close_waits_for_another_persons_word(book: Ledger) -> None:
    account(book)
    file = brought(book, sta([ONE], closing="100,01"))
    assert file.state == "held"
    assert [each["code"] for each in file.problems] == ["bank.not_closing"]
    assert not BankEntry.objects.exists()
    with pytest.raises(NotPermitted):
        take_anyway(**{**book.books.scope("CSH"), "origin": "t"}, file_id=file.id, reason="x")
    with pytest.raises(DecisionSaysNothing):
        take_anyway(**book.scope, file_id=file.id, reason=" ")
    take_anyway(**book.scope, file_id=file.id, reason="银行已书面确认", waits_for_worker=False)
    perform_bank_file(file.id)
    file.refresh_from_db()
    assert (file.state, file.fresh, file.decision) == ("taken", 1, "银行已书面确认")
    assert [each["code"] for each in file.problems] == ["bank.not_closing"], (
        "what was in the way stays with it"
    )
    assert not BankStatement.objects.get().is_proved


def test_nobody_decides_about_a_file_of_their_own(book: Ledger) -> None:
    account(book)
    file = brought(book, sta([ONE], closing="1,00"))
    own = BankFile.objects.get(id=file.id)
    with pytest.raises(OwnFile):
        take_anyway(
            company_id=book.company_id,
            actor=_made_accountant(book, own.handed_in_by_id),
            origin="t",
            file_id=own.id,
            reason="x",
        )


def _made_accountant(book: Ledger, person: int) -> int:
    """The cashier became an accountant since; the wall between roles is asked about both at once."""
    from wanglai.store.models import Membership

    Membership.objects.filter(company_id=book.company_id, user_id=person).delete()
    Membership.objects.create(company_id=book.company_id, user_id=person, role="ARA")
    return person


def test_an_account_nobody_entered_holds_the_file_until_it_is(book: Ledger) -> None:
    file = brought(book, sta([ONE]))
    assert (file.state, [each["code"] for each in file.problems]) == ("held", ["bank_file.account"])
    assert NUMBER in file.problems[0]["reason"]["en"]
    account(book)
    read_bank_file_again(
        **{**book.books.scope("CSH"), "origin": "t"}, file_id=file.id, waits_for_worker=False
    )
    perform_bank_file(file.id)
    assert BankFile.objects.get(id=file.id).state == "taken"


def test_a_line_that_cannot_be_read_keeps_the_file_out_whole(book: Ledger) -> None:
    account(book)
    broken = sta([ONE, ONE]).replace(b":61:2603100310C", b":61:2613400340C", 1)
    file = brought(book, broken)
    assert file.state == "held"
    with pytest.raises(LinesAreUnread):
        take_anyway(**book.scope, file_id=file.id, reason="x")
    assert not BankEntry.objects.exists()


def test_a_row_of_a_table_whose_way_or_currency_is_unknown_keeps_the_file_out(book: Ledger) -> None:
    home = account(book)
    for text in (tables.BOCOM.replace("贷 Cr", "货 Cr"), tables.BOC.replace("人民币,-12.50", "月球币,-12.50")):  # fmt: skip
        file = brought(book, text.encode(), "a.csv", account_id=home.id)
        assert file.state == "held"
        with pytest.raises(LinesAreUnread):
            take_anyway(**book.scope, file_id=file.id, reason="x")
    assert not BankEntry.objects.exists()


def test_a_wallet_s_bill_is_taken_on_a_word_with_what_was_booked(book: Ledger) -> None:
    home = account(book)
    file = brought(book, tables.ALIPAY.encode(), "alipay.csv", account_id=home.id)
    assert (file.state, [each["code"] for each in file.problems]) == ("held", ["bank.not_booked"])
    take_anyway(**book.scope, file_id=file.id, reason="自有账户间划转")
    perform_bank_file(file.id)
    assert BankFile.objects.get(id=file.id).state == "taken"
    assert sorted(BankEntry.objects.values_list("amount", flat=True)) == [-5_000, 5_000, 25_000]


def test_what_is_no_bank_file_is_refused_and_can_be_withdrawn(book: Ledger) -> None:
    file = brought(book, b"hello", "hello.txt")
    assert (file.state, file.problems[0]["kind"]) == ("refused", "file")
    scope = {**book.books.scope("CSH"), "origin": "t"}
    withdraw_bank_file(**scope, file_id=file.id)
    with pytest.raises(FileIsElsewhere):
        withdraw_bank_file(**scope, file_id=file.id)
    assert brought(book, b"hello", "hello.txt").id != file.id


def test_the_account_of_a_file_that_names_none_is_said_by_the_cashier(book: Ledger) -> None:
    home = account(book, "6222021001001234")
    nameless = sta([ONE]).replace(NUMBER.encode(), b"")
    held = brought(book, nameless)
    assert (held.state, {each["code"] for each in held.problems}) == (
        "held",
        {"bank.no_account", "bank_file.account"},
    )
    cashier = {**book.books.scope("CSH"), "origin": "t"}
    read_bank_file_again(**cashier, file_id=held.id, account_id=home.id, waits_for_worker=False)
    perform_bank_file(held.id)
    assert BankFile.objects.get(id=held.id).state == "taken"
    assert BankEntry.objects.get().bank_account_id == home.id


TABLE = "某银行流水\n入账日,进,出,结余,户名,附注\n2026-03-10,100.00,,150.00,远景,INV-1\n2026-03-11,,12.50,137.50,,手续费\n".encode(
    "gb18030"
)


def test_the_columns_of_an_unknown_table_are_named_once_and_remembered(book: Ledger) -> None:
    home = account(book, "6222021001001234")
    file = brought(book, TABLE, "x.csv")
    assert (file.state, file.problems[0]["code"]) == ("refused", "bank.unknown_layout")
    cashier = {**book.books.scope("CSH"), "origin": "t"}
    shown = show_table(**book.books.scope("CSH"), file_id=file.id)
    assert shown is not None
    assert (shown.labels, shown.sample[0][:4]) == (
        ("入账日", "进", "出", "结余", "户名", "附注"),
        ("2026-03-10", "100.00", "", "150.00"),
    )
    columns = {
        "day": ["入账日"],
        "in": ["进"],
        "out": ["出"],
        "balance": ["结余"],
        "name": ["户名"],
        "text": ["附注"],
    }
    with pytest.raises(LayoutIsIncomplete):
        tell_layout(**cashier, file_id=file.id, account_id=home.id, columns={"day": ["入账日"]})
    tell_layout(
        **cashier, file_id=file.id, account_id=home.id, columns=columns, waits_for_worker=False
    )
    perform_bank_file(file.id)
    file.refresh_from_db()
    assert (file.state, file.fresh) == ("taken", 2), file.problems
    assert BankStatement.objects.get().is_proved, "150.00 - 100.00 before, 137.50 after"
    assert [(each.amount, each.other_name, each.state) for each in BankEntry.objects.order_by("ordinal")] == [
        (10_000, "远景", "waiting"), (-1_250, "", "aside"),
    ]  # fmt: skip
    later = (
        TABLE.replace(b"2026-03-1", b"2026-03-2")
        .replace(b"150.00", b"237.50")
        .replace(b",137.50", b",225.00")
    )
    assert (brought(book, later, "y.csv", account_id=home.id).state) == "taken", (
        "remembered of the account"
    )


def test_a_table_without_the_named_columns_is_refused(book: Ledger) -> None:
    home = account(book, "6222021001001234")
    home.layout = {"columns": {"day": ["日子"], "amount": ["数"]}}
    home.save()
    file = brought(book, TABLE, "x.csv", account_id=home.id)
    assert (file.state, file.problems[0]["code"]) == ("refused", "bank_file.columns")


def test_an_account_is_entered_once_and_ended(book: Ledger) -> None:
    home = account(book)
    with pytest.raises(OurAccountIsKnown):
        account(book)
    end_our_account(**book.scope, account_id=home.id)
    end_our_account(**book.scope, account_id=home.id)
    assert account(book).id != home.id
    assert NUMBER.encode() not in bytes(home.sealed)


def test_a_batch_is_split_into_its_payments(book: Ledger, camt_batch: Callable[[], bytes]) -> None:
    account(book)
    file = brought(book, camt_batch(), "b.xml")
    assert (file.state, file.entries, file.fresh) == ("taken", 1, 1), file.problems
    batch, *parts = BankEntry.objects.order_by("ordinal")
    assert (batch.state, batch.payments, batch.amount) == ("split", 2, 30_000)
    assert [(each.amount, each.state, each.batch_id, each.other_name) for each in parts] == [
        (10_000, "waiting", batch.id, "Yuanjing"), (20_000, "waiting", batch.id, "Bieren"),
    ]  # fmt: skip
    again = brought(book, camt_batch().replace(b"<Document", b"<!-- again --><Document"), "c.xml")
    assert (again.state, again.fresh, BankEntry.objects.count()) == ("taken", 0, 3)


@pytest.fixture
def camt_batch() -> Callable[[], bytes]:
    def made() -> bytes:
        parts = "".join(
            f"<TxDtls><Amt Ccy='CNY'>{amount}</Amt><RltdPties><Dbtr><Nm>{name}</Nm></Dbtr></RltdPties></TxDtls>"
            for amount, name in (("100.00", "Yuanjing"), ("200.00", "Bieren"))
        )
        balances = "".join(
            f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy='CNY'>{amount}</Amt>"
            "<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-03-10</Dt></Dt></Bal>"
            for code, amount in (("OPBD", "0.00"), ("CLBD", "300.00"))
        )
        return (
            "<?xml version='1.0' encoding='UTF-8'?><Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.02'>"
            f"<BkToCstmrStmt><Stmt><Id>1</Id><Acct><Id><IBAN>{NUMBER}</IBAN></Id><Ccy>CNY</Ccy></Acct>{balances}"
            "<Ntry><Amt Ccy='CNY'>300.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-03-10</Dt></BookgDt>"
            f"<NtryDtls>{parts}</NtryDtls></Ntry></Stmt></BkToCstmrStmt></Document>"
        ).encode()

    return made
