"""Electronic invoices as XML or OFD, one or several, each with its lines."""

from tieout.refusal import Wording
from wanglai.domain.incoming import Manner
from wanglai.services.imports.kinds.kind import ImportKind

KIND = ImportKind(
    key="einvoices",
    words=Wording("电子发票", "E-invoices"),
    about=Wording(
        "数电票 XML 或 OFD，可一次多张，或一个 zip。到期日按生效合同推算；没有合同的同开票日期。",
        "Fully digital invoices as XML or OFD, several at once or in one zip. The contract in force says when each is due; without a contract it is due on its date.",
    ),
    manner=Manner("invoice", "credit_note", has_customer_in_key=False, bears_tax=True),
    form="einvoice",
)
