"""When the parts of an invoice fall due: as said by hand."""

from __future__ import annotations

from tieout.refusal import Wording
from wanglai.domain.ledger import Instalment
from wanglai.services.refusals import UnableTo


class DueIsNotSaid(UnableTo):
    code_of_refusal = "invoice.due"
    why = Wording("没有到期日，该客户也没有生效的账期条款。", "No due day is given, and no terms of the customer are in force.")
    next_step = Wording("请填写到期日。", "Give a due day.")
    http_status = 422
