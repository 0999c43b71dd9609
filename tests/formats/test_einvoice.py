"""E-invoices as they come: both vocabularies, both containers, every contradiction, and files that mean harm."""

from __future__ import annotations

import random
import re
import struct
import zipfile
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import psutil
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.formats import einvoices
from tests.formats.einvoices import (
    NUMBER,
    Paper,
    Row,
    digital_xml,
    ofd_with,
    older,
    tagged_ofd,
    tax_control_xml,
    yuan,
    zipped,
)
from wanglai.domain.amount_words import amount_in_words
from wanglai.formats.einvoice import EInvoice, Limits, Line, Reading, read_einvoice
from wanglai.formats.einvoice.apart import read_einvoice_apart
from wanglai.formats.einvoice.frames import from_json, to_json
from wanglai.formats.einvoice.problems import FIELDS, PROBLEMS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "formats" / "einvoice.md"
PUBLISHED = Path(__file__).resolve().parents[3] / "shared" / "data" / "cn" / "ofd"


def codes(reading: Reading) -> list[str]:
    return [each.code for each in reading.problems]


def invoice_of(reading: Reading) -> EInvoice:
    assert reading.invoice is not None, codes(reading)
    return reading.invoice


def refused_as(content: bytes) -> str:
    reading = read_einvoice(content, "invoice")
    assert reading.invoice is None
    (problem,) = reading.problems
    assert problem.kind == "file"
    return problem.code


def test_a_digital_invoice_is_read_whole() -> None:
    paper = Paper(words="叁佰叁拾玖圆伍角柒分", note="合同 H-2026-17")
    reading = read_einvoice(digital_xml(paper), "云帆.xml")
    assert (reading.form, reading.layout, codes(reading)) == ("xml", "digital", [])
    invoice = invoice_of(reading)
    assert (invoice.number, invoice.code) == (NUMBER, None)
    assert invoice.issued_on == date(2026, 3, 5)
    assert invoice.title == "增值税专用发票"
    assert (invoice.seller.name, invoice.seller.tax_number) == ("海宁云帆纺织有限公司", "91350100M000100Y43")  # fmt: skip
    assert (invoice.buyer.name, invoice.buyer.tax_number) == ("苏州静和服饰有限公司", "110108339805094")  # fmt: skip
    assert (invoice.net, invoice.tax, invoice.gross) == (30_050, 3_907, 33_957)
    assert (invoice.currency, invoice.is_red) == ("CNY", False)
    assert invoice.note == "合同 H-2026-17"
    assert invoice.lines[1] == Line(
        2, "*纺织品*染色棉布", "40s 1.5m", "米", Decimal(10), Decimal("12.5"), 20_050, Decimal("0.13"), "13%", 2_607,
    )  # fmt: skip


def test_an_older_invoice_in_an_ofd_is_read_whole() -> None:
    reading = read_einvoice(ofd_with(tax_control_xml(older(words="叁佰叁拾玖元伍角柒分"))), "云帆.ofd")  # fmt: skip
    assert (reading.form, reading.layout, codes(reading)) == ("ofd", "tax_control", [])
    assert reading.inside == "Doc_0/Attachs/original_invoice.xml"
    invoice = invoice_of(reading)
    assert (invoice.code, invoice.number) == ("011002680026", "71500013")
    assert (invoice.issued_on, invoice.gross) == (date(2026, 3, 5), 33_957)
    assert [line.net for line in invoice.lines] == [10_000, 20_050]


@pytest.mark.parametrize(
    ("namespace", "prefix"),
    [("", ""), ("urn:a", ""), ("urn:a", "x"), ("http://www.edrm.org.cn/schema/e-invoice/2016", "fp")],
)  # fmt: skip
def test_namespaces_and_prefixes_change_nothing(namespace: str, prefix: str) -> None:
    content = digital_xml(Paper(), namespace=namespace, prefix=prefix)
    plain = invoice_of(read_einvoice(digital_xml(Paper()), "a"))
    assert invoice_of(read_einvoice(content, "a")) == plain


