"""Something is said in a dispute, or a file added: by us, among ourselves or to the customer, or by the customer."""

from __future__ import annotations

from django.db import transaction

from wanglai.services.disputes.cases import Said, checked_words, held, tell
from wanglai.services.documents.evidence import keep_file
from wanglai.services.ledger.book import Who
from wanglai.services.reconciliation.uploads import Upload


@transaction.atomic
def say_in_dispute(
    *, company_id: int, who: Who, dispute_id: int, said: str, for_customer: bool = False,
    from_customer: int | None = None, portal: str = "",
) -> int:  # fmt: skip
    """Add words to a dispute, open or closed; the act's number. ``from_customer``: the customer's own words, let in by the portal.

    A customer that raised it in the portal is written to that there is a reply; ``portal`` is what a link begins with.

    Refuses, in order: NotFound, NotPermitted, NotFound (dispute), DisputeSaysNothing.
    """
    assert who.actor is not None, "people speak, the machine does not"
    is_theirs = from_customer is not None
    dispute = held(company_id, who, dispute_id, "dispute_item", from_customer=from_customer)
    step = Said("said", checked_words(said), for_customer=for_customer or is_theirs)
    return tell(dispute, who, "say_in_dispute", [step], from_customer=is_theirs, portal=portal)


@transaction.atomic
def attach_to_dispute(
    *, company_id: int, who: Who, dispute_id: int, upload: Upload, said: str = "", for_customer: bool = False,
    from_customer: int | None = None, portal: str = "",
) -> int:  # fmt: skip
    """Add a file to a dispute, kept whole under its hash; the act's number.

    Refuses, in order: NotFound, NotPermitted, NotFound (dispute), FileIsEmpty, FileIsTooBig, DisputeSaysNothing (more than 2,000
    characters beside it).
    """
    assert who.actor is not None, "people speak, the machine does not"
    is_theirs = from_customer is not None
    dispute = held(company_id, who, dispute_id, "dispute_item", from_customer=from_customer)
    kept = keep_file(company_id, who.actor, upload)
    step = Said(
        "attached", checked_words(said) if said.strip() else "", for_customer=for_customer or is_theirs,
        file_id=kept.id, file_name=kept.name[:200],
    )  # fmt: skip
    return tell(
        dispute, who, "attach_to_dispute", [step], from_customer=is_theirs, portal=portal, sha256=kept.sha256
    )  # fmt: skip
