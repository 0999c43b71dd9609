"""What a customer writes about a payment, pasted from an e-mail: which documents, how much of each, what was kept back and why."""

from wanglai.formats.remittance.advice import AdvisedLine, Mention, Payment, Reading, Together
from wanglai.formats.remittance.apart import read_advice_text_apart
from wanglai.formats.remittance.days import nearest
from wanglai.formats.remittance.problems import problem
from wanglai.formats.remittance.reading import read_advice_text

__all__ = [
    "AdvisedLine",
    "Mention",
    "Payment",
    "Reading",
    "Together",
    "nearest",
    "problem",
    "read_advice_text",
    "read_advice_text_apart",
]