@pytest.mark.parametrize("encoding", ["UTF-8", "GB18030", "GBK", "GB2312", "UTF-16"])
def test_declared_encodings_are_followed(encoding: str) -> None:
    reading = read_einvoice(digital_xml(Paper(), encoding=encoding), "a.xml")
    assert invoice_of(reading).seller.name == "海宁云帆纺织有限公司"


def test_a_digital_invoice_attached_to_an_ofd_is_found_in_other_folders() -> None:
    content = zipped({"OFD.xml": einvoices.envelope({}), "Doc_0/Attachments/fp_1.xml": digital_xml(Paper())})  # fmt: skip
    assert invoice_of(read_einvoice(content, "a.ofd")).gross == 33_957


@pytest.mark.parametrize("digital", [True, False])
def test_an_ofd_without_attachment_is_read_from_its_tags(digital: bool) -> None:
    xml = digital_xml(Paper()) if digital else tax_control_xml(older())
    tags = re.sub(r"<\?.*?\?>|<!\[CDATA\[|]]>|fp:| xmlns:\w+=\"[^\"]*\"| Version=\"1.0\"", "", xml.decode())  # fmt: skip
    reading = read_einvoice(tagged_ofd(tags), "a.ofd")
    assert (reading.layout, codes(reading)) == ("tags", [])
    assert invoice_of(reading) == invoice_of(read_einvoice(xml, "a"))


def test_a_red_letter_invoice_is_below_zero_and_names_the_other() -> None:
    paper = Paper([Row(-10_000, -1_300)], colour="N", reverses="26332000000000111111", words="（负数）壹佰壹拾叁圆整")  # fmt: skip
    reading = read_einvoice(digital_xml(paper), "red.xml")
    invoice = invoice_of(reading)
    assert codes(reading) == []
    assert (invoice.is_red, invoice.gross, invoice.reverses_number) == (True, -11_300, "26332000000000111111")  # fmt: skip


def test_the_note_names_what_a_red_letter_invoice_takes_back() -> None:
    digital = Paper([Row(-10_000, -1_300)], colour="N", note="被红冲蓝字数电票号码：26332000000000111111 红字发票信息确认单编号：33")  # fmt: skip
    assert invoice_of(read_einvoice(digital_xml(digital), "a")).reverses_number == "26332000000000111111"  # fmt: skip
    old = older(rows=[Row(-10_000, -1_300)], note="对应正数发票代码:011002680026号码:71500001")
    read = invoice_of(read_einvoice(tax_control_xml(old), "a"))
    assert (read.reverses_code, read.reverses_number) == ("011002680026", "71500001")
    assert codes(read_einvoice(digital_xml(replace(digital, note="退货")), "a")) == ["einvoice.red_unnamed"]  # fmt: skip


CONTRADICTIONS: list[tuple[str, Paper, str]] = [
    ("number of 19 digits", Paper(number="2633200000000012345"), "einvoice.number_form"),
    ("blue and below zero", Paper([Row(-100, -13)], note="被红冲蓝字数电票号码：26332000000000111111"), "einvoice.sign"),
    ("red and above zero", Paper(colour="N"), "einvoice.sign"),
    ("seller's number mistyped", Paper(seller_number="91350100M000100Y44"), "einvoice.tax_number"),
    ("buyer's number with the letter O", Paper(buyer_number="9135O100M000100Y43"), "einvoice.tax_number"),
    ("no lines", Paper([], net="1.00", tax="0.13", gross="1.13"), "einvoice.no_lines"),
    ("lines and net differ by a fen", Paper(net="300.51", gross="339.58"), "einvoice.lines_net"),
    ("lines and tax differ by a fen", Paper(tax="39.08", gross="339.58"), "einvoice.lines_tax"),
    ("gross is a fen short", Paper(gross="339.56"), "einvoice.gross"),
    ("words say another amount", Paper(words="叁佰叁拾玖圆伍角陆分"), "einvoice.words"),
    ("words are none", Paper(words="三百来块"), "einvoice.words"),
]  # fmt: skip


