"""The two vocabularies Chinese e-invoices are written in, and where each field stands. Names are local: prefixes differ by maker.

*digital*: 数电票, since 2021, ``EInvoice/EInvoiceData``. *tax_control*: 增值税电子发票, the XML in an OFD since 2020, ``eInvoice``
(schema edrm.org.cn). An OFD's custom tags use either, with the values on the page instead of in the element.
"""

from __future__ import annotations

from dataclasses import dataclass

from wanglai.formats.markup import Element


@dataclass(frozen=True)
class Layout:
    """For each field the paths that may hold it, the first that does counts. ``agreeing`` fields must be alike on all paths."""

    name: str
    fields: dict[str, tuple[str, ...]]
    lines: tuple[str, ...]
    line_fields: dict[str, tuple[str, ...]]
    agreeing: frozenset[str] = frozenset()


DIGITAL = Layout(
    name="digital",
    fields={
        "number": ("TaxSupervisionInfo/InvoiceNumber", "Header/EIid"),
        "code": (),
        "issued_on": ("TaxSupervisionInfo/IssueTime", "EInvoiceData/BasicInformation/RequestTime"),
        "title": ("Header/InherentLabel/GeneralOrSpecialVAT/LabelName", "Header/InherentLabel/EInvoiceType/LabelName"),
        "colour": ("Header/InherentLabel/InIssuType/LabelCode",),
        "seller_name": ("EInvoiceData/SellerInformation/SellerName",),
        "seller_tax_number": ("EInvoiceData/SellerInformation/SellerIdNum",),
        "seller_address": ("EInvoiceData/SellerInformation/SellerAddr",),
        "seller_bank_account": ("EInvoiceData/SellerInformation/SellerBankAccNum",),
        "buyer_name": ("EInvoiceData/BuyerInformation/BuyerName",),
        "buyer_tax_number": ("EInvoiceData/BuyerInformation/BuyerIdNum",),
        "buyer_address": ("EInvoiceData/BuyerInformation/BuyerAddr",),
        "buyer_bank_account": ("EInvoiceData/BuyerInformation/BuyerBankAccNum",),
        "net": ("EInvoiceData/BasicInformation/TotalAmWithoutTax",),
        "tax": ("EInvoiceData/BasicInformation/TotalTaxAm",),
        "gross": ("EInvoiceData/BasicInformation/TotalTax-includedAmount",),
        "words": ("EInvoiceData/BasicInformation/TotalTax-includedAmountInChinese",),
        "note": ("EInvoiceData/AdditionalInformation/Remark",),
        "reverses_number": ("EInvoiceData/SpecificInformation/RedEInvoice/OriginalInvoiceCode",),  # so named, and holds the number
        "reverses_code": (),
    },
    lines=("EInvoiceData/IssuItemInformation",),
    line_fields={
        "line_name": ("ItemName",), "line_model": ("SpecMod",), "line_unit": ("MeaUnits",), "line_quantity": ("Quantity",),
        "line_price": ("UnPrice",), "line_net": ("Amount",), "line_rate": ("TaxRate",), "line_tax": ("ComTaxAm",),
    },
    agreeing=frozenset(("number",)),
)  # fmt: skip

TAX_CONTROL = Layout(
    name="tax_control",
    fields={
        "number": ("InvoiceNo",),
        "code": ("InvoiceCode",),
        "issued_on": ("IssueDate",),
        "title": (),
        "colour": (),
        "seller_name": ("Seller/SellerName", "SellerName"),
        "seller_tax_number": ("Seller/SellerTaxID", "SellerTaxID"),
        "seller_address": ("Seller/SellerAddrTel", "SellerAddrTel"),
        "seller_bank_account": ("Seller/SellerFinancialAccount", "SellerFinancialAccount"),
        "buyer_name": ("Buyer/BuyerName", "BuyerName"),
        "buyer_tax_number": ("Buyer/BuyerTaxID", "BuyerTaxID"),
        "buyer_address": ("Buyer/BuyerAddrTel", "BuyerAddrTel"),
        "buyer_bank_account": ("Buyer/BuyerFinancialAccount", "BuyerFinancialAccount"),
        "net": ("TaxExclusiveTotalAmount",),
        "tax": ("TaxTotalAmount",),
        "gross": ("TaxInclusiveTotalAmount",),
        "words": ("TaxInclusiveTotalAmountWithWords",),
        "note": ("Note",),
        "reverses_number": ("OriginalInvoiceNo",),
        "reverses_code": ("OriginalInvoiceCode",),
    },
    lines=("GoodsInfos/GoodsInfo", "GoodsInfo"),
    line_fields={
        "line_name": ("Item",), "line_model": ("Specification",), "line_unit": ("MeasurementDimension",), "line_quantity": ("Quantity",),
        "line_price": ("Price",), "line_net": ("Amount",), "line_rate": ("TaxScheme",), "line_tax": ("TaxAmount",),
    },
)  # fmt: skip

# What an OFD says of its invoice in OFD.xml, outside the invoice itself.
ENVELOPE = {
    "发票号码": "number", "发票代码": "code", "开票日期": "issued_on", "销售方名称": "seller_name", "销售方纳税人识别号": "seller_tax_number",
    "购买方名称": "buyer_name", "购买方纳税人识别号": "buyer_tax_number", "合计金额": "net", "合计税额": "tax", "价税合计": "gross",
}  # fmt: skip


def invoices_in(root: Element) -> list[tuple[Layout, Element]]:
    """The invoice elements of a document with the vocabulary each is written in."""
    found: list[tuple[Layout, Element]] = []
    for element in root.walk():
        if element.name.casefold() == "einvoice":
            names = {child.name for child in element.children}
            if "EInvoiceData" in names:
                found.append((DIGITAL, element))
            elif "InvoiceNo" in names:
                found.append((TAX_CONTROL, element))
    return found
