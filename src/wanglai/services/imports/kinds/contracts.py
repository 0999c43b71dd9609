"""Contracts with their terms by the names people use; they come in as drafts, for signing wants eyes on the law."""

from tieout.refusal import Wording
from wanglai.services.imports.kinds.kind import ImportKind

KIND = ImportKind(
    key="contracts",
    words=Wording("合同", "Contracts"),
    about=Wording(
        "编号、起止日与账期（如 月结60、净30天、30/60/90 分期）。导入后为草稿，逐份核对法定提示后签订。",
        "Number, days and terms (such as 月结60, net 30, 30/60/90). They come in as drafts, to be signed one by one.",
    ),
    way="contracts",
    act="import_contracts",
    required=("customer", "number", "from", "terms"),
    optional=("to", "signed", "title", "scope"),
    said=("from", "terms", "to", "signed", "title", "scope"),
    corrected=("number", "customer", "from", "to", "signed", "terms", "title", "scope"),
    labels={
        "number": "合同号 合同编号 合同号码 协议编号 单据号 documentnumber contractno contractnumber contract agreementno agreementnumber",
    },
    example={
        "customer": "上海晨光贸易有限公司", "number": "HT-2026-001", "from": "2026-01-01", "terms": "净30天", "to": "2026-12-31",
        "signed": "2025-12-20", "title": "年度框架合同", "scope": "轴承",
    },
)  # fmt: skip
