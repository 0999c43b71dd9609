"""The customer goes on in its own dispute: words and files, and whether it agrees to the outcome we propose."""

from __future__ import annotations

from typing import Any

from wanglai.services.disputes.propose_outcome import ANSWERS, answer_proposal
from wanglai.services.disputes.say_in_dispute import attach_to_dispute, say_in_dispute
from wanglai.services.files import keep_file
from wanglai.services.messages.tell_managers import tell_of_words
from wanglai.services.portal.account import customer_speaks, portal_account
from wanglai.services.portal.answering import Said, keep_answer, known_answer, name_of, words_of
from wanglai.services.portal.disputing import checked_form
from wanglai.services.portal.refusals import LinkIsNotGood
from wanglai.services.portal.visitor import Visitor, held, proof_of
from wanglai.services.reconciliation.uploads import Upload
from wanglai.services.refusals import Wording
from wanglai.store.models import Dispute, PortalAnswer, PortalLink
from wanglai.store.models.portal import FOLLOWED

AGREED_WORDS = Wording("同意所提方案。", "We agree to what is proposed.")


def follow_dispute(
    *,
    visitor: Visitor,
    address: str,
    dispute_id: int,
    name: str,
    words: str,
    key: str,
    file: Upload | None = None,
) -> int:
    """Add words, with a file if there is one, to a dispute the customer raised, open or closed; the answer's id.

    Refuses, in order: NameIsNeeded, WordsAreNeeded, FileIsEmpty, FileIsTooLarge, LinkIsNotGood, CodeIsNeeded, LinkIsNotGood
    (another's dispute), TooManyTries.
    """
    form = checked_form(name, words, file)
    with held(visitor) as link:
        if (known := known_answer(link, key)) is not None:
            return known
        code, who = proof_of(visitor), customer_speaks(address)
        dispute = own_dispute(link, dispute_id)
        kept = keep_file(link.company_id, portal_account(), form.file) if form.file is not None else None  # fmt: skip
        said = Said(FOLLOWED, form.name, form.words, file_id=kept, file_name=form.file.name if form.file else "", dispute_id=dispute.id)  # fmt: skip
        made = keep_answer(visitor, link, code, said, address, key)
        step: dict[str, Any] = {"company_id": link.company_id, "who": who, "dispute_id": dispute.id, "said": form.words, "from_customer": link.customer_id}  # fmt: skip
        if form.file is None:
            say_in_dispute(**step)
        else:
            attach_to_dispute(**step, upload=form.file)
        tell_of_words(PortalAnswer.objects.get(id=made), dispute)
        return made


def answer_outcome(
    *, visitor: Visitor, address: str, dispute_id: int, proposal: int, answer: str, name: str, words: str, key: str
) -> int:  # fmt: skip
    """Say of what we propose that the customer agrees, or does not and why; the answer's id. The dispute stays open until we close it.

    Refuses, in order: NameIsNeeded, WordsAreNeeded (who does not agree), LinkIsNotGood, CodeIsNeeded, LinkIsNotGood (another's dispute),
    TooManyTries, DisputeIsOver, NothingIsProposed (another proposal took the place of the one that was read, too).
    """
    assert answer in ANSWERS, answer
    name = name_of(name)
    words = AGREED_WORDS.within(visitor.language) if answer == "agreed" and not words.strip() else words_of(words)  # fmt: skip
    with held(visitor) as link:
        if (known := known_answer(link, key)) is not None:
            return known
        code, dispute = proof_of(visitor), own_dispute(link, dispute_id)
        said = Said(answer, name, words, dispute_id=dispute.id)
        made = keep_answer(visitor, link, code, said, address, key)
        answer_proposal(
            company_id=link.company_id, who=customer_speaks(address), dispute_id=dispute.id, proposal=proposal, answer=answer,
            said=words, from_customer=link.customer_id,
        )  # fmt: skip
        tell_of_words(PortalAnswer.objects.get(id=made), dispute)
        return made


def own_dispute(link: PortalLink, dispute_id: int) -> Dispute:
    """A dispute the customer raised of any version of the link's statement; every other is as if absent. Refuses: LinkIsNotGood."""
    found = Dispute.objects.filter(
        id=dispute_id, company_id=link.company_id, customer_id=link.customer_id, raised_by="customer",
        statement__year=link.statement.year, statement__number=link.statement.number,
    ).first()  # fmt: skip
    if found is None:
        raise LinkIsNotGood
    return found
