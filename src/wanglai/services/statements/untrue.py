"""Whether statements are still what was issued: each is held against the act that sealed it, each kept file against its print."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

from wanglai.services.ledger.book import request_hash
from wanglai.services.ledger.queries import fetch
from wanglai.services.statements.letterhead import LetterheadForm
from wanglai.store.models import Letterhead


def untrue_statements(company_id: int) -> tuple[tuple[int, str], ...]:
    """The act and what is wrong: a statement, letterhead or kept file that is not what its act says, and acts that lost theirs.

    A closing changed from 950.00 to 50.00 differs from its act; a body with another word has another digest than the act told.
    """
    parameters = {"company": company_id}
    return (
        *((seq, "the statement is not what was issued") for (seq,) in fetch(_STATEMENTS, parameters)),
        *((seq, "the statement does not go on from the one before") for (seq,) in fetch(_CHAIN, parameters)),
        *((seq, "a printed statement is not the file that was kept") for (seq,) in fetch(_PRINTS, parameters)),
        *((seq, "the letterhead is not the one of its act") for (seq,) in fetch(_LETTERHEADS, parameters)),
        *_changed_letterheads(company_id),
    )  # fmt: skip


def _changed_letterheads(company_id: int) -> Iterator[tuple[int, str]]:
    """Each form against the digest its act holds."""
    told = dict(fetch(_DIGESTS, {"company": company_id}))
    for head in Letterhead.objects.filter(company_id=company_id).order_by("seq"):
        form = LetterheadForm(
            **{name: getattr(head, name) for name in LetterheadForm.__dataclass_fields__}
        )
        if request_hash(asdict(form)).hex() != told.get(head.seq):
            yield head.seq, "the letterhead is not what was agreed"


# Bodies of the first weeks name the statement before without its version (went_on_from).
# The act holds the digest of the body and the figures of the row; the body repeats them, so that a list says what the paper says.
_STATEMENTS = """
WITH told AS (
    SELECT seq, actor_id, facts::jsonb AS facts FROM store_act
     WHERE company_id = %(company)s AND kind = 'issue_statement'
), statement AS (
    SELECT statement.*, statement.body::jsonb AS said,
           statement.year || '-' || lpad(statement.number::text, 6, '0')
               || CASE WHEN statement.version > 1 THEN '/' || statement.version ELSE '' END AS called,
           coalesce(before.year || '-' || lpad(before.number::text, 6, '0'), '') AS went_on_from,
           coalesce(before.year || '-' || lpad(before.number::text, 6, '0')
               || CASE WHEN before.version > 1 THEN '/' || before.version ELSE '' END, '') AS goes_on_from
      FROM store_statement AS statement LEFT JOIN store_statement AS before ON before.id = statement.before_id
     WHERE statement.company_id = %(company)s
)
SELECT seq FROM statement FULL JOIN told USING (seq)
 WHERE told.facts IS NULL OR statement.id IS NULL
    OR encode(sha256(convert_to(body, 'UTF8')), 'hex') IS DISTINCT FROM facts->>'body_sha256'
    OR encode(body_hash, 'hex') IS DISTINCT FROM facts->>'body_sha256'
    OR (called, customer_id::text, currency, kind, from_on::text, through_on::text, known_seq::text, opening::text,
        changed::text, closing::text)
       IS DISTINCT FROM
       (facts->>'statement', facts->>'customer', facts->>'currency', facts->>'kind', facts->>'from', facts->>'through',
        facts->>'known', facts->>'opening', facts->>'changed', facts->>'closing')
    OR (called, opening::text, changed::text, charged::text, credited::text, closing::text, language::text, reason)
       IS DISTINCT FROM
       (said->>'number', said->>'opening', said->>'changed', said->>'charged', said->>'credited', said->>'closing',
        said->>'language', said->>'reason')
    OR (said->>'before' IN (goes_on_from, went_on_from)) IS NOT TRUE
    OR issued_by_id IS DISTINCT FROM actor_id
 ORDER BY seq
"""
_CHAIN = """
SELECT statement.seq
  FROM store_statement AS statement LEFT JOIN store_statement AS before ON before.id = statement.before_id
 WHERE statement.company_id = %(company)s AND statement.kind <> 'activity' AND statement.before_id IS NOT NULL
   AND (before.company_id, before.customer_id, before.currency, before.closing, before.through_on + 1)
       IS DISTINCT FROM
       (statement.company_id, statement.customer_id, statement.currency, statement.opening, statement.from_on)
 ORDER BY statement.seq
"""
_PRINTS = """
WITH told AS (
    SELECT act.seq, file.key AS called, file.value AS digest
      FROM store_act AS act, jsonb_each_text(act.facts::jsonb->'files') AS file
     WHERE act.company_id = %(company)s AND act.kind = 'print_statements'
), kept AS (
    SELECT print.seq, encode(sha256(file.content), 'hex') AS digest,
           year || '-' || lpad(number::text, 6, '0') || CASE WHEN version > 1 THEN '/' || version ELSE '' END AS called
      FROM store_statementfile AS print
      LEFT JOIN store_statement AS statement ON statement.id = print.statement_id
      LEFT JOIN store_storedfile AS file ON file.id = print.file_id
     WHERE print.company_id = %(company)s
)
SELECT DISTINCT seq FROM told FULL JOIN kept USING (seq, called) WHERE told.digest IS DISTINCT FROM kept.digest ORDER BY seq
"""
_LETTERHEADS = """
SELECT seq FROM (SELECT * FROM store_letterhead WHERE company_id = %(company)s) AS head
  FULL JOIN (SELECT seq, actor_id, approver_id, facts::jsonb AS facts FROM store_act
              WHERE company_id = %(company)s AND kind = 'set_letterhead') AS act USING (seq)
 WHERE (head.version::text, head.bank_account_id::text, head.made_by_id)
       IS DISTINCT FROM (facts->>'version', facts->>'account', act.actor_id)
    OR head.agreed_by_id IS DISTINCT FROM act.approver_id
 ORDER BY seq
"""
_DIGESTS = "SELECT seq, facts::jsonb->>'digest' FROM store_act WHERE company_id = %(company)s AND kind = 'set_letterhead'"
