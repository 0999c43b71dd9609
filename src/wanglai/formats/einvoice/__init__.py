"""Chinese electronic invoices: the fully digital one as XML (数电票), and OFD of either generation, with the invoice inside.

``read_einvoice`` is pure and meant for the child process; ``read_einvoice_apart`` starts that child and is what services call.
"""

from wanglai.formats.apart import Limits
from wanglai.formats.einvoice.apart import read_einvoice_apart
from wanglai.formats.einvoice.invoice import EInvoice, Line, Party, Reading
from wanglai.formats.einvoice.reading import read_einvoice
from wanglai.formats.problem import Problem

__all__ = [
    "EInvoice",
    "Limits",
    "Line",
    "Party",
    "Problem",
    "Reading",
    "read_einvoice",
    "read_einvoice_apart",
]
