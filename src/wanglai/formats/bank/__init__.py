"""Statements of banks: CAMT.052/053/054, MT940/MT942, BAI2, OFX and the tables of Chinese banks and wallets, each proved by itself.

``read_bank_file`` is pure and meant for the child process; ``read_bank_file_apart`` starts that child and is what services call.
``reading_of_table`` reads any other table by the columns somebody has named.
"""

from wanglai.formats.bank.apart import read_bank_file_apart
from wanglai.formats.bank.reading import read_bank_file, reading_of_table
from wanglai.formats.bank.statement import Balance, Entry, Payment, Reading, Statement
from wanglai.formats.bank.tables.layouts import Columns, Role, Sense
from wanglai.formats.problem import Problem

__all__ = [
    "Balance",
    "Columns",
    "Entry",
    "Payment",
    "Problem",
    "Reading",
    "Role",
    "Sense",
    "Statement",
    "read_bank_file",
    "read_bank_file_apart",
    "reading_of_table",
]
