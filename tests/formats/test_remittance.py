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


@pytest.mark.parametrize("last", ["", "本次汇款一并支付，请查收", "总计 17,500.00"])
def test_totals_alone_part_nothing(last: str) -> None:
    """Two shops' totals may be one transfer: without a day or a number of each nobody can tell."""
    lines = f"INV-1 5,000.00\nINV-2 7,000.00\n合计 12,000.00\nINV-7 5,500.00\n合计 5,500.00\n{last}"
    read = read_advice_text(lines.encode(), "a.txt")
    assert [each.code for each in read.problems] == ["remittance.two_totals"]
    assert len(only(read).lines) == 3


@pytest.mark.parametrize(
    "text",
    [
        "2026年3月20日付款400.00元，合同号HT-2026-01\nINV-1 200.00\nINV-2 200.00",
        "Paid 400.00 on 20 March 2026 for PO 4500012345\nINV-1 200.00\nINV-2 200.00",
        "Paid 400.00 on 20 March 2026 from account 62220212345678\nINV-1 200.00\nINV-2 200.00",
        "Payment of 400.00 on 2026-03-20, RF56000034\nINV-1 200.00\nINV-2 200.00\nTotal 400.00",
        "Payment of 400.00 on 2026-03-20 for INV-1, INV-2\nINV-1 200.00\nINV-2 200.00",
        "INV-1 200.00\nINV-2 200.00\n2026年3月20日付款400.00元，合同号HT-2026-01",
    ],
)
def test_the_amount_beside_lines_is_their_total_whatever_numbers_stand_beside_it(text: str) -> None:
    payment = only(read_advice_text(text.encode(), "a.txt"))
    assert (payment.total, payment.together) == ("400.00", ())
    assert [line.paid for line in payment.lines] == ["200.00", "200.00"]


def test_our_payment_reference_is_no_document_and_is_of_its_own_payment() -> None:
    text = "Payment of 200.00 on 2026-03-20, RF56 0000 34\nINV-1 200.00\nPayment of 300.00 on 2026-03-22\nINV-77 300.00"
    read = read_advice_text(text.encode(), "a.txt")
    assert told(read) == [("2026-03-20", ["INV-1"], "200.00"), ("2026-03-22", ["INV-77"], "300.00")]
    assert [each.customers for each in read.payments] == [("RF56000034",), ()]
    over_all = read_advice_text(f"RF56000034\n{text}".encode(), "a.txt")
    assert over_all.customers == ("RF56000034",)


def test_in_one_sentence_a_payment_reference_is_of_the_payment_it_stands_with() -> None:
    text = "Paid 200.00 on 20 March RF56000034 for INV-1 and 300.00 on 22 March for INV-77"
    assert [each.customers for each in read_advice_text(text.encode(), "a.txt").payments] == [("RF56000034",), ()]  # fmt: skip


@pytest.mark.parametrize(
    "sentence",
    [
        "请于11月30日前付款：",
        "INV-7 5,500.00 未付",
        "预计下次付款：11月20日",
        "剩余5,500.00元将于11月10日支付：",
        "Not paid on 3 Nov:",
        "INV-7 of 10 Nov will be paid on 30 Nov",
        "INV-7 5,500.00 will\nbe paid on 30 Nov",
        "Please pay by 30 Nov:",
        "Please make payment by 30 Nov:",
        "Wir werden am 10. November 5.500,00 überweisen",
    ],
)
def test_what_is_not_paid_yet_makes_a_text_one_that_waits(sentence: str) -> None:
    text = f"Paid 12,000.00 on 2 Nov: INV-1\n{sentence}\nINV-9 100.00"
    read = read_advice_text(text.encode(), "a.txt")
    assert len(read.payments) == 1
    assert "remittance.not_paid" in [each.code for each in read.problems]


@pytest.mark.parametrize(
    "sentence",
    [
        "请查收付款明细",
        "现将付款明细通知如下",
        "We pay attention to this",
        "Please find our payment below",
    ],
)
def test_polite_words_say_nothing_of_money_to_come(sentence: str) -> None:
    assert read_advice_text(f"{sentence}\nINV-1 100.00".encode(), "a.txt").problems == ()


