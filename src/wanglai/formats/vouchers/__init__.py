"""Vouchers for other accounting software: figures in, bytes out; each layout is a table of columns.

What a layout assumes of the program that reads it stands in ``docs/formats/vouchers.md``.
"""

from wanglai.formats.vouchers.layouts import LAYOUTS, Field, Layout
from wanglai.formats.vouchers.voucher import Voucher, VoucherLine
from wanglai.formats.vouchers.writing import written

__all__ = ["LAYOUTS", "Field", "Layout", "Voucher", "VoucherLine", "written"]
