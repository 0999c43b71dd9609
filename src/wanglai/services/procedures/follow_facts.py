"""Every few minutes: steps of open cases are done by the facts their procedure names, where anything happened since the last look."""

from __future__ import annotations

from typing import NamedTuple

import structlog
from django.db import connection, transaction

from wanglai.formats.bpmn.frames import procedure_of
from wanglai.services.ledger.queries import fetch
from wanglai.services.procedures.cases import done_by_facts
from wanglai.store.models import ProcedureCase, ProcedureVersion

DOOR = "wanglai worker"

log = structlog.get_logger("wanglai.procedures")


class _Happened(NamedTuple):
    """A company with acts or mailed statements that nobody has looked at: how far they go."""

    company_id: int
    seq: int
    sent: int


def follow_every_companys_facts() -> int:
    """For the job: the open cases of every company where anything happened since the last look; how many steps were done.

    Every fact is an act of the chain or a statement that was mailed, so where neither is new no step can be done. A case whose facts
    cannot be read, or do not fit its procedure, keeps no other from its step, and its company is looked at again.
    """
    count = 0
    for each in _happened():
        done, is_whole = _followed(each.company_id)
        count += done
        if is_whole:
            _seen(each)
    return count


def _happened() -> list[_Happened]:
    return [_Happened(*row) for row in fetch(_HAPPENED, {})]


# The demo's days ended long ago.
_HAPPENED = """
SELECT head.company_id, head.seq, coalesce(watch.sent, 0)
  FROM store_chainhead AS head
  JOIN store_company AS company ON company.id = head.company_id AND NOT company.is_demo
  LEFT JOIN store_procedurewatch AS watch ON watch.company_id = head.company_id
 WHERE (watch.company_id IS NULL OR head.seq > watch.seen_seq OR watch.sent > watch.seen_sent)
   AND EXISTS (SELECT FROM store_procedurecase AS waits WHERE waits.company_id = head.company_id AND waits.state = 'open')
 ORDER BY head.company_id
"""


def _seen(what: _Happened) -> None:
    """As far as it went before anybody looked: what came meanwhile is looked at the next time."""
    with connection.cursor() as cursor:
        cursor.execute(_SEEN, [what.company_id, what.sent, what.seq, what.sent])


_SEEN = """
INSERT INTO store_procedurewatch AS watch (company_id, sent, seen_seq, seen_sent) VALUES (%s, %s, %s, %s)
    ON CONFLICT (company_id) DO UPDATE
   SET seen_seq = greatest(watch.seen_seq, excluded.seen_seq), seen_sent = greatest(watch.seen_sent, excluded.seen_sent)
"""


def _followed(company_id: int) -> tuple[int, bool]:
    """How many steps were done, and whether every case could be looked at."""
    count, is_whole = 0, True
    for version in ProcedureVersion.objects.filter(company_id=company_id):
        done, was_read = _followed_of(version)
        count, is_whole = count + done, is_whole and was_read
    return count, is_whole


def _followed_of(version: ProcedureVersion) -> tuple[int, bool]:
    count, is_whole = 0, True
    try:
        waiting = _waiting(version)
    except Exception:
        log.exception("procedure not followed", company=version.company_id, version=version.id)
        return 0, False
    for case_id in waiting:
        try:
            count += _follow(case_id)
        except Exception:
            log.exception("case not followed", company=version.company_id, case=case_id)
            is_whole = False
    return count, is_whole


@transaction.atomic
def _follow(case_id: int) -> int:
    """The case first, then the book with its act, as people do a step."""
    rows = ProcedureCase.objects.select_for_update(no_key=True, of=("self",))
    case = rows.select_related("version").filter(id=case_id, state="open").first()
    return done_by_facts(case, DOOR) if case is not None else 0


def _waiting(version: ProcedureVersion) -> list[int]:
    """Open cases of a procedure that wait at a step a fact may do."""
    procedure = procedure_of(version.told)
    steps = [task.id for task in procedure.tasks if procedure.facts_of(task.id)]
    if not steps:
        return []
    cases = ProcedureCase.objects.filter(version=version, state="open", ready__overlap=steps)
    return list(cases.order_by("id").values_list("id", flat=True))
