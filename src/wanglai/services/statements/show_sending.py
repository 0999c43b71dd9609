"""Where statements went: of a run how many stand how, of a statement each letter or the reason that there is none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min

from tieout.refusal import Wording
from wanglai.services.access.scope import NotFound, Sight, admit_to_rows
from wanglai.services.messages.send_messages import is_mail_set
from wanglai.services.messages.words import SIGNS, STATES, trouble_words
from wanglai.services.statements.words import NOT_SENT
from wanglai.store.models import PortalLink, Statement, StatementRun, StatementSending


@dataclass(frozen=True)
class Letter:
    """A statement's letter to one contact, or with ``message_id`` None the reason it goes to nobody.

    ``opened_at``: when the contact first opened a link to the statement; a gateway that only follows links opens none.
    """

    message_id: int | None
    contact: str
    shown: str
    state: str
    words: Wording
    sign: str
    trouble: Wording | None
    at: datetime  # sent, else asked for
    opened_at: datetime | None = None


@dataclass(frozen=True)
class SendingOfRun:
    """``states`` count letters, ``skipped`` statements by reason; ``left`` were never asked to be sent, ``opened`` in the portal."""

    states: tuple[tuple[str, Wording, str, int], ...]
    skipped: tuple[tuple[Wording, int], ...]
    left: int
    opened: int
    letters: dict[int, tuple[Letter, ...]]  # of the statements asked for
    is_mail_set: bool

    @property
    def is_begun(self) -> bool:
        return bool(self.states or self.skipped)

    def count(self, *states: str) -> int:
        return sum(number for name, _, _, number in self.states if name in states)

    @property
    def can_be_held(self) -> bool:
        return bool(self.count("queued"))

    @property
    def can_go_on(self) -> bool:
        return bool(self.count("held"))

    @property
    def has_failed(self) -> bool:
        return bool(self.count("failed"))

    @property
    def can_be_sent(self) -> bool:
        return bool(self.left or self.skipped)


def sending_of_run(
    *, company_id: int, actor: int, run_id: int, statement_ids: Iterable[int] = ()
) -> SendingOfRun:
    """How a run's letters stand, of the customers one sees. Refuses, in order: NotFound, NotPermitted, NotFound (run)."""
    sight = admit_to_rows(company_id=company_id, actor=actor, act="view_statements")
    if not StatementRun.objects.filter(company_id=company_id, id=run_id).exists():
        raise NotFound
    of_run = sight.of(Statement.objects.filter(company_id=company_id, run_id=run_id))
    sent = StatementSending.objects.filter(statement__in=of_run.values("id"), message__isnull=False)
    counts = dict(sent.values_list("message__state").annotate(Count("id")).order_by("message__state"))  # fmt: skip
    went = set(sent.values_list("statement_id", flat=True))
    skipped = StatementSending.objects.filter(statement__in=of_run.values("id"), message__isnull=True)  # fmt: skip
    newest = {id_: why for id_, why in skipped.order_by("id").values_list("statement_id", "reason") if id_ not in went}  # fmt: skip
    reasons = list(newest.values())
    return SendingOfRun(
        states=tuple((name, words, SIGNS.get(name, ""), counts[name]) for name, words in STATES.items() if name in counts),
        skipped=tuple((words, reasons.count(why)) for why, words in NOT_SENT.items() if why in reasons),
        left=of_run.count() - len(went) - len(newest),
        opened=PortalLink.objects.filter(statement__in=sent.values("statement_id"), portalsession__isnull=False).values("statement_id").distinct().count(),
        letters=_letters(company_id, list(statement_ids), sight),
        is_mail_set=is_mail_set(),
    )  # fmt: skip


def sending_of_statement(*, company_id: int, actor: int, statement_id: int) -> tuple[Letter, ...]:
    """Where one statement went. Refuses, in order: NotFound, NotPermitted, NotFound (statement)."""
    sight = admit_to_rows(company_id=company_id, actor=actor, act="view_statements")
    if not sight.of(Statement.objects.filter(company_id=company_id, id=statement_id)).exists():
        raise NotFound
    return _letters(company_id, [statement_id], sight).get(statement_id, ())


def _letters(company_id: int, ids: list[int], sight: Sight) -> dict[int, tuple[Letter, ...]]:
    rows = StatementSending.objects.filter(company_id=company_id, statement_id__in=ids)
    rows = sight.of(rows, "statement__customer_id").select_related("contact", "message")
    found: dict[int, list[StatementSending]] = {}
    for each in rows.order_by("id"):
        found.setdefault(each.statement_id, []).append(each)
    opened = _opened(company_id, list(found))
    return {
        statement: tuple(_letter(each, opened.get((statement, each.contact_id or 0))) for each in _telling(all_))
        for statement, all_ in found.items()
    }  # fmt: skip


def _opened(company_id: int, ids: list[int]) -> dict[tuple[int, int], datetime]:
    """When each contact first opened a link to a statement."""
    rows = PortalLink.objects.filter(company_id=company_id, statement_id__in=ids)
    first = rows.values_list("statement_id", "contact_id").annotate(at=Min("portalsession__opened_at"))  # fmt: skip
    return {(statement, contact): at for statement, contact, at in first if at is not None}


def _telling(rows: list[StatementSending]) -> list[StatementSending]:
    """The letters; where there is none, the newest reason."""
    return [each for each in rows if each.message_id is not None] or rows[-1:]


def _letter(row: StatementSending, opened_at: datetime | None) -> Letter:
    message = row.message
    if message is None:
        return Letter(None, "", "", "skipped", NOT_SENT[row.reason], "", None, row.asked_at)
    return Letter(
        message.id, row.contact.name if row.contact else "", message.shown, message.state, STATES[message.state],
        SIGNS.get(message.state, ""), trouble_words(message.trouble), message.sent_at or row.asked_at,
        opened_at,
    )  # fmt: skip
