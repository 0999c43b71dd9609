"""Advices as text and mail: what stands there is read, what can be read in two ways is named and left out."""

from __future__ import annotations

import base64
import random
from datetime import date
from email.message import EmailMessage

import pytest

from wanglai.formats.remittance import (
    Payment,
    Reading,
    nearest,
    read_advice_text,
    read_advice_text_apart,
)

LETTER = """各位好，

本次付款明细如下：
INV-2031   12,000.00
INV-2044    8,500.00  扣款 500.00 运输破损
发票 2050：1.234,50 EUR
合计 21,734.50
谢谢，远景财务部 2026-03-20 电话 13800138000
"""


def only(read: Reading) -> Payment:
    (payment,) = read.payments
    return payment


def test_documents_amounts_and_what_was_kept_are_read_line_by_line() -> None:
    read = read_advice_text(LETTER.encode(), "通知.txt")
    assert [
        (line.numbers[0], line.paid, line.deduction, line.reason) for line in only(read).lines
    ] == [
        ("INV-2031", "12000.00", "0", ""),
        ("INV-2044", "8500.00", "500.00", "运输破损"),
        ("2050", "1234.50", "0", ""),
    ]
    assert (read.total, read.problems) == ("21734.50", ())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_texts_of_chinese_programs_are_read_too(encoding: str) -> None:
    assert read_advice_text(LETTER.encode(encoding), "a.txt").payments == read_advice_text(LETTER.encode(), "a.txt").payments  # fmt: skip


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("INV-1 100.00 200.00", "remittance.two_amounts"),
        ("INV-1 1.234", "remittance.amount"),
        ("付款 100.00", "remittance.no_number"),
        ("合计 100.00\n合计 200.00", "remittance.two_totals"),
    ],
)
def test_what_can_be_read_in_two_ways_is_named_and_not_used(line: str, code: str) -> None:
    read = read_advice_text(line.encode(), "a.txt")
    assert [each.code for each in read.problems] == [code]
    assert only(read).lines == ()


def mail(text: str, *, html: str = "", table: bytes = b"") -> bytes:
    made = EmailMessage()
    made["From"] = "财务部 <pay@yuanjing.example>"
    made["Subject"] = "付款通知 RF34000042"
    made.set_content(text or "x")
    if html:
        made.set_content(html, subtype="html")
    if table:
        made.add_attachment(table, maintype="text", subtype="csv", filename="明细.csv")
    return made.as_bytes()


def test_a_mail_is_read_by_its_text() -> None:
    read = read_advice_text(mail(LETTER), "a.eml")
    assert read.payments == read_advice_text(LETTER.encode(), "a.eml").payments
    assert (read.sender, read.subject) == ("财务部 <pay@yuanjing.example>", "付款通知 RF34000042")


def test_a_mail_without_plain_text_is_read_by_what_its_page_shows() -> None:
    page = "<style>td{x:1}</style><table><tr><td>INV-1</td><td>100.00</td></tr><tr><td>INV-2</td><td>50.00</td></tr></table>"
    read = read_advice_text(mail("", html=page), "a.eml")
    assert [(line.numbers, line.paid) for line in only(read).lines] == [(("INV-1",), "100.00"), (("INV-2",), "50.00")]  # fmt: skip


def test_the_first_table_of_a_mail_goes_along() -> None:
    read = read_advice_text(mail("见附件", table=b"invoice,paid\nINV-1,1.00\n"), "a.eml")
    assert read.table_name == "明细.csv"
    assert base64.b64decode(read.table) == b"invoice,paid\nINV-1,1.00\n"


def test_a_child_says_the_same_as_the_reading_itself() -> None:
    for content, file in ((LETTER.encode(), "a.txt"), (SENTENCE.encode(), "a.txt"), (mail(LETTER, table=b"a,b\n1,2\n"), "a.eml"), (b"\xff\xfe\x00\x81", "a.txt")):  # fmt: skip
        assert read_advice_text_apart(content, file) == read_advice_text(content, file)


def test_whatever_the_bytes_are_there_is_an_answer() -> None:
    chance = random.Random(7)
    for whole in (
        LETTER.encode(),
        mail(LETTER, table=b"a,b\n1,2\n"),
        mail("", html="<p>INV-1 1.00"),
    ):
        for _ in range(150):
            bent = bytearray(whole)
            for _ in range(chance.randint(1, 12)):
                bent[chance.randrange(len(bent))] = chance.randrange(256)
            cut = bytes(bent[: chance.randint(1, len(bent))])
            for file in ("a.txt", "a.eml"):
                read = read_advice_text(cut, file)
                assert read.file == file


SENTENCE = "We paid 12,000.00 on 3 Nov for INV-1, INV-2 and 5,500.00 on 10 Nov for INV-7."
TWO = [("--11-03", ["INV-1", "INV-2"], "12000.00"), ("--11-10", ["INV-7"], "5500.00")]
FULL = [(f"2026{day[1:]}", numbers, paid) for day, numbers, paid in TWO]


def told(read: Reading) -> list[tuple[str, list[str], str]]:
    """Of each payment its day, the documents it names, and what is stated of it or they come to."""
    found = []
    for each in read.payments:
        numbers = [number for one in (*each.together, *each.lines) for number in one.numbers]
        amounts = [one.paid for one in each.together] or [each.total]
        found.append((each.day, numbers, amounts[0]))
    return found


