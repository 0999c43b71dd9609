"""Jobs by name; each is handed over to a service and may be run any number of times."""

from __future__ import annotations

from pathlib import Path

import structlog
from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone
from procrastinate.contrib.django import app

from wanglai.jobs.archive_process import watch_archive
from wanglai.jobs.bank_process import watch_bank_file
from wanglai.jobs.cash_process import watch_cash_run
from wanglai.jobs.import_process import watch_import
from wanglai.jobs.run_process import watch_run
from wanglai.jobs.sheet_process import watch_sheet
from wanglai.jobs.statement_process import watch_statement_run
from wanglai.services.access.report_conflicts import report_conflicts_of
from wanglai.services.bank.life import BANK_JOB
from wanglai.services.cash.run_life import CASH_JOB
from wanglai.services.confirmations.print_letters import LETTERS_JOB, print_letters
from wanglai.services.contracts.expiry import write_expiry_warnings
from wanglai.services.customers.classify import classify_every_company
from wanglai.services.customers.duplicates import propose_for_every_company
from wanglai.services.customers.spelling import spell_every_name
from wanglai.services.cycles.closing import close_due_cycles
from wanglai.services.cycles.opening import open_every_companys_cycles
from wanglai.services.disputes.escalate_dispute import escalate_late_disputes
from wanglai.services.exports.archive_life import ARCHIVE_JOB
from wanglai.services.exports.deliver_reports import deliver_due_reports
from wanglai.services.imports.life import IMPORT_JOB
from wanglai.services.ledger.nightly import prove_every_book
from wanglai.services.ledger.queries import companies_with_books
from wanglai.services.messages.queue_message import SEND_JOB
from wanglai.services.messages.read_reports import read_drop
from wanglai.services.messages.send_messages import send_due_messages
from wanglai.services.periods.anchors import anchor_every_head
from wanglai.services.portal.own_address import own_address
from wanglai.services.procedures.follow_facts import follow_every_companys_facts
from wanglai.services.reconciliation.queue import JOB, QUEUE
from wanglai.services.reconciliation.sheet_life import SHEET_JOB
from wanglai.services.reminders.remind_of_payment import remind_of_payment_everywhere
from wanglai.services.rounds.open_round import keep_every_companys_rounds
from wanglai.services.statements.print_left import PRINT_JOB, print_statements_left
from wanglai.services.statements.remind_customers import remind_every_company
from wanglai.services.statements.run_life import STATEMENT_JOB

log = structlog.get_logger("wanglai.jobs")


@app.task(name=JOB, queue=QUEUE)
def reconcile(run_id: int) -> None:
    """Perform a run in a process of its own and watch it to its end."""
    watch_run(run_id)


@app.task(name=SHEET_JOB, queue=QUEUE)
def prepare_sheet(sheet_id: int) -> None:
    """Make a difference sheet in a process of its own and watch it to its end."""
    watch_sheet(sheet_id)


@app.task(name=ARCHIVE_JOB, queue=QUEUE)
def make_archive(archive_id: int) -> None:
    """Make an archive in a process of its own and watch it to its end."""
    watch_archive(archive_id)


@app.periodic(cron="*/10 * * * *")
@app.task(name="deliver_reports", queue=QUEUE, queueing_lock="deliver_reports")
def deliver_reports(timestamp: int) -> None:  # noqa: ARG001
    """Send the reports that are due, each once; what could not be sent is tried again."""
    sent = deliver_due_reports(timezone.localdate())
    log.info("reports sent", sent=sent.sent, refused=sent.refused, waiting=sent.waiting)


@app.periodic(cron="* * * * *")
@app.task(name=SEND_JOB, queue=QUEUE, queueing_lock=SEND_JOB)
def send_messages(timestamp: int) -> None:  # noqa: ARG001
    """Send what is due of the outbox, each message once; what the server does not take now is tried again."""
    done = send_due_messages()
    if done.happened:
        log.info("messages sent", **done.counts)


@app.periodic(cron="*/5 * * * *")
@app.task(name="read_mail_drop", queue=QUEUE, queueing_lock="read_mail_drop")
def read_mail_drop(timestamp: int) -> None:  # noqa: ARG001
    """Take the delivery reports in that were put into the mail drop."""
    if settings.MAIL_DROP:
        log.info("delivery reports read", **read_drop(Path(settings.MAIL_DROP)))


@app.task(name=IMPORT_JOB, queue=QUEUE)
def import_file(import_id: int) -> None:
    """Read or book a file in a process of its own and watch it to its end."""
    watch_import(import_id)


@app.task(name=BANK_JOB, queue=QUEUE)
def take_bank_file(file_id: int) -> None:
    """Read a bank's file and take it in a process of its own, watched to its end."""
    watch_bank_file(file_id)


@app.task(name=CASH_JOB, queue=QUEUE)
def apply_cash(run_id: int) -> None:
    """Look at the lines that wait in a process of its own, watched to its end."""
    watch_cash_run(run_id)


@app.task(name=STATEMENT_JOB, queue=QUEUE)
def issue_statements(run_id: int) -> None:
    """Draft or issue a run of statements in a process of its own, watched to its end."""
    watch_statement_run(run_id)


@app.task(name=PRINT_JOB, queue=QUEUE)
def print_left(company_id: int) -> None:
    """Print and keep the statements that a stopped run left without a file."""
    log.info("statements printed", company=company_id, count=print_statements_left(company_id))