@pytest.mark.parametrize(("paper", "code"), [row[1:] for row in CONTRADICTIONS], ids=[row[0] for row in CONTRADICTIONS])  # fmt: skip
def test_what_is_said_twice_must_agree(paper: Paper, code: str) -> None:
    reading = read_einvoice(digital_xml(paper), "a.xml")
    assert codes(reading) == [code]
    (problem,) = reading.problems
    assert problem.kind == "check"
    assert invoice_of(reading).gross is not None, "a contradiction empties nothing"


def test_the_wrong_character_of_a_tax_number_is_named() -> None:
    (problem,) = read_einvoice(digital_xml(Paper(buyer_number="9135O100M000100Y43")), "a").problems
    assert problem.reason.en == (
        "The tax number of the buyer: Character 5, “O”, never occurs in a social credit code; it probably is “0”."
    )


VALUES: list[tuple[str, str, str]] = [
    ("<ComTaxAm>13.00<", "<ComTaxAm>1３.00x<", "einvoice.unreadable"),
    ("<Amount>100.00<", "<Amount>100.005<", "einvoice.cents"),
    ("<Amount>100.00<", "<Amount>1,00.00<", "einvoice.unreadable"),
    ("<Amount>100.00<", "<Amount>1e2<", "einvoice.unreadable"),
    ("<Amount>100.00<", "<Amount><", "einvoice.missing"),
    ("<Amount>100.00<", "<Amount>1<b/>00.00<", "einvoice.unreadable"),
    ("<Amount>100.00</Amount>", "<Amount>100.00</Amount><Amount>900.00</Amount>", "einvoice.twice"),
    ("<TaxRate>13%<", "<TaxRate>13<", "einvoice.unreadable"),
    ("<Quantity>10<", "<Quantity>10 米<", "einvoice.unreadable"),
    ("<IssueTime>2026-03-05<", "<IssueTime>2026-02-30<", "einvoice.unreadable"),
    (f"<EIid>{NUMBER}<", "<EIid>26332000000000123457<", "einvoice.twice"),
    ("<SellerName>海宁云帆纺织有限公司<", "<SellerName> <", "einvoice.missing"),
    ("<TotalTax-includedAmount>339.57<", "<TotalTax-includedAmount>¥--339.57<", "einvoice.unreadable"),
]  # fmt: skip


@pytest.mark.parametrize(("good", "bad", "code"), VALUES)
def test_a_value_that_is_not_clear_stays_empty_and_is_named(good: str, bad: str, code: str) -> None:
    xml = digital_xml(Paper([Row(10_000, 1_300), Row(20_050, 2_607, quantity="3")])).decode()
    assert good in xml
    whole = invoice_of(read_einvoice(xml.encode(), "a"))
    reading = read_einvoice(xml.replace(good, bad, 1).encode(), "a.xml")
    (problem,) = reading.problems
    assert (problem.kind, problem.code) == ("value", code)
    assert re.match(r"a\.xml:\d+ ?", problem.place)
    assert problem.remedy.zh
    assert problem.remedy.en
    changed = invoice_of(reading)
    differing = [one.name for one in fields(EInvoice) if getattr(whole, one.name) != getattr(changed, one.name)]  # fmt: skip
    assert len(differing) == 1
    value = getattr(changed, differing[0])
    if differing[0] == "lines":
        (field,) = [one.name for one in fields(Line) if getattr(whole.lines[0], one.name) != getattr(value[0], one.name) and one.name != "rate_text"]  # fmt: skip
        value = getattr(value[0], field)
    elif differing[0] == "seller":
        value = value.name
    assert value is None


def test_the_place_leads_to_the_line_of_the_file() -> None:
    xml = digital_xml(Paper()).decode().replace("<Amount>200.50<", "<Amount>two<")
    (problem,) = read_einvoice(xml.encode(), "a.xml").problems
    line = next(at for at, text in enumerate(xml.splitlines(), start=1) if "<Amount>two" in text)
    assert problem.place == f"a.xml:{line} EInvoiceData/IssuItemInformation[2]/Amount"


