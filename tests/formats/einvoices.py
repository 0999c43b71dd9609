"""Writes e-invoices of invented firms, as 数电票 XML, as the older XML, and as OFD by attachment or by tags.

A writer of its own: it knows the two vocabularies from the outside and takes nothing from the reader, so that the two can
disagree. Amounts are fen.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field
from decimal import Decimal
from xml.sax.saxutils import escape

SELLER_NUMBER = "91350100M000100Y43"  # the specimen of GB 32100
BUYER_NUMBER = "110108339805094"
OLD_NUMBER, OLD_CODE = "71500013", "011002680026"
NUMBER = "26332000000000123456"


@dataclass
class Row:
    net: int
    tax: int
    name: str = "*纺织品*染色棉布"
    model: str = "40s 1.5m"
    unit: str = "米"
    quantity: str = "10"
    price: str = "12.5"
    rate: str = "13%"


@dataclass
class Paper:
    """What an invoice says; by default its totals follow from its lines."""

    rows: list[Row] = field(default_factory=lambda: [Row(10_000, 1_300), Row(20_050, 2_607)])
    number: str = NUMBER
    code: str = ""
    day: str = "2026-03-05"
    seller: str = "海宁云帆纺织有限公司"
    seller_number: str = SELLER_NUMBER
    buyer: str = "苏州静和服饰有限公司"
    buyer_number: str = BUYER_NUMBER
    net: str = ""
    tax: str = ""
    gross: str = ""
    words: str = ""
    note: str = ""
    colour: str = "Y"
    reverses: str = ""

    def totals(self) -> tuple[str, str, str]:
        net, tax = sum(row.net for row in self.rows), sum(row.tax for row in self.rows)
        return self.net or yuan(net), self.tax or yuan(tax), self.gross or yuan(net + tax)


def yuan(fen: int) -> str:
    return str((Decimal(fen) / 100).quantize(Decimal("0.01")))


def tag(name: str, text: str) -> str:
    return f"<{name}>{escape(text)}</{name}>"


def digital_xml(paper: Paper, *, encoding: str = "UTF-8", namespace: str = "", prefix: str = "") -> bytes:  # fmt: skip
    """数电票. With a prefix every element carries it."""
    net, tax, gross = paper.totals()
    lines = "".join(
        f"<IssuItemInformation>{tag('ItemName', row.name)}{tag('SpecMod', row.model)}{tag('MeaUnits', row.unit)}"
        f"{tag('Quantity', row.quantity)}{tag('UnPrice', row.price)}{tag('Amount', yuan(row.net))}"
        f"{tag('TaxRate', row.rate)}{tag('ComTaxAm', yuan(row.tax))}</IssuItemInformation>\n"
        for row in paper.rows
    )
    red = f"<RedEInvoice>{tag('OriginalInvoiceCode', paper.reverses)}</RedEInvoice>" if paper.reverses else ""  # fmt: skip
    body = (
        f"<Header>{tag('EIid', paper.number)}<InherentLabel><InIssuType>{tag('LabelCode', paper.colour)}</InIssuType>"
        f"<GeneralOrSpecialVAT>{tag('LabelName', '增值税专用发票')}</GeneralOrSpecialVAT></InherentLabel></Header>\n"
        f"<EInvoiceData>\n<SellerInformation>{tag('SellerIdNum', paper.seller_number)}{tag('SellerName', paper.seller)}</SellerInformation>\n"
        f"<BuyerInformation>{tag('BuyerIdNum', paper.buyer_number)}{tag('BuyerName', paper.buyer)}</BuyerInformation>\n"
        f"<BasicInformation>{tag('TotalAmWithoutTax', net)}{tag('TotalTaxAm', tax)}{tag('TotalTax-includedAmount', gross)}"
        f"{tag('TotalTax-includedAmountInChinese', paper.words)}<RequestTime>2026-03-05 09:08:07</RequestTime></BasicInformation>\n"
        f"{lines}<SpecificInformation>{red}</SpecificInformation>"
        f"<AdditionalInformation>{tag('Remark', paper.note)}</AdditionalInformation></EInvoiceData>\n"
        f"<TaxSupervisionInfo>{tag('InvoiceNumber', paper.number)}{tag('IssueTime', paper.day)}</TaxSupervisionInfo>"
    )
    body = f"<EInvoice>{body}</EInvoice>"
    if prefix:
        body = body.replace("</", "\0").replace("<", f"<{prefix}:").replace("\0", f"</{prefix}:")
    if namespace:
        name = f"xmlns:{prefix}" if prefix else "xmlns"
        body = body.replace("EInvoice>", f'EInvoice {name}="{namespace}">', 1)
    return f'<?xml version="1.0" encoding="{encoding}"?>\n{body}'.encode(encoding)


def tax_control_xml(paper: Paper, *, namespace: str = "http://www.edrm.org.cn/schema/e-invoice/2019") -> bytes:  # fmt: skip
    """The XML attached to the OFD of a 增值税电子发票: the root without prefix, all else with it."""
    net, tax, gross = paper.totals()
    lines = "".join(
        f"<fp:GoodsInfo>{tag('fp:Item', row.name)}{tag('fp:Specification', row.model)}{tag('fp:MeasurementDimension', row.unit)}"
        f"{tag('fp:Price', row.price)}{tag('fp:Quantity', row.quantity)}{tag('fp:Amount', yuan(row.net))}"
        f"{tag('fp:TaxScheme', row.rate)}{tag('fp:TaxAmount', yuan(row.tax))}</fp:GoodsInfo>"
        for row in paper.rows
    )
    return (
        f'<?xml version="1.0" encoding="utf-8"?><eInvoice xmlns:fp="{namespace}" Version="1.0">'
        f"{tag('fp:InvoiceCode', paper.code)}{tag('fp:InvoiceNo', paper.number)}<fp:IssueDate><![CDATA[{paper.day}]]></fp:IssueDate>"
        f"<fp:Buyer>{tag('fp:BuyerName', paper.buyer)}{tag('fp:BuyerTaxID', paper.buyer_number)}</fp:Buyer>"
        f"<fp:Seller>{tag('fp:SellerName', paper.seller)}{tag('fp:SellerTaxID', paper.seller_number)}</fp:Seller>"
        f"{tag('fp:TaxInclusiveTotalAmount', gross)}{tag('fp:TaxInclusiveTotalAmountWithWords', paper.words)}"
        f"{tag('fp:Note', paper.note)}{tag('fp:TaxTotalAmount', tax)}{tag('fp:TaxExclusiveTotalAmount', net)}"
        f"<fp:GoodsInfos>{lines}</fp:GoodsInfos></eInvoice>"
    ).encode()


def older(**said: object) -> Paper:
    """An invoice of the generation before: a code of 12 digits and a number of 8."""
    return Paper(**{"number": OLD_NUMBER, "code": OLD_CODE, "day": "2026年03月05日", **said})  # type: ignore[arg-type]


OFD = "http://www.ofdspec.org/2016"
DOCUMENT = (
    f'<ofd:Document xmlns:ofd="{OFD}"><ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages>'
    "<ofd:Attachments>Attachs/Attachments.xml</ofd:Attachments><ofd:CustomTags>Tags/CustomTags.xml</ofd:CustomTags></ofd:Document>"
)


def envelope(said: dict[str, str]) -> str:
    custom = "".join(f'<ofd:CustomData Name="{name}">{escape(text)}</ofd:CustomData>' for name, text in said.items())  # fmt: skip
    return (
        f'<ofd:OFD xmlns:ofd="{OFD}" DocType="OFD" Version="1.1"><ofd:DocBody><ofd:DocInfo><ofd:CustomDatas>{custom}</ofd:CustomDatas>'
        "</ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
    )


def zipped(entries: dict[str, bytes | str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return packed.getvalue()


def ofd_with(xml: bytes, said: dict[str, str] | None = None, **more: bytes) -> bytes:
    """An OFD with the invoice attached where most makers attach it."""
    return zipped(
        {
            "OFD.xml": envelope(said or {}),
            "Doc_0/Document.xml": DOCUMENT,
            "Doc_0/Attachs/Attachments.xml": f'<ofd:Attachments xmlns:ofd="{OFD}"/>',
            "Doc_0/Attachs/original_invoice.xml": xml,
            **more,
        }
    )


def tagged_ofd(xml: str) -> bytes:
    """An OFD without attachment: each text of the invoice stands on the page, a tag points at it."""
    import re

    texts: list[str] = []

    def moved(match: re.Match[str]) -> str:
        texts.append(match[1])
        return f'><ofd:ObjectRef PageRef="1">{len(texts)}</ofd:ObjectRef><'

    tags = re.sub(r">([^<>\s][^<>]*)<", moved, xml)
    tags = re.sub(r"<(\w+)>", rf'<\1 xmlns:ofd="{OFD}">', tags, count=1)
    objects = "".join(
        f'<ofd:TextObject ID="{at}"><ofd:TextCode>{text[:3]}</ofd:TextCode><ofd:TextCode>{text[3:]}</ofd:TextCode></ofd:TextObject>'
        for at, text in enumerate(texts, start=1)
    )
    listed = f'<ofd:CustomTags xmlns:ofd="{OFD}"><ofd:CustomTag><ofd:FileLoc>Tag.xml</ofd:FileLoc></ofd:CustomTag></ofd:CustomTags>'
    return zipped(
        {
            "OFD.xml": envelope({}),
            "Doc_0/Document.xml": DOCUMENT,
            "Doc_0/Tags/CustomTags.xml": listed,
            "Doc_0/Tags/Tag.xml": tags,
            "Doc_0/Pages/Page_0/Content.xml": f'<ofd:Page xmlns:ofd="{OFD}"><ofd:Content><ofd:Layer>{objects}</ofd:Layer></ofd:Content></ofd:Page>',
        }
    )
