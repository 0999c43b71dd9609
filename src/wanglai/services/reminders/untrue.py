"""Whether reminders of payment still say what was asked: each is held against the digest in the act that sealed it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import date

from wanglai.store.models import Act, PaymentReminder, PaymentReminderLetter, PaymentReminderLine

ACT = "remind_of_payment"
_AT_ONCE = 1_000
_SEALED = ("customer", "currency", "why", "asked", "credits")
# item, step, due day, asked, contested, promised until, by a letter
Said = tuple[int, int, date, int, int, date | None, bool]
# contact, message
Went = tuple[int, int]


def digest_of_lines(lines: Iterable[Said]) -> str:
    """SHA-256 of what a reminder asks for of each item, in their order, in hex; amounts in minor units."""
    return _digest(lines)


def digest_of_letters(letters: Iterable[Went]) -> str:
    """SHA-256 of which contacts a reminder went to by which messages, in their order, in hex; of none that of ``[]``."""
    return _digest(letters)


def _digest(rows: Iterable[Said | Went]) -> str:
    text = json.dumps(sorted([*row] for row in rows), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def untrue_payment_reminders(company_id: int) -> Iterator[tuple[int, str]]:
    """The act and what is wrong: a reminder that is not what its act says, one without an act, and acts that lost theirs.

    An amount changed from 100.00 to 10.00 has another digest than the act tells, as has a letter moved to another contact.
    """
    acts = Act.objects.filter(company_id=company_id, kind=ACT)
    told = {seq: json.loads(facts) for seq, facts in acts.values_list("seq", "facts")}
    rows = PaymentReminder.objects.filter(company_id=company_id).order_by("seq")
    found = list(rows.values_list("id", "seq", "customer_id", "currency", "reason", "asked", "credits", "on"))  # fmt: skip
    for start in range(0, len(found), _AT_ONCE):
        some = found[start : start + _AT_ONCE]
        ids = [row[0] for row in some]
        lines, letters = _lines(ids), _letters(ids)
        for id_, seq, *said, on in some:
            facts = told.pop(seq, {})
            sealed = [
                facts.get(name) for name in (*_SEALED, "on", "lines_sha256", "letters_sha256")
            ]
            digests = digest_of_lines(lines.get(id_, ())), digest_of_letters(letters.get(id_, ()))
            if sealed != [*said, on.isoformat(), *digests]:
                yield seq, "the reminder of payment is not what was asked"
    for seq in sorted(told):
        yield seq, "a reminder of payment is gone"


def _lines(reminders: list[int]) -> dict[int, list[Said]]:
    rows = PaymentReminderLine.objects.filter(reminder__in=reminders)
    found: dict[int, list[Said]] = {}
    for each in rows.iterator(_AT_ONCE):
        said = (each.item_id, each.step, each.due_on, each.asked, each.contested, each.promised_until, each.is_asked)  # fmt: skip
        found.setdefault(each.reminder_id, []).append(said)
    return found


def _letters(reminders: list[int]) -> dict[int, list[Went]]:
    rows = PaymentReminderLetter.objects.filter(reminder__in=reminders)
    found: dict[int, list[Went]] = {}
    for reminder, contact, message in rows.values_list("reminder_id", "contact_id", "message_id"):
        found.setdefault(reminder, []).append((contact, message))
    return found