@pytest.mark.parametrize("rate", ["免税", "不征税", "***"])
def test_asterisks_for_tax_are_no_tax(rate: str) -> None:
    xml = digital_xml(Paper([Row(10_000, 0, rate=rate)])).decode()
    xml = xml.replace("<ComTaxAm>0.00<", "<ComTaxAm>***<").replace("<TotalTaxAm>0.00<", "<TotalTaxAm>***<")  # fmt: skip
    reading = read_einvoice(xml.encode(), "a")
    line = invoice_of(reading).lines[0]
    assert (codes(reading), line.tax, line.rate, line.rate_text) == ([], 0, None, rate)


def test_the_envelope_of_an_ofd_must_say_what_the_invoice_says() -> None:
    said = {
        "发票号码": "71500013", "发票代码": "011002680026", "开票日期": "2026年03月05日", "合计金额": "300.50",
        "价税合计": "339.57", "销售方名称": "海宁云帆纺织有限公司", "销售方纳税人识别号": "91350100M000100Y43",
    }  # fmt: skip
    xml = tax_control_xml(older())
    assert codes(read_einvoice(ofd_with(xml, said), "a.ofd")) == []
    for name in said:
        reading = read_einvoice(ofd_with(xml, said | {name: "9"}), "a.ofd")
        assert codes(reading) == ["einvoice.envelope"], name


def test_two_invoices_in_one_file_are_not_mixed() -> None:
    other = tax_control_xml(older(number="71500014"))
    two = ofd_with(tax_control_xml(older()), **{"Doc_0/Attachs/b.xml": other})
    assert refused_as(two) == "einvoice.several"
    same = ofd_with(tax_control_xml(older()), **{"Doc_0/Attachs/b.xml": tax_control_xml(older())})
    assert codes(read_einvoice(same, "a")) == []


def test_the_envelope_of_several_documents_is_of_none() -> None:
    xml = tax_control_xml(older())
    body = einvoices.envelope({"价税合计": "1.00"})
    two = body.replace("</ofd:DocBody>", "</ofd:DocBody><ofd:DocBody><ofd:DocInfo/></ofd:DocBody>")
    assert codes(read_einvoice(ofd_with(xml, **{"OFD.xml": two.encode()}), "a")) == []
    assert codes(read_einvoice(ofd_with(xml, **{"OFD.xml": body.encode()}), "a")) == [
        "einvoice.envelope"
    ]


# -- files that mean harm ------------------------------------------------------------------------


DOCTYPE = '<!DOCTYPE EInvoice [<!ENTITY e "9">]>'


@pytest.mark.parametrize(
    "doctype",
    [
        DOCTYPE,
        "<!DOCTYPE EInvoice>",
        '<!DOCTYPE EInvoice SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE EInvoice [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
    ],
)
@pytest.mark.parametrize("encoding", ["UTF-8", "GB18030", "UTF-16"])
def test_any_document_type_is_refused(doctype: str, encoding: str) -> None:
    text = digital_xml(Paper(), encoding=encoding).decode(encoding)
    hostile = text.replace("?>\n", f"?>\n{doctype}\n", 1).encode(encoding)
    assert refused_as(hostile) == "einvoice.doctype"


def test_an_entity_in_an_amount_never_becomes_an_amount() -> None:
    xml = digital_xml(Paper()).decode().replace("<Amount>100.00<", "<Amount>&e;100.00<")
    assert refused_as(xml.replace("?>\n", f"?>\n{DOCTYPE}\n", 1).encode()) == "einvoice.doctype"
    assert refused_as(xml.encode()) == "einvoice.damaged"


def test_a_document_type_in_an_attachment_is_refused() -> None:
    hostile = tax_control_xml(older()).replace(b"?>", b"?>" + DOCTYPE.encode(), 1)
    assert refused_as(ofd_with(hostile)) == "einvoice.doctype"


