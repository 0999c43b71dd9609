"""Statements of banks: CAMT.052/053/054, MT940/MT942, BAI2 and OFX, each proved by its own balances.

``read_bank_file`` is pure and meant for the child process; ``read_bank_file_apart`` starts that child and is what services call.
"""

from wanglai.formats.bank.apart import read_bank_file_apart
from wanglai.formats.bank.reading import read_bank_file
from wanglai.formats.bank.statement import Balance, Entry, Payment, Reading, Statement
from wanglai.formats.problem import Problem

__all__ = [
    "Balance",
    "Entry",
    "Payment",
    "Problem",
    "Reading",
    "Statement",
    "read_bank_file",
    "read_bank_file_apart",
]
