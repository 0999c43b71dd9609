"""Orders with their lines; they come in confirmed, so that deliveries can refer to them."""

from tieout.refusal import Wording
from wanglai.services.imports.kinds.kind import ImportKind

KIND = ImportKind(
    key="orders",
    words=Wording("订单", "Orders"),
    about=Wording(
        "每条明细一行，按订单号合并；单价不含税。导入后为已确认，可继续导入其交付。",
        "A row for each line, put together by number; prices without tax. They come in confirmed: deliveries may follow.",
    ),
    way="orders",
    act="import_orders",
    required=("customer", "number", "date", "line_text", "tax_percent"),
    figures=(("quantity", "price"),),
    optional=("line_no", "unit", "total", "currency", "their_number", "wanted", "tolerance", "text"),
    said=("their_number", "wanted", "tolerance"),
    line_said=("line_no", "unit", "tax_percent"),
    corrected=("number", "customer", "date", "currency", "their_number", "wanted", "tolerance"),
    line_corrected=("line_text", "quantity", "price", "tax_percent"),
    labels={
        "number": "订单号 订单编号 订单号码 销售订单号 单据号 单据编号 documentnumber orderno ordernumber order salesorder salesorderno sono",
        "date": "日期 订单日期 下单日期 签单日期 单据日期 date orderdate orderedon salesorderdate",
        "quantity": "数量 订购数量 订单数量 quantity qty orderedquantity orderquantity qtyordered",
        "price": "单价 不含税单价 未税单价 unitprice price netprice unitpricenet",
    },
    example={
        "customer": "上海晨光贸易有限公司", "number": "SO-1001", "date": "2026-01-05", "line_text": "轴承 6204", "tax_percent": "13",
        "quantity": "100", "price": "10.00", "line_no": "1", "unit": "件", "total": "1130.00", "currency": "CNY",
        "their_number": "PO-778", "wanted": "2026-01-20", "tolerance": "5", "text": "首单",
    },
)  # fmt: skip
