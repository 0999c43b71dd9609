"""Advices as text and mail: what stands there is read, what can be read in two ways is named and left out."""

from __future__ import annotations

import base64
import random
from email.message import EmailMessage

import pytest

from wanglai.formats.remittance import read_advice_text, read_advice_text_apart

LETTER = """各位好，

本次付款明细如下：
INV-2031   12,000.00
INV-2044    8,500.00  扣款 500.00 运输破损
发票 2050：1.234,50 EUR
合计 21,734.50
谢谢，远景财务部 2026-03-20 电话 13800138000
"""


def test_documents_amounts_and_what_was_kept_are_read_line_by_line() -> None:
    read = read_advice_text(LETTER.encode(), "通知.txt")
    assert [(line.numbers[0], line.paid, line.deduction, line.reason) for line in read.lines] == [
        ("INV-2031", "12000.00", "0", ""),
        ("INV-2044", "8500.00", "500.00", "运输破损"),
        ("2050", "1234.50", "0", ""),
    ]
    assert (read.total, read.problems) == ("21734.50", ())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_texts_of_chinese_programs_are_read_too(encoding: str) -> None:
    assert read_advice_text(LETTER.encode(encoding), "a.txt").lines == read_advice_text(LETTER.encode(), "a.txt").lines  # fmt: skip


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
    assert read.lines == ()


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
    assert read.lines == read_advice_text(LETTER.encode(), "a.eml").lines
    assert (read.sender, read.subject) == ("财务部 <pay@yuanjing.example>", "付款通知 RF34000042")


def test_a_mail_without_plain_text_is_read_by_what_its_page_shows() -> None:
    page = "<style>td{x:1}</style><table><tr><td>INV-1</td><td>100.00</td></tr><tr><td>INV-2</td><td>50.00</td></tr></table>"
    read = read_advice_text(mail("", html=page), "a.eml")
    assert [(line.numbers, line.paid) for line in read.lines] == [(("INV-1",), "100.00"), (("INV-2",), "50.00")]  # fmt: skip


def test_the_first_table_of_a_mail_goes_along() -> None:
    read = read_advice_text(mail("见附件", table=b"invoice,paid\nINV-1,1.00\n"), "a.eml")
    assert read.table_name == "明细.csv"
    assert base64.b64decode(read.table) == b"invoice,paid\nINV-1,1.00\n"


def test_a_child_says_the_same_as_the_reading_itself() -> None:
    for content, file in ((LETTER.encode(), "a.txt"), (mail(LETTER, table=b"a,b\n1,2\n"), "a.eml"), (b"\xff\xfe\x00\x81", "a.txt")):  # fmt: skip
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