def test_a_wrong_encoding_is_refused_and_never_read_as_other_characters() -> None:
    text = digital_xml(Paper()).decode()
    assert refused_as(text.encode("gb18030")) == "einvoice.encoding"  # declared as UTF-8
    declared = text.replace('encoding="UTF-8"', 'encoding="GB18030"')
    assert refused_as(declared.encode("utf-8")) == "einvoice.encoding"
    assert refused_as(text.replace("UTF-8", "cp037").encode()) == "einvoice.encoding"
    assert invoice_of(read_einvoice(declared.encode("gb18030"), "a")).gross == 33_957


def test_a_cut_file_is_refused_wherever_it_is_cut() -> None:
    for content in (digital_xml(Paper()), ofd_with(tax_control_xml(older()))):
        for cut in range(1, len(content) - 1, 97):
            reading = read_einvoice(content[:cut], "a")
            assert reading.invoice is None, cut
            assert reading.problems[0].kind == "file"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "einvoice.empty"),
        (b"\x00\x00\n", "einvoice.empty"),
        (b"%PDF-1.7", "einvoice.not_one"),
        (b"<html></html>", "einvoice.no_invoice"),
        (b"<EInvoice/>", "einvoice.no_invoice"),
        (b"PK\x03\x04nothing", "einvoice.damaged"),
        (b" " * (20 << 20) + b"<a/>", "einvoice.too_large"),
        (b"<a>" * 41 + b"</a>" * 41, "einvoice.too_deep"),
        (zipped({"word/document.xml": "<a/>"}), "einvoice.not_one"),
        (zipped({"OFD.xml": einvoices.envelope({})}), "einvoice.no_invoice"),
        (zipped({"OFD.xml": "<a/>", **{f"{at}.xml": "" for at in range(200)}}), "einvoice.too_many_entries"),
        (zipped({"OFD.xml": "<a/>", "../etc/passwd": ""}), "einvoice.path"),
        (zipped({"OFD.xml": "<a/>", "/root.xml": ""}), "einvoice.path"),
        (zipped({"OFD.xml": "<a/>", "Doc_0\\x.xml": ""}), "einvoice.path"),
        (zipped({"OFD.xml": "<a/>", "c:x": ""}), "einvoice.path"),
        (zipped({"OFD.xml": "<a/>", "Doc_0/bomb.xml": b"0" * (40 << 20)}), "einvoice.bomb"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_what_is_not_an_honest_invoice_is_refused(content: bytes, code: str) -> None:
    assert refused_as(content) == code


def test_an_entry_without_a_name_is_refused() -> None:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive, archive.open(zipfile.ZipInfo(""), "w") as entry:
        entry.write(b"<a/>")
    assert refused_as(packed.getvalue()) == "einvoice.path"


def test_links_encryption_and_twins_are_refused() -> None:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        link = zipfile.ZipInfo("Doc_0/link.xml")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    assert refused_as(packed.getvalue()) == "einvoice.link"
    locked = bytearray(zipped({"OFD.xml": "<a/>"}))
    at = locked.index(b"PK\x01\x02")
    locked[at + 8] |= 1
    assert refused_as(bytes(locked)) == "einvoice.encrypted"
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("OFD.xml", "<a/>")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("OFD.xml", "<b/>")
    assert refused_as(packed.getvalue()) == "einvoice.damaged"


def test_a_directory_that_understates_its_sizes_is_refused() -> None:
    """The bomb says in its directory that it is small: no more than that is unpacked, and its check sum fails."""
    content = ofd_with(b"<a>" + b" " * (30 << 20) + b"</a>")
    size = struct.pack("<I", (30 << 20) + 7)
    assert content.count(size) == 2, "in the local header and in the directory"
    assert refused_as(content.replace(size, struct.pack("<I", 1_000))) == "einvoice.damaged"


def test_each_limit_of_the_archive_holds_alone() -> None:
    noise = random.Random(7).randbytes
    padded = {"OFD.xml": einvoices.envelope({}), "noise": noise(1 << 20)}
    assert refused_as(zipped(padded)) == "einvoice.no_invoice"
    one_entry = zipped({**padded, "zeros": bytes(20 << 20)})
    assert len(one_entry) * 100 > 21 << 20, "the whole is within the ratio, one entry is not"
    assert refused_as(one_entry) == "einvoice.bomb"
    small_ones = {f"{at}": bytes(60 << 10) for at in range(150)}
    assert refused_as(zipped({"OFD.xml": einvoices.envelope({}), **small_ones})) == "einvoice.bomb"
    dense = (noise(1 << 12) + bytes(60 << 10)) * 410
    huge = zipped({"OFD.xml": einvoices.envelope({}), **{f"{at}": dense for at in range(4)}})
    assert len(huge) * 100 > 100 << 20, "within the ratio, and more than is unpacked"
    assert refused_as(huge) == "einvoice.bomb"


def test_bytes_that_two_encodings_take_are_refused() -> None:
    both = '<?xml version="1.0" encoding="GBK"?><EInvoice><a>云帆</a></EInvoice>'.encode()
    assert both.decode("gb18030") != both.decode("utf-8"), "either would read something"
    assert refused_as(both) == "einvoice.encoding"


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_a_mutated_file_is_a_reading_and_never_a_crash(data: st.DataObject) -> None:
    content = data.draw(
        st.sampled_from([digital_xml(Paper()), ofd_with(tax_control_xml(older())), tagged_ofd(digital_xml(Paper()).decode().split("\n", 1)[1])])
    )  # fmt: skip
    mutated = bytearray(content)
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(mutated) - 1))
        mutated[at : at + data.draw(st.integers(0, 4))] = data.draw(st.binary(max_size=4))
        if not mutated:
            break
    reading = read_einvoice(bytes(mutated), "a")
    assert reading.invoice is not None or len(reading.problems) == 1
    assert from_json(to_json(reading)) == reading


