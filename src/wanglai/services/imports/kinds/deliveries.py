"""Deliveries of orders that are in the house already, line by line, with the day of acceptance where there was one."""

from tieout.refusal import Wording
from wanglai.services.imports.kinds.kind import ImportKind

KIND = ImportKind(
    key="deliveries",
    words=Wording("交付", "Deliveries"),
    about=Wording(
        "每条明细一行，指明订单号与订单行号或品名；先导入订单。有验收日期的即为已验收。",
        "A row for each line, with the order and its line number or item; the orders come first. With a day of acceptance it is accepted.",
    ),
    way="deliveries",
    act="import_orders",
    required=("number", "order", "date", "quantity"),
    optional=("customer", "line_no", "line_text", "remaining", "accepted", "text"),
    said=("order", "accepted"),
    line_said=("line_no", "remaining"),
    corrected=("number", "order", "date", "accepted", "customer"),
    line_corrected=("line_no", "line_text", "quantity"),
    labels={
        "number": "交付单号 送货单号 发货单号 出库单号 交货单号 单据号 单据编号 documentnumber deliveryno deliverynumber delivery deliverynote"
        " deliverynoteno shipmentno",
        "date": "日期 交付日期 送货日期 发货日期 出库日期 交货日期 单据日期 date deliverydate deliveredon shipdate shippeddate",
        "quantity": "数量 交付数量 送货数量 发货数量 出库数量 交货数量 quantity qty deliveredquantity qtydelivered shippedquantity",
    },
    example={
        "number": "DN-2001", "order": "SO-1001", "date": "2026-01-18", "quantity": "60", "customer": "上海晨光贸易有限公司",
        "line_no": "1", "line_text": "轴承 6204", "remaining": "40", "accepted": "2026-01-19", "text": "第一批",
    },
)  # fmt: skip
