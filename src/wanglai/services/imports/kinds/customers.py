"""Customers: a name and the other names it goes by."""

from tieout.refusal import Wording
from wanglai.services.imports.kinds.kind import ImportKind

KIND = ImportKind(
    key="customers",
    words=Wording("客户", "Customers"),
    about=Wording("名称与其他名称（简称、编号）。", "Names and other names: short ones, codes."),
    way="customers",
    required=("name",),
    optional=("names",),
    corrected=("customer",),
    example={"name": "上海晨光贸易有限公司", "names": "晨光; C-1001"},
)