# -- the child -----------------------------------------------------------------------------------


def test_the_child_reads_as_the_function_does() -> None:
    for content in (digital_xml(Paper()), ofd_with(tax_control_xml(older(words="壹圆整"))), b"%PDF"):  # fmt: skip
        assert read_einvoice_apart(content, "云帆.xml") == read_einvoice(content, "云帆.xml")


def test_a_child_that_needs_too_much_is_stopped_and_says_so() -> None:
    many = b"<EInvoice>" + b"<a></a>" * 390_000 + b"</EInvoice>"
    before = psutil.Process().children()  # a database may be running for other tests
    heavy = read_einvoice_apart(many, "a.xml", Limits(memory_mb=80))
    assert codes(heavy) == ["einvoice.too_heavy"]
    slow = read_einvoice_apart(many, "a.xml", Limits(seconds=0))
    assert codes(slow) == ["einvoice.too_slow"]
    assert psutil.Process().children() == before, "it is gone, and waited for"
    assert codes(read_einvoice_apart(many, "a.xml")) == ["einvoice.no_invoice"]


@pytest.mark.parametrize(
    ("start", "code"),
    [
        ("raise ZeroDivisionError", "einvoice.unforeseen"),
        ("import os; os.abort()", "einvoice.too_heavy"),
        ("print('{\"file\": ')", "einvoice.too_heavy"),
    ],
)
def test_a_child_that_falls_over_is_a_refusal(
    start: str, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wanglai.formats.apart._START", start)
    assert codes(read_einvoice_apart(digital_xml(Paper()), "a.xml")) == [code]


# -- laws ----------------------------------------------------------------------------------------

FEN = st.integers(-(10**11), 10**11)
WORDS = st.text(st.characters(codec="gb18030", categories=("L", "N", "P")), min_size=1, max_size=20)
ROWS = st.builds(
    Row,
    net=FEN,
    tax=FEN,
    name=WORDS,
    model=WORDS,
    unit=WORDS,
    quantity=st.decimals("0.001", "99999", places=3).map(str),
    price=st.decimals("0.01", "99999", places=8).map(lambda price: f"{price:f}"),
    rate=st.sampled_from(["13%", "0.09", "6%", "免税", "0.030000"]),
)


@given(st.lists(ROWS, min_size=1, max_size=6), st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.booleans())  # fmt: skip
@settings(max_examples=120, deadline=None)
def test_what_is_written_is_read_again(rows: list[Row], day: date, packed: bool) -> None:
    gross = sum(row.net + row.tax for row in rows)
    said = {"rows": rows, "day": day.isoformat(), "words": amount_in_words(gross), "note": "对应正数发票代码:011002680026号码:71500001"}  # fmt: skip
    if packed:
        content = ofd_with(tax_control_xml(older(**said)))
    else:
        paper = Paper(**said, colour="N" if gross < 0 else "Y", reverses="2" * 20 if gross < 0 else "")  # type: ignore[arg-type]  # fmt: skip
        content = digital_xml(paper)
    reading = read_einvoice(content, "a")
    assert codes(reading) == []
    invoice = invoice_of(reading)
    assert (invoice.gross, invoice.issued_on, invoice.is_red) == (gross, day, gross < 0)
    for row, line in zip(rows, invoice.lines, strict=True):
        assert (line.net, line.tax) == (row.net, row.tax)
        assert (line.quantity, line.price) == (Decimal(row.quantity), Decimal(row.price))
        assert line.rate_text == row.rate


@given(st.integers(-(10**13), 10**13))
def test_amounts_are_read_to_the_fen(fen: int) -> None:
    paper = Paper([], net=yuan(fen), tax="0.00", gross=yuan(fen), colour="", note="被红冲蓝字数电票号码：" + "2" * 20)  # fmt: skip
    reading = read_einvoice(digital_xml(paper), "a")
    assert (invoice_of(reading).gross, codes(reading)) == (fen, ["einvoice.no_lines"])


# -- words and files beside the repository -------------------------------------------------------


def test_every_problem_is_said_in_both_languages_and_has_its_row() -> None:
    page = PAGE.read_text("utf-8")
    for code, (_, *sentences) in PROBLEMS.items():
        assert f"`{code}`" in page, code
        for sentence in sentences:
            assert re.search(r"[\u4e00-\u9fff]", sentence.zh), code
            assert not re.search(r"[\u4e00-\u9fff]", sentence.en), code
            assert set(re.findall(r"{(\w+?)(?:_zh)?}", sentence.zh)) == set(re.findall(r"{(\w+?)(?:_en)?}", sentence.en)), code  # fmt: skip
    assert all(field.zh and field.en for field in FIELDS.values())


def test_published_invoices_are_read_to_the_fen() -> None:
    expected = {
        "einvoice_sample.ofd": (3, 30_000, 1_800, 31_800, ["einvoice.tax_number"] * 2),
        "einvoice_sample_2.ofd": (100, 970_900, 29_100, 1_000_000, []),
    }
    for file, (lines, net, tax, gross, problems) in expected.items() if PUBLISHED.is_dir() else ():
        reading = read_einvoice((PUBLISHED / file).read_bytes(), file)
        invoice = invoice_of(reading)
        assert (len(invoice.lines), invoice.net, invoice.tax, invoice.gross) == (lines, net, tax, gross)  # fmt: skip
        assert codes(reading) == problems, "made-up tax numbers of the sample"


def test_the_tags_of_a_published_invoice_say_what_its_attachment_says() -> None:
    file = PUBLISHED / "einvoice_sample_2.ofd"
    if not file.exists():
        return
    with zipfile.ZipFile(file) as archive:
        kept = {name: archive.read(name) for name in archive.namelist() if "Attachs" not in name}
    by_tags = read_einvoice(zipped(dict(kept)), "a")
    attached = invoice_of(read_einvoice(file.read_bytes(), "a"))
    assert by_tags.layout == "tags"
    assert codes(by_tags) == ["einvoice.missing"] * 2  # its tags leave out net and tax
    assert invoice_of(by_tags) == replace(attached, net=None, tax=None)