@pytest.mark.parametrize(
    "quoted",
    [
        "> INV-3 200.00",
        "From: you\nSubject: please make payment\nINV-3 200.00",
        "发件人：贵司\nINV-3 200.00",
    ],
)
def test_a_mail_that_is_answered_is_not_read(quoted: str) -> None:
    read = read_advice_text(f"Paid on 3 Nov\nINV-1 100.00\n\n{quoted}".encode(), "a.txt")
    assert ([line.numbers for line in only(read).lines], read.problems) == ([("INV-1",)], ())


def test_a_mail_that_was_sent_on_is_read() -> None:
    text = "请见下，电话 13800138000\n\nFrom: 远景\nSubject: 付款\nINV-1 100.00"
    assert [line.paid for line in only(read_advice_text(text.encode(), "a.txt")).lines] == ["100.00"]  # fmt: skip


@pytest.mark.parametrize(
    "line",
    [
        "{number}, {day}开票, 付款{paid}",
        "{number}（{day}）付款{paid}",
        "{number} (issued {day}) paid {paid}",
        "{number}, {day}到货, 已付款{paid}",
        "Goods of {day}, paid {paid} {number}",
        "Invoice {number} of {day}: payment {paid}",
    ],
)
def test_the_day_of_a_document_is_no_payments_day(line: str) -> None:
    days = ("3 Nov", "10 Nov") if line.isascii() else ("11月3日", "11月10日")
    text = "\n".join(line.format(number=f"INV-{at}", day=day, paid="100.00") for at, day in enumerate(days))  # fmt: skip
    read = read_advice_text(f"{text}\nTotal 200.00".encode(), "a.txt")
    assert (only(read).day, read.total, read.problems) == ("", "200.00", ())
    assert [each.paid for each in only(read).lines] == ["100.00", "100.00"]


def test_a_day_that_may_be_the_documents_parts_nothing() -> None:
    one = read_advice_text(b"INV-1, 3 Nov, payment 100.00", "a.txt")
    assert (only(one).day, one.problems) == ("", ())
    two = read_advice_text(b"INV-1, 3 Nov, payment 100.00\nINV-2, 10 Nov, payment 200.00", "a.txt")
    assert (only(two).day, [each.code for each in two.problems]) == ("", ["remittance.payments"])


def test_a_sentence_may_be_broken_over_three_lines() -> None:
    text = SENTENCE.replace("INV-1, ", "INV-1,\n").replace(" and ", "\nand ")
    assert told(read_advice_text(text.encode(), "a.txt")) == TWO


def test_a_number_in_the_place_of_a_payments_is_the_document_where_no_other_stands() -> None:
    text = "Payment reference: INV-1 100.00\nPayment reference: INV-2 200.00\nTotal 300.00"
    read = read_advice_text(text.encode(), "a.txt")
    assert [(line.numbers, line.paid) for line in only(read).lines] == [(("INV-1",), "100.00"), (("INV-2",), "200.00")]  # fmt: skip
    assert (read.total, read.problems) == ("300.00", ())


@pytest.mark.parametrize(
    "text",
    [
        "We paid 12,000.00 on 3 Nov and 5,500.00 on 10 Nov for:\nINV-1 12,000.00\nINV-7 5,500.00",
        "INV-1 12,000.00\nPaid on 3 Nov\nINV-7 5,500.00\nPaid on 10 Nov",
        "INV-1 we paid 12,000.00 on 3 Nov and 5,500.00 on 10 Nov for INV-7",
        "We paid 12,000.00 for INV-1 and 5,500.00 for INV-7",
        "3月20日付款200.00元 INV-1\n3月20日付款200.00元 INV-2",
        "Paid on 3 Nov:\nINV-1 100.00\nINV-2 200.00\nPaid on 10 Nov:\nINV-3 300.00\nTotal 300.00",
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
    [
        ("--12-30", date(2025, 12, 30)),
        ("--03-20", date(2025, 3, 20)),
        ("--01-04", date(2026, 1, 4)),
        ("--01-20", None),
        ("--02-29", date(2024, 2, 29)),
        ("2024-05-01", date(2024, 5, 1)),
        ("2026-01-05", None),
        ("?03/04/2026", None),
        ("", None),
    ],
)  # fmt: skip
def test_a_day_without_its_year_is_the_last_and_none_is_still_to_come(
    said: str, meant: date | None
) -> None:
    assert nearest(said, date(2026, 1, 4)) == meant