@app.task(name=LETTERS_JOB, queue=QUEUE)
def print_confirmation_letters(company_id: int) -> None:
    """Print the letters of a company that were sealed and have no file yet."""
    log.info("letters printed", company=company_id, count=print_letters(company_id))


@app.periodic(cron="7 0 * * *")
@app.task(name="anchor_heads", queue=QUEUE, queueing_lock="anchor_heads")
def anchor_heads(timestamp: int) -> None:  # noqa: ARG001 - a periodic job is given its time
    """Hand the heads that moved outside, every day."""
    log.info("heads anchored", moved=anchor_every_head())


@app.periodic(cron="17 1 * * *")
@app.task(name="report_conflicts", queue=QUEUE, queueing_lock="report_conflicts")
def report_conflicts(timestamp: int) -> None:  # noqa: ARG001
    """Report the pairs of roles better held by two people, once a month: on its first day, or the next one at work."""
    for company_id in companies_with_books():
        try:
            if report_conflicts_of(company_id, timezone.localdate()):
                log.info("roles reported", company=company_id)
        except DatabaseError:
            log.exception("roles not reported", company=company_id)


@app.periodic(cron="37 0 * * *")
@app.task(name="warn_of_expiry", queue=QUEUE, queueing_lock="warn_of_expiry")
def warn_of_expiry(timestamp: int) -> None:  # noqa: ARG001
    """Say of each contract, once per step, that it runs out in 90, 60 and 30 days."""
    log.info("expiry warnings written", new=write_expiry_warnings(timezone.localdate()))


@app.periodic(cron="47 0 * * *")
@app.task(name="escalate_disputes", queue=QUEUE, queueing_lock="escalate_disputes")
def escalate_disputes(timestamp: int) -> None:  # noqa: ARG001
    """Send every dispute past its deadline up to a finance manager, each once for that deadline."""
    for company_id in companies_with_books():
        try:
            if count := escalate_late_disputes(company_id, timezone.localdate()):
                log.info("disputes escalated", company=company_id, count=count)
        except DatabaseError:
            log.exception("disputes not escalated", company=company_id)


@app.periodic(cron="53 0 * * *")
@app.task(name="keep_cycles", queue=QUEUE, queueing_lock="keep_cycles")
def keep_cycles(timestamp: int) -> None:  # noqa: ARG001
    """Open settlement cycles by the contracts in force, then close those that close by themselves, every night."""
    today = timezone.localdate()
    opened = open_every_companys_cycles(today)
    log.info("cycles kept", opened=opened.opened, dropped=opened.dropped, closed=close_due_cycles(today))  # fmt: skip


@app.periodic(cron="*/5 * * * *")
@app.task(name="follow_facts", queue=QUEUE, queueing_lock="follow_facts")
def follow_facts(timestamp: int) -> None:  # noqa: ARG001
    """Do the steps of cases that facts have done: a statement sent or confirmed, a sheet signed, a correction posted."""
    if count := follow_every_companys_facts():
        log.info("steps done by facts", count=count)


@app.periodic(cron="5 1 * * *")
@app.task(name="keep_rounds", queue=QUEUE, queueing_lock="keep_rounds")
def keep_rounds(timestamp: int) -> None:  # noqa: ARG001
    """Open the rounds of reconciling whose period has begun, and take in whoever became due, in every company that keeps them."""
    kept = keep_every_companys_rounds(timezone.localdate())
    log.info("rounds kept", opened=kept.opened, taken_in=kept.taken_in)


@app.periodic(cron="57 0 * * *")
@app.task(name="remind_customers", queue=QUEUE, queueing_lock="remind_customers")
def remind_customers(timestamp: int) -> None:  # noqa: ARG001
    """Ask the customers again that did not answer a statement in time, each company on its working days; letters wait for its hours."""
    done = remind_every_company(timezone.localdate(), portal=own_address())
    log.info("customers asked again", statements=done.statements, letters=done.letters, nobody=done.nobody, silent=done.silent)  # fmt: skip


@app.periodic(cron="3 1 * * *")
@app.task(name="remind_of_payment", queue=QUEUE, queueing_lock="remind_of_payment")
def remind_of_payment(timestamp: int) -> None:  # noqa: ARG001
    """Ask customers for money that is due, by the steps of each company on its working days; letters wait for its hours."""
    done = remind_of_payment_everywhere(timezone.localdate())
    log.info("customers asked for payment", customers=done.customers, letters=done.letters, nobody=done.nobody)  # fmt: skip


@app.periodic(cron="27 2 * * *")
@app.task(name="prove_books", queue=QUEUE, queueing_lock="prove_books")
def prove_books(timestamp: int) -> None:  # noqa: ARG001
    """Replay every chain and compute every balance again, every night; a fault is an error in the log."""
    for proved in prove_every_book():
        for fault in proved.faults:
            log.error("the book is not as it was sealed", company=proved.company_id, fault=fault)
        log.info(
            "book proved", company=proved.company_id, acts=proved.acts, faults=len(proved.faults)
        )


@app.periodic(cron="37 3 * * 1")
@app.task(name="keep_customer_files", queue=QUEUE, queueing_lock="keep_customer_files")
def keep_customer_files(timestamp: int) -> None:  # noqa: ARG001
    """Spell names that came in by the thousand, class customers anew and look for duplicates, every Monday."""
    log.info(
        "customer files kept", spelled=spell_every_name(),
        classes=classify_every_company(timezone.localdate()), duplicates=propose_for_every_company(),
    )  # fmt: skip
