"""What a line is, by the words of its type or its text: invoice, credit, receipt, fee, other."""

from __future__ import annotations

import re

import pyarrow as pa

from tieout.reading.bulk import forms_of

# Asked in this order: a credit note names the invoice, a fee names the receipt.
_KINDS = (
    ("fee", r"手续费|工本费|汇费|滞纳金|违约金|罚息|利息|bank (?:fee|charge)|\bfees?\b|late (?:fee|charge)|gebühr|interest|surcharge|service charge"),
    ("other", r"冲销|红冲|冲红|reversal|storno|reversed"),
    ("credit", r"红字|红票|索赔|扣款|质量扣|claim\b|退货|退款|贷项|折让|折扣|返利|负数发票|credit\s*(?:note|memo|adj)|\bcredit\b|\bC/?N\b|\bCRN\b|return|refund|rebate|allowance|gutschrift|retoure|skonto|\\bdiscount"),
    ("invoice", r"goods (?:received|receipt)|收货(?!款)|验收|签收|wareneingang|应付货款|销售商品"),
    ("receipt", (r"收款|回款|收到|付款|付讫|支付|汇款|来款|到账|打款|转账|电汇|银行承兑|承兑汇票|承兑|核销|还款|已付|收回货款|收货款|付货款|预收|预付"
                r"|payment|receipt|\bpaid\b|received|remittance|transfer|\bwire\b|\bEFT\b|\bACH\b|\bBACS\b|cheque|check\b|deposit|settlement|zahlung|überweisung|\bpmt\b|\bPYMT\b|\bRCPT\b|\bTT\b|lockbox")),
    ("invoice", r"发票|销售|出库|开票|应收|采购|入库|送货|发货|购货|购进|进货|挂账|invoice|\bINV\b|\bbill(?:ed|ing)?\b|sales?\b|purchase|delivery|shipment|goods|rechnung|wareneingang|warenlieferung|\bSI\b|\bPI\b|^RE$|^RV$|^DR$|^KR$"),
    ("other", r"调整|期初|结转|更正|adjust|journal|correction|reclass|write.?off|opening"),
)  # fmt: skip
_PATTERNS = tuple((kind, re.compile(words, re.IGNORECASE)) for kind, words in _KINDS)
_CODES = {
    "INV": "invoice", "IN": "invoice", "SI": "invoice", "PI": "invoice", "RV": "invoice", "RE": "invoice",
    "CN": "credit", "CRN": "credit", "CM": "credit", "SC": "credit", "RG": "credit", "KG": "credit",
    "RC": "receipt", "RCT": "receipt", "PY": "receipt", "PMT": "receipt", "DZ": "receipt", "KZ": "receipt", "ZP": "receipt", "REC": "receipt", "RCPT": "receipt",
    "JV": "other", "JE": "other", "AB": "other", "SA": "other", "FEE": "fee", "CR": "credit", "DR": "invoice", "KR": "invoice", "PAY": "receipt", "SR": "receipt", "PP": "receipt",
}  # fmt: skip


def kind_of(text: str) -> str | None:
    """The kind a type or a text names, or None: 红字发票 is a credit, 收到货款 a receipt."""
    if not text:
        return None
    code = _CODES.get(text.strip().upper())
    if code:
        return code
    for kind, words in _PATTERNS:
        if words.search(text):
            return kind
    return None


def kinds_of(texts: pa.Array) -> list[str | None]:
    """The kind of every text; texts that differ only in their figures are asked once."""
    forms, indices = forms_of(texts)
    kinds = [kind_of(form) for form in forms]
    return [kinds[at] for at in indices]