@pytest.mark.parametrize(
    ("text", "payments"),
    [
        (SENTENCE, TWO),
        (SENTENCE.replace("INV-1, ", "INV-1,\n"), TWO),  # a mail breaks its lines
        (SENTENCE.replace(" and ", "\nand "), TWO),
        ("For INV-1 and INV-2 we paid 12,000.00 on 3 Nov; for INV-7 5,500.00 on 10 Nov.", TWO),
        ("11月3日付款12,000.00元（INV-1、INV-2），11月10日付款5,500.00元（INV-7）", TWO),
        ("我司于2026年11月3日支付INV-1、INV-2货款共计12,000.00元，于2026年11月10日支付INV-7货款5,500.00元。", FULL),
        ("Wir haben am 3. November 12.000,00 EUR für INV-1 und INV-2 und am 10. November 5.500,00 EUR für INV-7 überwiesen.", TWO),
        ("Payment of 12,000.00 on 3 November 2026\nINV-1 5,000.00\nINV-2 7,000.00\n\nPayment of 5,500.00 on 10 November 2026\nINV-7 5,500.00", FULL),
        ("Zahlung vom 03.11.2026: 12.000,00\nINV-1\nINV-2\nZahlung vom 10.11.2026: 5.500,00\nINV-7", FULL),
        ("第一笔：11月3日 12,000.00元\nINV-1\nINV-2\n第二笔：11月10日 5,500.00元\nINV-7", TWO),
        ("Paid on 3 Nov: 12,000.00\nINV-1 5,000.00\nINV-2 7,000.00\nINV-7 5,500.00 paid on 10 Nov", [TWO[0], ("--11-10", ["INV-7"], "")]),
    ],
)  # fmt: skip
def test_a_text_that_names_several_payments_is_each_of_them(text: str, payments: list[tuple[str, list[str], str]]) -> None:  # fmt: skip
    read = read_advice_text(text.encode(), "a.txt")
    assert told(read) == payments
    assert (read.problems, [each.problems for each in read.payments]) == ((), [(), ()])


def test_payments_are_told_apart_by_their_own_numbers_too() -> None:
    text = "付款流水号 P-881 付款日期 2026-11-03 付款金额 12,000.00\nINV-1 12,000.00\n付款流水号 P-882 付款日期 2026-11-10 付款金额 5,500.00\nINV-7 5,500.00\n合计 17,500.00"
    read = read_advice_text(text.encode(), "a.txt")
    assert [(each.reference, each.day, each.total) for each in read.payments] == [("P-881", "2026-11-03", "12000.00"), ("P-882", "2026-11-10", "5500.00")]  # fmt: skip
    assert (read.total, read.problems) == ("17500.00", ())


def test_totals_part_payments_where_each_is_what_stands_before_it() -> None:
    lines = "INV-1 5,000.00\nINV-2 7,000.00\n合计 12,000.00\nINV-7 5,500.00\n合计 5,500.00\n"
    read = read_advice_text(lines.encode(), "a.txt")
    assert [(each.total, len(each.lines)) for each in read.payments] == [("12000.00", 2), ("5500.00", 1)]  # fmt: skip
    whole = read_advice_text((lines + "总计 17,500.00").encode(), "a.txt")
    assert [each.code for each in whole.problems] == ["remittance.two_totals"]
    assert len(only(whole).lines) == 3


@pytest.mark.parametrize(
    "text",
    [
        "We paid 12,000.00 on 3 Nov and 5,500.00 on 10 Nov for:\nINV-1 12,000.00\nINV-7 5,500.00",
        "INV-1 12,000.00\nPaid on 3 Nov\nINV-7 5,500.00\nPaid on 10 Nov",
        "INV-1 we paid 12,000.00 on 3 Nov and 5,500.00 on 10 Nov for INV-7",
        "We paid 12,000.00 for INV-1 and 5,500.00 for INV-7",
    ],
)
def test_what_cannot_be_told_apart_stays_one_and_says_so(text: str) -> None:
    read = read_advice_text(text.encode(), "a.txt")
    assert [each.code for each in read.problems] == ["remittance.payments"]
    assert len(read.payments) == 1


def test_days_of_invoices_and_due_days_part_nothing() -> None:
    text = "INV-1 2026-10-01 12,000.00 due 2026-11-03\nINV-7 2026-10-05 5,500.00 due 2026-11-10\n到期 2026-11-03 INV-8 100.00"
    read = read_advice_text(text.encode(), "a.txt")
    assert (len(only(read).lines), read.problems) == (3, ())


def test_two_payments_of_one_day_are_two_where_each_has_its_amount() -> None:
    text = "We paid 100.00 on 3 Nov for INV-1 and 50.00 on 3 Nov for INV-2"
    assert told(read_advice_text(text.encode(), "a.txt")) == [("--11-03", ["INV-1"], "100.00"), ("--11-03", ["INV-2"], "50.00")]  # fmt: skip


def test_what_is_wrong_in_one_payment_holds_up_that_one_alone() -> None:
    text = (
        "Payment of 12,000.00 on 3 Nov\nINV-1 1.234\nPayment of 5,500.00 on 10 Nov\nINV-7 5,500.00"
    )
    read = read_advice_text(text.encode(), "a.txt")
    assert [[one.code for one in each.problems] for each in read.payments] == [["remittance.amount"], []]  # fmt: skip


@pytest.mark.parametrize(
    ("said", "meant"),
    [("--12-30", date(2025, 12, 30)), ("--01-20", date(2026, 1, 20)), ("2024-05-01", date(2024, 5, 1)), ("?03/04/2026", None), ("", None)],
)  # fmt: skip
def test_a_day_without_its_year_is_the_nearest(said: str, meant: date | None) -> None:
    assert nearest(said, date(2026, 1, 4)) == meant
