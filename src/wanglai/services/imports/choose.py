"""What is done about all problems of one kind."""

from __future__ import annotations

from django.db import transaction

from wanglai.services.imports.decisions import decided
from wanglai.services.imports.doors import admit_to_import
from wanglai.services.imports.life import import_within
from wanglai.services.imports.problems import PROBLEMS
from wanglai.services.imports.refusals import ChoiceIsUnknown


@transaction.atomic
def choose(*, company_id: int, actor: int, import_id: int, code: str, choice: str) -> None:
    """Settle every problem of this code one way; an empty choice takes that back.

    Refuses, in order: NotFound, NotPermitted, ChoiceIsUnknown, ImportIsElsewhere.
    """
    admit_to_import(company_id, actor, import_id)
    if code not in PROBLEMS or (choice and choice not in PROBLEMS[code].choices):
        raise ChoiceIsUnknown(f"{code}: {choice}")
    found = import_within(company_id=company_id, import_id=import_id, states=("preview",))
    rest = {each: said for each, said in found.choices.items() if each != code}
    found.choices = {**rest, code: choice} if choice else rest
    found.save()
    decided(found, actor, "choose", {"code": code, "choice": choice})
