"""Which sheets the customer agreed to something on: these it keeps."""

from __future__ import annotations

from collections import defaultdict

from wanglai.store.models import PortalAnswer, Reconciliation
from wanglai.store.models.portal import ANSWERED


def agreed_sheets(found: Reconciliation) -> frozenset[int]:
    """The sheets of which the customer's newest word of any difference is that it agrees.

    Of two differences on version 1 it agreed to one and took that back later, of version 2 it agreed to one: version 2 alone.
    """
    newest: dict[int, dict[str, bool]] = defaultdict(dict)
    for each in PortalAnswer.objects.filter(sheet__reconciliation=found, kind=ANSWERED).order_by("id"):  # fmt: skip
        if each.sheet_id is not None:
            newest[each.sheet_id].update({line["difference"]: line["agrees"] for line in each.lines})  # fmt: skip
    return frozenset(sheet for sheet, words in newest.items() if any(words.values()))
