"""Every verb and query tried by every role, by strangers and across companies: the table is the truth."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from datetime import date, time
from typing import Any

import pytest

from tests.books import OURS, THEIRS, Books, open_company
from wanglai.domain.bills import BillPaper
from wanglai.domain.ledger import Document
from wanglai.domain.rounds import RoundRule
from wanglai.domain.terms import Span
from wanglai.services import (
    access,
    ageing,
    allocation,
    approvals,
    audit,
    bank,
    cash,
    confirmations,
    contracts,
    customers,
    cycles,
    deductions,
    demo,
    disputes,
    documents,
    exports,
    imports,
    kpi,
    ledger,
    messages,
    periods,
    portal,
    procedures,
    promises,
    reconciliation,
    reminders,
    remittances,
    rounds,
    statements,
)
from wanglai.services.access.disable_person import disable_person, enable_person
from wanglai.services.access.give_role import give_role
from wanglai.services.access.invite_person import invite_person
from wanglai.services.access.people import people, soft_conflicts
from wanglai.services.access.policy import POLICY, ROLE_NAMES, acts_of
from wanglai.services.access.queries import companies_of, person
from wanglai.services.access.report_conflicts import conflict_reports, sign_conflicts
from wanglai.services.access.scope import NotFound, admit, admit_to_rows
from wanglai.services.access.take_role import take_role
from wanglai.services.access.teams import form_team, join_team, leave_team, teams
from wanglai.services.ageing import queries as ages
from wanglai.services.ageing.show_ageing import aged_items_page, ageing_page
from wanglai.services.allocation.allocate import Pair, allocate
from wanglai.services.allocation.refund import refund
from wanglai.services.allocation.transfer import exchange_item, transfer
from wanglai.services.allocation.unallocate import unallocate
from wanglai.services.allocation.write_off import write_off
from wanglai.services.approvals.bands import set_bands
from wanglai.services.approvals.decide_approval import decide_approval
from wanglai.services.approvals.delegate import delegate, take_back
from wanglai.services.approvals.queries import colleagues, list_requests, show_request
from wanglai.services.approvals.request_approval import request_approval, withdraw_request
from wanglai.services.audit.queries import TrailFilter, people_of_trail, trail
from wanglai.services.audit.told import tell
from wanglai.services.bank import queries as banks
from wanglai.services.bank.booked_lines import WantedLines, booked_lines
from wanglai.services.bank.decide_file import read_bank_file_again, take_anyway, withdraw_bank_file
from wanglai.services.bank.hand_in import hand_in_bank_file
from wanglai.services.bank.mapped import show_table, tell_layout
from wanglai.services.bank.original_bank_file import original_bank_file
from wanglai.services.bank.our_accounts import end_our_account, open_our_account
from wanglai.services.bank.reconcile_bank import (
    bank_sheet,
    bank_sheets,
    prepare_bank_sheet,
    sign_bank_sheet,
)
from wanglai.services.cash.accept_payer import accept_payer
from wanglai.services.cash.accept_status import acceptable, start_accepting
from wanglai.services.cash.bounce_receipt import bounce_receipt, withdraw_bounce
from wanglai.services.cash.clear_bill import bills_it_may_pay, clear_bill
from wanglai.services.cash.deciding import (
    accept_many,
    answer_question,
    ask_colleague,
    bring_back,
    reject_proposal,
    set_aside,
)
from wanglai.services.cash.learn_payer import (
    forget_payer_name,
    learn_payer_account,
    learn_payer_name,
)
from wanglai.services.cash.policy import Policy, set_cash_policy
from wanglai.services.cash.queries import colleagues_of_cash, last_run, policies
from wanglai.services.cash.receipts import Wanted as ReceiptsWanted
from wanglai.services.cash.receipts import every_receipt, receipts
from wanglai.services.cash.returns import bounce_of_line, parts_of_line, returned_line
from wanglai.services.cash.run_life import start_cash_run, stop_cash_run
from wanglai.services.cash.settle_line import Wanted as CashWanted
from wanglai.services.cash.settle_line import settle_line
from wanglai.services.cash.show_figures import cash_figures
from wanglai.services.cash.show_line import cash_line, share_of_line
from wanglai.services.cash.show_queue import cash_queue, every_waiting_line
from wanglai.services.cash.show_suspense import suspense, suspense_in_proof
from wanglai.services.cash.suspense import leave_suspense, put_into_suspense
from wanglai.services.cash.undo_settlement import undo_settlement
from wanglai.services.confirmations.agree_round import agree_round, ask_again
from wanglai.services.confirmations.audit_file import take_audit_file
from wanglai.services.confirmations.close_round import close_round
from wanglai.services.confirmations.draft_round import (
    WantedRound,
    draft_round,
    drop_round,
    preview_round,
)
from wanglai.services.confirmations.enter_reply import Said, enter_reply, explain_difference
from wanglai.services.confirmations.other_procedures import bear_out_letter, say_impossible
from wanglai.services.confirmations.queries import (
    list_rounds,
    printed_letter,
    reply_file,
    round_page,
)
from wanglai.services.confirmations.show_letter import letter_page
from wanglai.services.contracts.amend_contract import Amendment, amend_contract, drop_amendment
from wanglai.services.contracts.company_days import (
    clear_company_day,
    company_days,
    set_company_day,
)
from wanglai.services.contracts.contract_files import attach_file, take_file
from wanglai.services.contracts.draft_contract import DraftWanted, change_draft, draft_contract
from wanglai.services.contracts.end_contract import end_contract
from wanglai.services.contracts.preview import preview_terms
from wanglai.services.contracts.queries import contract_page, list_contracts
from wanglai.services.contracts.rates import enter_rates, published_rates, withdraw_rate
from wanglai.services.contracts.set_law import payment_law, set_law
from wanglai.services.contracts.sign_contract import sign_contract
from wanglai.services.customers.assign_customer import (
    assign_customer,
    assignees,
    looked_after_by,
)
from wanglai.services.customers.bank_accounts import (
    AccountSaid,
    add_bank_account,
    change_bank_account,
    see_bank_account,
)
from wanglai.services.customers.change_customer import (
    change_customer,
    resume_customer,
    set_parent,
    stop_customer,
)
from wanglai.services.customers.classify import classify_customers
from wanglai.services.customers.contacts import (
    ContactSaid,
    add_contact,
    agree_contact,
    end_contact,
)
from wanglai.services.customers.create_customer import create_customer
from wanglai.services.customers.duplicates import (
    duplicates,
    look_for_duplicates,
    part_customers,
)
from wanglai.services.customers.find_customers import filters_offered, find_customers
from wanglai.services.customers.merge_customers import merge_customers, unmerge_customers
from wanglai.services.customers.named import named_customer
from wanglai.services.customers.papers import (
    add_address,
    add_payer,
    add_payer_named,
    customer_file,
    end_address,
    end_file,
    end_payer,
    keep_file,
)
from wanglai.services.customers.show_customer import (
    customer_ageing,
    customer_money,
    customer_page,
    customer_reconciliations,
    customer_timeline,
)
from wanglai.services.customers.show_papers import customer_papers
from wanglai.services.customers.tags import tag_customer, untag_customer
from wanglai.services.cycles.billing import bill_cycle, bill_many
from wanglai.services.cycles.board import WantedBoard, board_of, whole_board
from wanglai.services.cycles.closing import close_cycle, close_many
from wanglai.services.cycles.opening import open_cycles
from wanglai.services.cycles.policy import HOUSE, list_cycle_policies, set_cycle_policy
from wanglai.services.cycles.show_cycle import cycle_page
from wanglai.services.cycles.stating import state_cycles
from wanglai.services.deductions.close_deduction import close_deduction
from wanglai.services.deductions.let_go_difference import let_go_difference
from wanglai.services.deductions.open_deduction import open_deduction
from wanglai.services.deductions.queries import deduction_owners, deduction_page
from wanglai.services.deductions.queries import deductions as deductions_list
from wanglai.services.deductions.reassign_deduction import reassign_deduction
from wanglai.services.demo.queries import demo_pairs
from wanglai.services.demo.start_demo_reconciliation import start_demo_reconciliation
from wanglai.services.disputes.causes import causes as dispute_causes
from wanglai.services.disputes.escalate_dispute import escalate_dispute
from wanglai.services.disputes.hand_over_dispute import hand_over_dispute, move_dispute_deadline
from wanglai.services.disputes.policy import Policy as DisputePolicy
from wanglai.services.disputes.policy import set_dispute_policy
from wanglai.services.disputes.propose_outcome import propose_outcome
from wanglai.services.disputes.queries import (
    about_customer,
    dispute_file,
    dispute_owners,
    dispute_page,
)
from wanglai.services.disputes.queries import disputes as disputes_list
from wanglai.services.disputes.reopen_dispute import reopen_dispute
from wanglai.services.disputes.resolve_dispute import resolve_dispute
from wanglai.services.documents.accept_delivery import accept_delivery, cancel_delivery
from wanglai.services.documents.bill_steps import (
    discount_bill,
    dishonour_bill,
    endorse_bill,
    mature_bill,
    present_bill,
)
from wanglai.services.documents.billable import billable_lines, items_to_pay
from wanglai.services.documents.credit_invoice import make_credit_note, post_credit_note
from wanglai.services.documents.deliver import deliver
from wanglai.services.documents.enter_order import enter_order
from wanglai.services.documents.evidence import attach_evidence, evidence_of
from wanglai.services.documents.exposure import promised
from wanglai.services.documents.lists import (
    Wanted,
    bills,
    customer_for_paper,
    customers_for_papers,
    deliveries,
    invoices,
    orders,
)
from wanglai.services.documents.make_invoice import cancel_invoice, make_invoice
from wanglai.services.documents.order_states import cancel_order, close_order, confirm_order
from wanglai.services.documents.papers import admit_to_customers
from wanglai.services.documents.post_invoice import post_invoice
from wanglai.services.documents.receive_bill import receive_bill
from wanglai.services.documents.reverse_invoice import reverse_invoice
from wanglai.services.documents.show_papers import (
    bill_page,
    delivery_page,
    invoice_page,
    order_page,
)
from wanglai.services.documents.wanted import (
    WantedCredit,
    WantedDelivery,
    WantedInvoice,
    WantedOrder,
)
from wanglai.services.exports.account import account_table
from wanglai.services.exports.advices import advice_table, advices_table
from wanglai.services.exports.ageing import aged_items_table, ageing_table
from wanglai.services.exports.answers import answers_table
from wanglai.services.exports.approvals import approvals_table
from wanglai.services.exports.balance_statement import balance_table
from wanglai.services.exports.balances import balances_table
from wanglai.services.exports.bank_files import bank_files_table
from wanglai.services.exports.bank_lines import bank_lines_table
from wanglai.services.exports.cash import cash_figures_table, queue_table
from wanglai.services.exports.confirmations import letters_table, rounds_table
from wanglai.services.exports.customers import customers_table
from wanglai.services.exports.cycles import board_table
from wanglai.services.exports.deductions import deductions_table
from wanglai.services.exports.disputes import causes_table, disputes_table
from wanglai.services.exports.export_vouchers import export_again, export_vouchers
from wanglai.services.exports.items import items_table
from wanglai.services.exports.kpi import kpis_table
from wanglai.services.exports.make_archive import make_archive
from wanglai.services.exports.messages import messages_table
from wanglai.services.exports.payment_reminders import payment_reminders_table
from wanglai.services.exports.periods import periods_table
from wanglai.services.exports.procedures import cases_table
from wanglai.services.exports.receipts import receipts_table
from wanglai.services.exports.reconciliations import reconciliations_table
from wanglai.services.exports.rounds import (
    members_table,
    reconciling_rounds_table,
    year_table,
)
from wanglai.services.exports.show_archives import archive_file, archives_page
from wanglai.services.exports.show_vouchers import batch_file, vouchers_page
from wanglai.services.exports.statements import statement_table, statements_table
from wanglai.services.exports.subscriptions import (
    cancel_subscription,
    subscribe,
    subscriptions,
)
from wanglai.services.exports.suspense import suspense_table
from wanglai.services.exports.trail import trail_table
from wanglai.services.imports.ask_for_credits import ask_for_credits
from wanglai.services.imports.choose import choose
from wanglai.services.imports.correct_document import correct_document, leave_out, take_in
from wanglai.services.imports.import_sheet import import_sheet
from wanglai.services.imports.import_template import import_template
from wanglai.services.imports.kinds import KINDS
from wanglai.services.imports.order_import import (
    end_import,
    go_on_import,
    order_import,
    stop_import,
)
from wanglai.services.imports.original_of_import import original_of_import
from wanglai.services.imports.queries import (
    document_of_import,
    documents_of_import,
    import_page,
    list_imports,
)
from wanglai.services.imports.read_again import read_again
from wanglai.services.imports.start_import import start_import
from wanglai.services.kpi.reconciling import reconciling_kpis
from wanglai.services.kpi.targets import kpi_targets, set_kpi_target
from wanglai.services.ledger import queries as book
from wanglai.services.ledger.import_documents import go_on, import_documents
from wanglai.services.ledger.map_accounts import accounts, map_accounts
from wanglai.services.ledger.name_customer import add_customer, customer_named
from wanglai.services.ledger.open_books import open_books
from wanglai.services.ledger.post import post_document
from wanglai.services.ledger.preview_document import preview_document
from wanglai.services.ledger.revalue import revalue
from wanglai.services.ledger.reverse import reverse_entry
from wanglai.services.ledger.show_account import account_page
from wanglai.services.ledger.show_balances import balances_page
from wanglai.services.ledger.show_customers import book_state, customers_of_book
from wanglai.services.ledger.show_entry import entry_page
from wanglai.services.ledger.show_items import item_page, open_items_page
from wanglai.services.messages.channel_accounts import (
    list_channels,
    set_channel,
    stop_channel,
    try_channel,
)
from wanglai.services.messages.decide_message import close_message, send_again, withdraw_message
from wanglai.services.messages.letter_texts import (
    go_back_to_built_in,
    letter_text_page,
    list_letter_texts,
    set_letter_text,
)
from wanglai.services.messages.message_policy import message_policies, set_message_policy
from wanglai.services.messages.show_messages import list_messages, message_page
from wanglai.services.periods.close_period import checklist, close_period
from wanglai.services.periods.open_periods import open_periods
from wanglai.services.periods.queries import period_page
from wanglai.services.periods.queries import periods as list_periods
from wanglai.services.portal.list_answers import list_answers
from wanglai.services.portal.make_link import make_link, revoke_link
from wanglai.services.portal.reconcile_answer import reconcile_answer
from wanglai.services.portal.release_sheet import release_sheet
from wanglai.services.portal.reply import reply_to_question
from wanglai.services.portal.show_links import answered_file, portal_of_statement
from wanglai.services.portal.take_back_release import take_back_release
from wanglai.services.procedures.cases import do_step, look_for_facts, open_case, stop_case
from wanglai.services.procedures.queries import (
    WantedCases,
    case_page,
    cases_page,
    drawing_of,
    procedure_page,
)
from wanglai.services.procedures.reading import drawing_found, keep_drawing
from wanglai.services.procedures.set_procedure import set_procedure
from wanglai.services.promises.note_promise import end_promise, note_promise
from wanglai.services.reconciliation import queries
from wanglai.services.reconciliation.accept_group import accept_group, accept_groups
from wanglai.services.reconciliation.cancel_run import cancel_run
from wanglai.services.reconciliation.confirm_reading import confirm_reading
from wanglai.services.reconciliation.correct_reading import correct_reading
from wanglai.services.reconciliation.deciding import open_result
from wanglai.services.reconciliation.dispose_difference import (
    dispose_differences,
    note_correction,
    withdraw_disposition,
)
from wanglai.services.reconciliation.download_sheet import download_sheet
from wanglai.services.reconciliation.original_file import original_file
from wanglai.services.reconciliation.prepare_sheet import (
    prepare_sheet,
    run_to_print,
    sheet_progress,
)
from wanglai.services.reconciliation.reject_group import reject_group
from wanglai.services.reconciliation.relink_lines import relink_lines
from wanglai.services.reconciliation.rerun import rerun
from wanglai.services.reconciliation.show_balance import (
    balance_page,
    draft_paper,
    sheet_facts,
    signed_paper,
)
from wanglai.services.reconciliation.show_book_side import preset_of_book
from wanglai.services.reconciliation.sign_sheet import answer_sheet, approve_sheet, freeze_sheet
from wanglai.services.reconciliation.start_from_book import start_from_book
from wanglai.services.reconciliation.start_reconciliation import start_reconciliation
from wanglai.services.reconciliation.undo_decision import undo_decision
from wanglai.services.reconciliation.uploads import Upload
from wanglai.services.reconciliation.withdraw_note import withdraw_note
from wanglai.services.reconciliation.write_note import write_note
from wanglai.services.refusals import NotPermitted, UnableTo
from wanglai.services.reminders.hold_payment_reminders import (
    payment_holds,
    resume_payment_reminders,
    stop_payment_reminders,
)
from wanglai.services.reminders.payment_policy import payment_policies, set_payment_reminders
from wanglai.services.reminders.preview_payment_letter import preview_payment_letter
from wanglai.services.reminders.preview_today import preview_payment_reminders
from wanglai.services.reminders.show_payment_reminders import (
    list_payment_reminders,
    payment_reminder_page,
)
from wanglai.services.remittances import queries as advices
from wanglai.services.remittances.decide_advice import use_advice_as_it_is, withdraw_advice
from wanglai.services.remittances.hand_in_advice import hand_in_advice
from wanglai.services.remittances.linking import link_advice, part_advice
from wanglai.services.rounds.agree_plan import agree_plan
from wanglai.services.rounds.edit_plan import (
    hand_over_customers,
    move_customers,
    put_customer_in,
    take_out_customers,
)
from wanglai.services.rounds.excuses import ask_excuses, decide_excuse
from wanglai.services.rounds.open_round import open_round, preview_plan, take_in_missing
from wanglai.services.rounds.queries import (
    WantedYear,
    list_reconciling_rounds,
    reconciling_round_page,
    year_page,
)
from wanglai.services.rounds.rule import round_rules, set_round_rule
from wanglai.services.statements.check_paper import check_paper, check_print
from wanglai.services.statements.hold_reminders import resume_reminders, stop_reminders
from wanglai.services.statements.hold_sending import go_on_sending, hold_sending, send_failed_again
from wanglai.services.statements.issue_statement import issue_statement, reissue_statement
from wanglai.services.statements.letterhead import keep_logo, set_letterhead
from wanglai.services.statements.on_paper import (
    OnPaper,
    enter_on_paper,
    on_paper_of,
    paper_scan,
    take_back_on_paper,
)
from wanglai.services.statements.preview_letter import preview_letter, preview_notice
from wanglai.services.statements.queries import (
    list_statements,
    printed_statement,
    statement_page,
)
from wanglai.services.statements.reminder_policy import reminder_policies, set_reminder_policy
from wanglai.services.statements.run_life import (
    agree_statements,
    start_statement_run,
    stop_statement_run,
)
from wanglai.services.statements.send_statements import send_statement, send_statements
from wanglai.services.statements.show_letterhead import (
    ended_account_on_paper,
    letterhead_page,
    preview_letterhead,
    preview_statement,
)
from wanglai.services.statements.show_reminders import reminders_of_statement
from wanglai.services.statements.show_runs import list_statement_runs, statement_run_page
from wanglai.services.statements.show_sending import sending_of_run, sending_of_statement
from wanglai.store.models import Membership, User

DAY = date(2026, 3, 31)
PAPER = Document("invoice", 0, "INV-1", DAY, 100)
DRAFT = DraftWanted(0, "", DAY, DAY, {})
WRITES = {"origin": "test", "key": "k"}
ROUND = WantedRound(DAY, "x", "x", "x", 1, 1, 0, 0, "x")
NOBODY = {"origin": "test", "customer_id": 0}
LETTER = {"origin": "test", "kind": "statement", "language": "zh", "version": 0}
CHANNEL = {"origin": "test", "channel": "wecom"}
MESSAGE = {"origin": "test", "message_id": 0, "reason": "x", "moves": 1}
FILES = {"ours": Upload("a.csv", OURS.encode()), "theirs": Upload("b.csv", THEIRS.encode())}

# every call that takes company and actor: what else it takes, and the act it stands for
CALLS: dict[Callable[..., Any], tuple[dict[str, Any], str]] = {
    queries.list_reconciliations: ({}, "list_reconciliations"),
    queries.customers: ({}, "list_customers"),
    queries.reconciliation_page: ({"reconciliation_id": 0}, "view_reconciliation"),
    queries.run_progress: ({"reconciliation_id": 0}, "view_reconciliation"),
    queries.reading_of: ({"reconciliation_id": 0, "side": "ours"}, "view_reconciliation"),
    queries.result_rows: ({"reconciliation_id": 0}, "view_reconciliation"),
    queries.result_row: ({"reconciliation_id": 0, "row_id": "r1-1"}, "view_reconciliation"),
    queries.lines_of: ({"reconciliation_id": 0, "side": "ours"}, "view_reconciliation"),
    queries.notes_of: ({"reconciliation_id": 0}, "view_reconciliation"),
    queries.timeline: ({"reconciliation_id": 0}, "view_reconciliation"),
    demo_pairs: ({}, "list_reconciliations"),
    download_sheet: ({"reconciliation_id": 0, "language": "en", "form": "json"}, "download_sheet"),
    prepare_sheet: ({"reconciliation_id": 0, "language": "en"}, "download_sheet"),
    sheet_progress: ({"reconciliation_id": 0, "language": "en"}, "download_sheet"),
    run_to_print: ({"reconciliation_id": 0}, "download_sheet"),
    original_file: ({"reconciliation_id": 0, "side": "ours"}, "original_file"),
    start_reconciliation: (
        {"customer_name": "x", "idempotency_key": "k", **FILES},
        "start_reconciliation",
    ),
    start_from_book: (
        {
            "customer_id": 0,
            "currency": "CNY",
            "from_on": DAY,
            "through_on": DAY,
            "theirs": FILES["theirs"],
            "idempotency_key": "k",
        },
        "start_reconciliation",
    ),
    balance_page: ({"reconciliation_id": 0}, "view_reconciliation"),
    balance_table: ({"reconciliation_id": 0}, "view_reconciliation"),
    draft_paper: ({"reconciliation_id": 0, "language": "zh"}, "view_reconciliation"),
    sheet_facts: ({"reconciliation_id": 0}, "view_reconciliation"),
    signed_paper: ({"reconciliation_id": 0, "sheet_id": 0, "part": ""}, "download_sheet"),
    dispose_differences: (
        {
            "reconciliation_id": 0,
            "differences": ["x"],
            "kind": "timing",
            "reason": "x",
            "due_on": DAY,
        },
        "dispose_difference",
    ),
    withdraw_disposition: (
        {"reconciliation_id": 0, "difference": "x", "reason": "x"},
        "dispose_difference",
    ),
    note_correction: (
        {"reconciliation_id": 0, "difference": "x", "seq": 1},
        "dispose_difference",
    ),
    freeze_sheet: ({"reconciliation_id": 0, "language": "zh"}, "sign_sheet"),
    approve_sheet: ({"reconciliation_id": 0, "sheet_id": 0}, "sign_sheet"),
    release_sheet: ({"origin": "test", "reconciliation_id": 0, "sheet_id": 0}, "sign_sheet"),
    take_back_release: (
        {"origin": "test", "reconciliation_id": 0, "sheet_id": 0, "reason": "x"},
        "sign_sheet",
    ),
    answer_sheet: (
        {"reconciliation_id": 0, "sheet_id": 0, "name": "x", "signed_on": DAY},
        "sign_sheet",
    ),
    preset_of_book: ({"customer_id": None}, "list_customers"),
    start_demo_reconciliation: ({"key": "x"}, "start_demo_reconciliation"),
    correct_reading: ({"reconciliation_id": 0, "side": "ours", "options": {}}, "correct_reading"),
    confirm_reading: ({"reconciliation_id": 0, "side": "ours"}, "confirm_reading"),
    rerun: ({"reconciliation_id": 0}, "rerun"),
    cancel_run: ({"reconciliation_id": 0}, "cancel_run"),
    accept_group: ({"reconciliation_id": 0, "row_id": "r1-1"}, "accept_group"),
    accept_groups: ({"reconciliation_id": 0, "row_ids": ["r1-1"]}, "accept_group"),
    reject_group: ({"reconciliation_id": 0, "row_id": "r1-1"}, "reject_group"),
    relink_lines: ({"reconciliation_id": 0, "ours": (11,), "theirs": (9,)}, "relink_lines"),
    undo_decision: ({"reconciliation_id": 0, "decision_id": 1}, "undo_decision"),
    write_note: ({"reconciliation_id": 0, "text": "x"}, "write_note"),
    withdraw_note: ({"reconciliation_id": 0, "note_id": 1}, "withdraw_note"),
    book.trial_balance: ({"on": DAY}, "view_books"),
    book.customer_balance: ({"customer_id": 0, "on": DAY}, "view_ledger"),
    book.open_items: ({"customer_id": 0, "on": DAY}, "view_ledger"),
    book.proof: ({"on": DAY}, "view_books"),
    book.proof_since_closing: ({"on": DAY}, "view_books"),
    book_state: ({}, "view_ledger"),
    customers_of_book: ({"on": DAY}, "view_ledger"),
    customer_named: ({"name": "x"}, "view_books"),
    account_page: ({"customer_id": 0, "from_on": DAY, "to_on": DAY}, "view_ledger"),
    account_table: ({"customer_id": 0, "from_on": DAY, "to_on": DAY}, "view_ledger"),
    customers_table: ({"on": DAY}, "view_ledger"),
    items_table: ({"customer_id": 0, "on": DAY}, "view_ledger"),
    balances_table: ({"on": DAY}, "view_books"),
    periods_table: ({}, "view_books"),
    approvals_table: ({}, "view_approvals"),
    reconciliations_table: ({}, "list_reconciliations"),
    vouchers_page: ({}, "export_vouchers"),
    batch_file: ({"batch_id": 0}, "export_vouchers"),
    export_vouchers: (
        {"period_id": 0, "layout": "k3-xlsx", "words": "one", **WRITES},
        "export_vouchers",
    ),
    export_again: ({"batch_id": 0, "layout": "k3-xlsx", **WRITES}, "export_vouchers"),
    archives_page: ({}, "make_archive"),
    archive_file: ({"archive_id": 0}, "make_archive"),
    make_archive: ({"origin": "test"}, "make_archive"),
    subscriptions: ({}, "subscribe_reports"),
    subscribe: (
        {"origin": "test", "report": "ageing", "every": "week", "day": 0, "language": "en"},
        "subscribe_reports",
    ),
    cancel_subscription: ({"origin": "test", "subscription_id": 0}, "subscribe_reports"),
    balances_page: ({"on": DAY}, "view_books"),
    entry_page: ({"seq": 999}, "view_ledger"),
    item_page: ({"item_id": 0}, "view_ledger"),
    open_items_page: ({"customer_id": 0, "on": DAY}, "view_ledger"),
    ages.ageing: ({"on": DAY}, "view_ageing"),
    ages.ageing_part: ({"on": DAY}, "view_ageing"),
    ages.aged_items: ({"customer_id": 0, "on": DAY}, "view_ageing"),
    ageing_page: ({"on": DAY}, "view_ageing"),
    aged_items_page: ({"customer_id": 0, "on": DAY}, "view_ageing"),
    ageing_table: ({"on": DAY}, "view_ageing"),
    aged_items_table: ({"customer_id": 0, "on": DAY}, "view_ageing"),
    list_periods: ({}, "view_books"),
    period_page: ({"period_id": 0}, "view_books"),
    checklist: ({"period_id": 0}, "view_books"),
    list_requests: ({}, "view_approvals"),
    show_request: ({"request_id": 0}, "view_approvals"),
    add_customer: ({"name": "x"}, "post_document"),
    preview_document: ({"document": PAPER}, "post_document"),
    post_document: ({"document": PAPER, **WRITES}, "post_document"),
    import_documents: (
        {"documents": [PAPER], "request_hash": b"", **WRITES},
        "import_documents",
    ),
    go_on: ({"origin": "test", "batch_id": 0}, "import_documents"),
    list_imports: ({}, "view_imports"),
    import_page: ({"import_id": 0}, "view_imports"),
    documents_of_import: ({"import_id": 0}, "view_imports"),
    document_of_import: ({"import_id": 0, "no": 1}, "view_imports"),
    import_sheet: ({"import_id": 0, "company_name": "x", "language": "en"}, "view_imports"),
    import_template: ({"kind": "invoices", "language": "en"}, "view_imports"),
    original_of_import: ({"import_id": 0}, "view_imports"),
    start_cash_run: ({"waits_for_worker": False}, "apply_cash"),
    stop_cash_run: ({"run_id": 0}, "apply_cash"),
    settle_line: (
        {"origin": "test", "line_id": 0, "wanted": CashWanted(0), "key": "k"},
        "apply_cash",
    ),
    undo_settlement: ({"origin": "test", "settlement_id": 0}, "undo_cash"),
    bounce_receipt: ({"origin": "test", "line_id": 0, "receipt_id": 0, "reason": "x"}, "undo_cash"),
    withdraw_bounce: ({"origin": "test", "bounce_id": 0}, "undo_cash"),
    clear_bill: ({"origin": "test", "line_id": 0, "bill_id": 0}, "apply_cash"),
    bills_it_may_pay: ({"line_id": 0}, "view_receipts"),
    bounce_of_line: ({"line_id": 0}, "view_receipts"),
    parts_of_line: ({"line_id": 0}, "view_receipts"),
    returned_line: ({"line_id": 0}, "view_receipts"),
    receipts: ({"wanted": ReceiptsWanted(DAY, DAY)}, "view_receipts"),
    every_receipt: ({"wanted": ReceiptsWanted(DAY, DAY)}, "view_receipts"),
    every_waiting_line: ({}, "view_receipts"),
    queue_table: ({}, "view_receipts"),
    cash_figures_table: ({"from_on": DAY, "to_on": DAY}, "view_receipts"),
    bank_files_table: ({}, "view_bank"),
    receipts_table: ({"wanted": ReceiptsWanted(DAY, DAY)}, "view_receipts"),
    set_letterhead: ({"origin": "test", "name_zh": ""}, "set_letterhead"),
    keep_logo: ({"upload": Upload("a.png", b"a")}, "set_letterhead"),
    letterhead_page: ({}, "view_statements"),
    ended_account_on_paper: ({}, "view_statements"),
    preview_letterhead: ({"name_zh": ""}, "set_letterhead"),
    preview_statement: (
        {
            "customer_id": 0,
            "currency": "CNY",
            "kind": "forward",
            "from_on": DAY,
            "through_on": DAY,
        },
        "issue_statement",
    ),
    open_cycles: ({"origin": "test"}, "close_cycle"),
    close_cycle: ({"origin": "test", "cycle_id": 0}, "close_cycle"),
    close_many: ({"origin": "test", "cycle_ids": [0]}, "close_cycle"),
    bill_cycle: ({"origin": "test", "cycle_id": 0}, "make_invoice"),
    bill_many: ({"origin": "test", "cycle_ids": [0]}, "make_invoice"),
    state_cycles: ({"cycle_ids": [0], "key": "k"}, "issue_statement"),
    set_cycle_policy: ({"origin": "test", "policy": HOUSE}, "set_cycle_policy"),
    list_cycle_policies: ({}, "view_cycles"),
    board_of: ({"wanted": WantedBoard(Span(DAY, DAY))}, "view_cycles"),
    whole_board: ({"wanted": WantedBoard(Span(DAY, DAY))}, "view_cycles"),
    board_table: ({"wanted": WantedBoard(Span(DAY, DAY))}, "view_cycles"),
    cycle_page: ({"cycle_id": 0}, "view_cycles"),
    set_round_rule: ({"origin": "test", "rule": RoundRule("never")}, "set_round_rule"),
    round_rules: ({}, "view_rounds"),
    preview_plan: ({"kind": "month", "day": DAY, "on": DAY}, "plan_rounds"),
    open_round: ({"origin": "test", "kind": "month", "day": DAY, "on": DAY}, "plan_rounds"),
    take_in_missing: ({"origin": "test", "round_id": 0}, "plan_rounds"),
    hand_over_customers: (
        {"origin": "test", "round_id": 0, "member_ids": [0], "owner_id": 0},
        "plan_rounds",
    ),
    move_customers: (
        {"origin": "test", "round_id": 0, "member_ids": [0], "day": DAY},
        "plan_rounds",
    ),
    put_customer_in: (
        {"origin": "test", "round_id": 0, "customer_id": 0, "owner_id": 0, "day": DAY},
        "plan_rounds",
    ),
    take_out_customers: ({"origin": "test", "round_id": 0, "member_ids": [0]}, "plan_rounds"),
    agree_plan: ({"origin": "test", "round_id": 0}, "agree_rounds"),
    ask_excuses: (
        {"origin": "test", "round_id": 0, "member_ids": [0], "reason": "x"},
        "plan_rounds",
    ),
    decide_excuse: (
        {"origin": "test", "round_id": 0, "member_id": 0, "agrees": True},
        "agree_rounds",
    ),
    list_reconciling_rounds: ({}, "view_rounds"),
    reconciling_round_page: ({"round_id": 0}, "view_rounds"),
    year_page: ({"wanted": WantedYear(2026)}, "view_rounds"),
    reconciling_rounds_table: ({}, "view_rounds"),
    members_table: ({"round_id": 0}, "view_rounds"),
    year_table: ({"wanted": WantedYear(2026)}, "view_rounds"),
    set_kpi_target: (
        {"origin": "test", "kpi": "x", "from_on": DAY, "tenths": None},
        "set_kpi_target",
    ),
    kpi_targets: ({}, "view_ledger"),
    procedure_page: ({}, "view_procedures"),
    drawing_of: ({"version": 0}, "view_procedures"),
    cases_page: ({}, "view_procedures"),
    case_page: ({"case_id": 0}, "view_procedures"),
    cases_table: ({"wanted": WantedCases()}, "view_procedures"),
    keep_drawing: ({"upload": Upload("a.bpmn", b"a")}, "set_procedure"),
    drawing_found: ({"file_id": 0}, "set_procedure"),
    set_procedure: ({"origin": "test", "file_id": 0}, "set_procedure"),
    open_case: ({**NOBODY, "title": "x", "key": "k"}, "follow_procedure"),
    do_step: ({"origin": "test", "case_id": 0, "step": "a", "done": 0}, "follow_procedure"),
    look_for_facts: ({"origin": "test", "case_id": 0}, "follow_procedure"),
    stop_case: ({"origin": "test", "case_id": 0, "reason": "x"}, "follow_procedure"),
    list_statements: ({}, "view_statements"),
    statement_page: ({"statement_id": 0}, "view_statements"),
    printed_statement: ({"statement_id": 0}, "view_statements"),
    list_statement_runs: ({}, "view_statements"),
    portal_of_statement: ({"statement_id": 0}, "view_statements"),
    answered_file: ({"statement_id": 0, "answer_id": 0}, "view_statements"),
    reconcile_answer: ({"statement_id": 0, "answer_id": 0}, "start_reconciliation"),
    reply_to_question: (
        {"origin": "test", "statement_id": 0, "answer_id": 0, "words": "x", "key": "x"},
        "reply_to_question",
    ),
    make_link: ({"origin": "test", "statement_id": 0, "contact_id": 0}, "make_portal_link"),
    revoke_link: ({"origin": "test", "link_id": 0}, "make_portal_link"),
    check_paper: ({"text": ""}, "view_statements"),
    check_print: ({"content": b"x"}, "view_statements"),
    statement_run_page: ({"run_id": 0}, "view_statements"),
    statements_table: ({}, "view_statements"),
    list_answers: ({}, "view_statements"),
    answers_table: ({}, "view_statements"),
    statement_table: ({"statement_id": 0}, "view_statements"),
    issue_statement: (
        {
            "origin": "test",
            "customer_id": 0,
            "currency": "CNY",
            "kind": "forward",
            "from_on": DAY,
            "through_on": DAY,
            "key": "k",
        },
        "issue_statement",
    ),
    reissue_statement: (
        {"origin": "test", "statement_id": 0, "reason": "x", "key": "k"},
        "issue_statement",
    ),
    start_statement_run: (
        {"kind": "activity", "from_on": DAY, "through_on": DAY, "key": "k"},
        "issue_statement",
    ),
    stop_statement_run: ({"run_id": 0}, "issue_statement"),
    message_policies: ({}, "view_messages"),
    list_channels: ({}, "view_channels"),
    set_channel: ({**CHANNEL, "name": "", "said": {}}, "set_channel"),
    stop_channel: ({**CHANNEL, "account": 0, "reason": ""}, "set_channel"),
    try_channel: ({**CHANNEL, "account": 0}, "set_channel"),
    preview_notice: (
        {"kind": "group_silent", "language": "zh", "subject": "", "body": ""},
        "view_messages",
    ),
    set_message_policy: (
        {"origin": "test", "open_from": time(8), "open_to": time(8), "calendar": ""},
        "set_message_policy",
    ),
    letter_text_page: ({"kind": "statement", "language": "zh"}, "view_messages"),
    list_letter_texts: ({}, "view_messages"),
    preview_letter: (
        {"kind": "statement", "language": "zh", "subject": "", "body": ""},
        "view_messages",
    ),
    set_letter_text: ({**LETTER, "subject": "", "body": ""}, "set_letter_text"),
    go_back_to_built_in: ({**LETTER, "kind": "none"}, "set_letter_text"),
    reminder_policies: ({}, "view_messages"),
    set_reminder_policy: (
        {"origin": "test", "at_most": -1, "days_between": 1},
        "set_reminder_policy",
    ),
    payment_policies: ({}, "view_messages"),
    set_payment_reminders: ({"origin": "test", "steps": [999]}, "set_payment_reminders"),
    preview_payment_reminders: ({"on": DAY}, "view_messages"),
    preview_payment_letter: (
        {"kind": "overdue", "language": "zh", "subject": "", "body": ""},
        "view_messages",
    ),
    payment_holds: ({"customer_id": 0}, "view_messages"),
    stop_payment_reminders: ({**NOBODY, "reason": "x"}, "hold_payment_reminders"),
    resume_payment_reminders: ({**NOBODY, "reason": "x"}, "hold_payment_reminders"),
    list_payment_reminders: ({}, "view_messages"),
    payment_reminder_page: ({"reminder_id": 0}, "view_messages"),
    payment_reminders_table: ({}, "view_messages"),
    reminders_of_statement: ({"statement_id": 0}, "view_statements"),
    stop_reminders: ({"origin": "test", "statement_id": 0, "reason": "x"}, "hold_reminders"),
    resume_reminders: ({"origin": "test", "statement_id": 0, "reason": "x"}, "hold_reminders"),
    enter_on_paper: (
        {
            "origin": "test",
            "statement_id": 0,
            "said": OnPaper("handed", date(2026, 1, 5), "x"),
            "key": "k",
        },
        "enter_on_paper",
    ),
    take_back_on_paper: ({"origin": "test", "statement_id": 0, "reason": "x"}, "enter_on_paper"),
    on_paper_of: ({"statement_id": 0}, "view_statements"),
    paper_scan: ({"statement_id": 0, "ordinal": 1}, "view_statements"),
    list_messages: ({}, "view_messages"),
    message_page: ({"message_id": 0}, "view_messages"),
    messages_table: ({}, "view_messages"),
    send_statements: ({"origin": "test", "run_id": 0}, "send_statements"),
    send_statement: ({"origin": "test", "statement_id": 0}, "send_statements"),
    hold_sending: ({"origin": "test", "run_id": 0}, "send_statements"),
    go_on_sending: ({"origin": "test", "run_id": 0}, "send_statements"),
    send_failed_again: ({"origin": "test", "run_id": 0}, "send_statements"),
    sending_of_run: ({"run_id": 0}, "view_statements"),
    sending_of_statement: ({"statement_id": 0}, "view_statements"),
    send_again: ({**MESSAGE}, "decide_message"),
    close_message: ({**MESSAGE}, "decide_message"),
    withdraw_message: ({**MESSAGE}, "decide_message"),
    agree_statements: ({"origin": "test", "run_id": 0, "shown": ""}, "agree_statements"),
    accept_payer: (
        {"origin": "test", "line_id": 0, "customer_id": 0, "reason": "x", "key": "k"},
        "apply_cash",
    ),
    share_of_line: ({"line_id": 0, "payer_id": 0, "customer_id": 0}, "view_receipts"),
    put_into_suspense: ({"origin": "test", "line_id": 0, "key": "k"}, "apply_cash"),
    leave_suspense: (
        {
            "origin": "test",
            "line_id": 0,
            "customer_id": 0,
            "on": date(2026, 3, 1),
            "reason": "x",
            "key": "k",
        },
        "transfer",
    ),
    suspense: ({"as_of": date(2026, 3, 1)}, "view_receipts"),
    suspense_in_proof: ({"on": date(2026, 3, 1)}, "view_books"),
    suspense_table: ({"as_of": date(2026, 3, 1)}, "view_receipts"),
    learn_payer_name: ({"origin": "test", "line_id": 0, "customer_id": 0}, "learn_payer"),
    learn_payer_account: (
        {"origin": "test", "line_id": 0, "customer_id": 0, "key": "k"},
        "learn_payer",
    ),
    forget_payer_name: ({"origin": "test", "alias_id": 0}, "learn_payer"),
    set_cash_policy: ({"origin": "test", "policy": Policy(chance_max="2")}, "set_cash_policy"),
    reject_proposal: ({"proposal_id": 0}, "apply_cash"),
    accept_many: ({"origin": "test", "proposal_ids": []}, "apply_cash"),
    acceptable: ({"status": "auto"}, "view_receipts"),
    start_accepting: ({"status": "auto", "newest": 1, "waits_for_worker": False}, "apply_cash"),
    ask_colleague: ({"line_id": 0, "question": ""}, "apply_cash"),
    answer_question: ({"question_id": 0, "answer": ""}, "view_receipts"),
    set_aside: ({"origin": "test", "line_id": 0, "kind": "charge"}, "decide_bank_file"),
    bring_back: ({"origin": "test", "line_id": 0}, "decide_bank_file"),
    last_run: ({}, "view_receipts"),
    policies: ({}, "view_receipts"),
    colleagues_of_cash: ({}, "view_receipts"),
    cash_queue: ({}, "view_receipts"),
    cash_line: ({"line_id": 0}, "view_receipts"),
    cash_figures: ({"from_on": date(2026, 1, 1), "to_on": date(2026, 1, 31)}, "view_receipts"),
    hand_in_bank_file: ({"origin": "test", "upload": FILES["ours"]}, "import_bank_file"),
    read_bank_file_again: ({"origin": "test", "file_id": 0}, "import_bank_file"),
    withdraw_bank_file: ({"origin": "test", "file_id": 0}, "import_bank_file"),
    show_table: ({"file_id": 0}, "import_bank_file"),
    tell_layout: (
        {"origin": "test", "file_id": 0, "account_id": 0, "columns": {}},
        "import_bank_file",
    ),
    take_anyway: ({"origin": "test", "file_id": 0, "reason": "x"}, "decide_bank_file"),
    open_our_account: (
        {"origin": "test", "name": "", "number": "", "currency": ""},
        "keep_our_account",
    ),
    end_our_account: ({"origin": "test", "account_id": 0}, "keep_our_account"),
    banks.list_our_accounts: ({}, "view_bank"),
    banks.our_account_page: ({"account_id": 0}, "view_bank"),
    banks.list_bank_files: ({}, "view_bank"),
    banks.bank_file_page: ({"file_id": 0}, "view_bank"),
    banks.list_bank_lines: ({}, "view_bank"),
    booked_lines: ({"wanted": WantedLines(date(2026, 1, 1), date(2026, 1, 31))}, "view_bank"),
    bank_lines_table: ({"wanted": WantedLines(date(2026, 1, 1), date(2026, 1, 31))}, "view_bank"),
    original_bank_file: ({"origin": "test", "file_id": 0}, "original_bank_file"),
    hand_in_advice: ({"origin": "test", "upload": FILES["ours"], "currency": "cny"}, "keep_advice"),
    withdraw_advice: ({"origin": "test", "remittance_id": 0}, "keep_advice"),
    use_advice_as_it_is: ({"origin": "test", "remittance_id": 0, "reason": ""}, "apply_cash"),
    link_advice: ({"origin": "test", "remittance_id": 0, "line_id": 0}, "apply_cash"),
    part_advice: ({"origin": "test", "remittance_id": 0, "line_id": 0}, "apply_cash"),
    advices.list_advices: ({}, "view_receipts"),
    advices.every_advice: ({}, "view_receipts"),
    advices.advised_lines: ({"remittance_id": 0}, "view_receipts"),
    advices.advice_page: ({"remittance_id": 0}, "view_receipts"),
    advices.original_advice: ({"remittance_id": 0}, "view_receipts"),
    advices.advice_of_line: ({"line_id": 0}, "view_receipts"),
    advices_table: ({}, "view_receipts"),
    advice_table: ({"remittance_id": 0}, "view_receipts"),
    bank_sheet: ({"account_id": 0, "as_of": date(2026, 1, 1)}, "view_bank"),
    bank_sheets: ({"account_id": 0}, "view_bank"),
    prepare_bank_sheet: ({"account_id": 0, "as_of": date(2026, 1, 1)}, "reconcile_bank"),
    sign_bank_sheet: ({"origin": "test", "reconciliation_id": 0}, "sign_bank"),
    start_import: ({"kind": "invoices", "uploads": [FILES["ours"]]}, "import_documents"),
    read_again: ({"import_id": 0, "options": {}}, "import_documents"),
    choose: ({"import_id": 0, "code": "amount.zero", "choice": "leave_out"}, "import_documents"),
    correct_document: ({"import_id": 0, "no": 1, "values": {}}, "import_documents"),
    leave_out: ({"import_id": 0, "no": 1}, "import_documents"),
    take_in: ({"import_id": 0, "no": 1}, "import_documents"),
    order_import: ({"origin": "test", "import_id": 0}, "import_documents"),
    ask_for_credits: ({"origin": "test", "import_id": 0}, "import_documents"),
    stop_import: ({"import_id": 0}, "import_documents"),
    go_on_import: ({"origin": "test", "import_id": 0}, "import_documents"),
    end_import: ({"import_id": 0}, "import_documents"),
    allocate: ({"pairs": [Pair(1, 2, None)], "on": DAY, **WRITES}, "allocate"),
    unallocate: ({"seq": 999, "on": DAY, **WRITES}, "unallocate"),
    reverse_entry: ({"seq": 999, "on": DAY, **WRITES}, "reverse_entry"),
    transfer: ({"item_id": 0, "customer_id": 0, "on": DAY, **WRITES}, "transfer"),
    exchange_item: (
        {"item_id": 0, "amount": 1, "currency": "USD", "received": 1, "on": DAY, **WRITES},
        "transfer",
    ),
    refund: ({"item_id": 0, "on": DAY, **WRITES}, "refund"),
    open_deduction: (
        {"item_id": 0, "amount": 1, "reason": "price", **WRITES},
        "keep_deduction",
    ),
    reassign_deduction: (
        {"origin": "test", "deduction_id": 0, "owner_id": 0, "due_on": DAY},
        "keep_deduction",
    ),
    close_deduction: (
        {"origin": "test", "deduction_id": 0, "state": "rejected", "note": "x"},
        "keep_deduction",
    ),
    deductions_list: ({}, "view_ledger"),
    deduction_owners: ({}, "keep_deduction"),
    deduction_page: ({"deduction_id": 0}, "view_ledger"),
    deductions_table: ({}, "view_ledger"),
    let_go_difference: ({"item_id": 0, "on": DAY, **WRITES}, "allocate"),
    disputes_list: ({}, "view_ledger"),
    disputes_table: ({}, "view_ledger"),
    dispute_causes: ({}, "view_ledger"),
    causes_table: ({}, "view_ledger"),
    reconciling_kpis: ({}, "view_ledger"),
    kpis_table: ({}, "view_ledger"),
    dispute_page: ({"dispute_id": 0}, "view_ledger"),
    dispute_file: ({"dispute_id": 0, "no": 1}, "view_ledger"),
    dispute_owners: ({}, "dispute_item"),
    about_customer: ({"customer_id": 0}, "view_ledger"),
    hand_over_dispute: (
        {"origin": "test", "dispute_id": 0, "owner_id": 0, "said": "x"},
        "keep_dispute",
    ),
    move_dispute_deadline: (
        {"origin": "test", "dispute_id": 0, "due_on": DAY, "said": "x"},
        "keep_dispute",
    ),
    escalate_dispute: ({"origin": "test", "dispute_id": 0, "said": "x"}, "keep_dispute"),
    propose_outcome: (
        {"origin": "test", "dispute_id": 0, "parts": (), "said": "x", "key": "k"},
        "keep_dispute",
    ),
    resolve_dispute: (
        {"origin": "test", "dispute_id": 0, "parts": (), "said": "x", "on": DAY, "key": "k"},
        "keep_dispute",
    ),
    reopen_dispute: ({"origin": "test", "dispute_id": 0, "said": "x"}, "keep_dispute"),
    set_dispute_policy: (
        {"origin": "test", "policy": DisputePolicy(days=0)},
        "set_dispute_policy",
    ),
    note_promise: (
        {"origin": "test", "item_id": 0, "note": "x", "until_on": date(2030, 1, 1)},
        "note_promise",
    ),
    end_promise: ({"origin": "test", "item_id": 0, "note": "x"}, "note_promise"),
    write_off: ({"item_id": 0, "on": DAY, "reason": "x", **WRITES}, "write_off"),
    request_approval: ({"kind": "write_off", "subject": {"item_id": 0}, **WRITES}, "write_off"),
    decide_approval: (
        {"origin": "test", "request_id": 0, "verdict": "approve", "shown_hash": b""},
        "decide_approval",
    ),
    colleagues: ({}, "decide_approval"),
    delegate: ({"origin": "test", "taker": 0, "from_on": DAY, "to_on": DAY}, "decide_approval"),
    take_back: ({"origin": "test", "delegation_id": 0}, "decide_approval"),
    set_bands: ({"origin": "test", "kind": "refund", "bands": ()}, "set_bands"),
    revalue: ({"on": DAY, "rates": [], **WRITES}, "revalue"),
    open_periods: ({"months": 1, **WRITES}, "close_period"),
    close_period: ({"period_id": 0, **WRITES}, "close_period"),
    open_books: ({"origin": "test", "from_on": date(2026, 1, 1)}, "open_books"),
    trail: ({"wanted": TrailFilter()}, "view_audit"),
    people_of_trail: ({}, "view_audit"),
    trail_table: ({"wanted": TrailFilter()}, "view_audit"),
    withdraw_request: ({"origin": "test", "request_id": 0}, "request_approval"),
    accounts: ({}, "view_books"),
    map_accounts: ({"origin": "test", "own_codes": {}}, "map_accounts"),
    looked_after_by: ({"customer_id": 0}, "view_ledger"),
    assignees: ({}, "assign_customer"),
    assign_customer: (
        {"origin": "test", "customer_id": 0, "manager_id": None, "team_id": None},
        "assign_customer",
    ),
    orders: ({"wanted": Wanted()}, "view_documents"),
    deliveries: ({"wanted": Wanted()}, "view_documents"),
    invoices: ({"wanted": Wanted()}, "view_documents"),
    bills: ({"wanted": Wanted()}, "view_documents"),
    customers_for_papers: ({}, "view_documents"),
    customer_for_paper: ({"name": "x"}, "view_documents"),
    order_page: ({"order_id": 0}, "view_documents"),
    delivery_page: ({"delivery_id": 0}, "view_documents"),
    invoice_page: ({"invoice_id": 0}, "view_documents"),
    bill_page: ({"bill_id": 0}, "view_documents"),
    evidence_of: ({"delivery_id": 0}, "view_documents"),
    promised: ({"customer_id": 0}, "view_documents"),
    billable_lines: ({"customer_id": 0}, "view_documents"),
    items_to_pay: ({"customer_id": 0}, "view_documents"),
    enter_order: ({"order": WantedOrder(0, "SO-1", DAY, ()), **WRITES}, "make_order"),
    confirm_order: ({"origin": "test", "order_id": 0}, "make_order"),
    close_order: ({"origin": "test", "order_id": 0}, "make_order"),
    cancel_order: ({"origin": "test", "order_id": 0}, "make_order"),
    deliver: (
        {"order_id": 0, "delivery": WantedDelivery("DN-1", DAY, ()), **WRITES},
        "make_order",
    ),
    accept_delivery: ({"origin": "test", "delivery_id": 0, "on": DAY}, "make_order"),
    cancel_delivery: ({"origin": "test", "delivery_id": 0}, "make_order"),
    attach_evidence: (
        {"origin": "test", "delivery_id": 0, "upload": FILES["ours"]},
        "make_order",
    ),
    make_invoice: ({"invoice": WantedInvoice(0, "INV-1", DAY, ()), **WRITES}, "make_invoice"),
    post_invoice: ({"origin": "test", "invoice_id": 0}, "make_invoice"),
    cancel_invoice: ({"origin": "test", "invoice_id": 0}, "make_invoice"),
    reverse_invoice: ({"origin": "test", "invoice_id": 0, "on": DAY}, "reverse_invoice"),
    make_credit_note: (
        {"credit": WantedCredit(0, "CN-1", DAY, "price", ()), **WRITES},
        "credit_note",
    ),
    post_credit_note: ({"origin": "test", "invoice_id": 0}, "credit_note"),
    receive_bill: (
        {"bill": BillPaper("bank", 0, "B-1", "x", "y", 1, DAY, DAY, DAY), "pays": (), **WRITES},
        "keep_bill",
    ),
    present_bill: ({"origin": "test", "bill_id": 0}, "keep_bill"),
    discount_bill: ({"origin": "test", "bill_id": 0, "proceeds": 1, "on": DAY}, "keep_bill"),
    endorse_bill: ({"origin": "test", "bill_id": 0, "on": DAY, "to": "x"}, "keep_bill"),
    mature_bill: ({"origin": "test", "bill_id": 0, "on": DAY}, "keep_bill"),
    dishonour_bill: ({"origin": "test", "bill_id": 0, "on": DAY}, "keep_bill"),
    list_contracts: ({"on": DAY}, "view_contracts"),
    contract_page: ({"contract_id": 0, "on": DAY}, "view_contracts"),
    take_file: ({"contract_id": 0, "paper_id": 0}, "view_contracts"),
    company_days: ({}, "view_contracts"),
    published_rates: ({}, "view_contracts"),
    payment_law: ({}, "view_contracts"),
    preview_terms: ({"agreement": {}, "from_on": DAY, "signed_on": DAY}, "draft_contract"),
    draft_contract: ({"origin": "test", "wanted": DRAFT}, "draft_contract"),
    change_draft: ({"origin": "test", "contract_id": 0, "wanted": DRAFT}, "draft_contract"),
    amend_contract: (
        {"origin": "test", "contract_id": 0, "amendment": Amendment({}, DAY, DAY, "x")},
        "draft_contract",
    ),
    drop_amendment: ({"origin": "test", "contract_id": 0}, "draft_contract"),
    sign_contract: (
        {"origin": "test", "contract_id": 0, "shown": "", "acknowledged": {}},
        "sign_contract",
    ),
    end_contract: (
        {"origin": "test", "contract_id": 0, "on": DAY, "reason": "x"},
        "end_contract",
    ),
    attach_file: (
        {"origin": "test", "contract_id": 0, "upload": Upload("a", b"a")},
        "file_contract",
    ),
    set_company_day: (
        {"origin": "test", "on": date.max, "is_worked": True, "reason": "", "today": DAY},
        "set_calendar",
    ),
    clear_company_day: ({"origin": "test", "on": DAY}, "set_calendar"),
    enter_rates: ({"origin": "test", "table": "", "rates": ()}, "enter_rates"),
    withdraw_rate: ({"origin": "test", "rate_id": 0}, "enter_rates"),
    set_law: ({"origin": "test", "settings": {}, "reason": ""}, "set_law"),
    find_customers: ({}, "view_customers"),
    filters_offered: ({}, "view_customers"),
    named_customer: ({"name": "x"}, "view_customers"),
    customer_page: ({"customer_id": 0}, "view_customers"),
    customer_papers: ({"customer_id": 0}, "view_documents"),
    customer_money: ({"customer_id": 0, "on": DAY}, "view_customers"),
    customer_reconciliations: ({"customer_id": 0}, "view_customers"),
    customer_timeline: ({"customer_id": 0}, "view_customers"),
    list_rounds: ({}, "view_confirmations"),
    rounds_table: ({}, "view_confirmations"),
    round_page: ({"round_id": 0}, "view_confirmations"),
    letters_table: ({"round_id": 0}, "view_confirmations"),
    letter_page: ({"letter_id": 0}, "view_confirmations"),
    printed_letter: ({"letter_id": 0}, "view_confirmations"),
    reply_file: ({"letter_id": 0, "ordinal": 1}, "view_confirmations"),
    preview_round: ({"on": DAY, "rule": ROUND.rule}, "draft_confirmations"),
    draft_round: ({**WRITES, "wanted": ROUND}, "draft_confirmations"),
    drop_round: ({"origin": "test", "round_id": 0}, "draft_confirmations"),
    agree_round: ({"origin": "test", "round_id": 0, "shown": ""}, "agree_confirmations"),
    close_round: ({"origin": "test", "round_id": 0, "conclusion": ""}, "agree_confirmations"),
    ask_again: ({**WRITES, "round_id": 0}, "answer_confirmations"),
    enter_reply: (
        {**WRITES, "letter_id": 0, "said": Said("", "", DAY, {})},
        "answer_confirmations",
    ),
    explain_difference: (
        {**WRITES, "letter_id": 0, "currency": "CNY", "parts": []},
        "answer_confirmations",
    ),
    bear_out_letter: ({"origin": "test", "letter_id": 0, "shown": ""}, "answer_confirmations"),
    say_impossible: ({"origin": "test", "letter_id": 0, "reason": ""}, "answer_confirmations"),
    take_audit_file: ({"origin": "test", "round_id": 0}, "take_confirmations"),
    customer_file: ({"customer_id": 0, "row_id": 0}, "view_customers"),
    customer_ageing: ({"customer_id": 0, "on": DAY}, "view_ageing"),
    create_customer: ({"origin": "test", "said": {"name": ""}}, "change_customer"),
    change_customer: ({**NOBODY, "version": 1, "said": {}}, "change_customer"),
    set_parent: ({**NOBODY, "parent_id": None}, "change_customer"),
    stop_customer: ({**NOBODY, "reason": "x"}, "change_customer"),
    resume_customer: (NOBODY, "change_customer"),
    tag_customer: ({**NOBODY, "tag": "x"}, "tag_customer"),
    untag_customer: ({**NOBODY, "tag": "x"}, "tag_customer"),
    add_contact: ({**NOBODY, "said": ContactSaid("x")}, "keep_contacts"),
    agree_contact: ({**NOBODY, "contact_id": 0}, "agree_contact"),
    end_contact: ({**NOBODY, "contact_id": 0}, "keep_contacts"),
    add_bank_account: ({**NOBODY, "said": AccountSaid("x")}, "change_bank_account"),
    change_bank_account: ({**NOBODY, "account_id": 0, "does": "end"}, "change_bank_account"),
    see_bank_account: ({**NOBODY, "account_id": 0}, "see_bank_account"),
    add_address: ({**NOBODY, "kind": "billing", "text": "x"}, "keep_customer_papers"),
    end_address: ({**NOBODY, "address_id": 0}, "keep_customer_papers"),
    add_payer: ({**NOBODY, "from_on": DAY, "payer_name": "x"}, "keep_customer_papers"),
    add_payer_named: ({**NOBODY, "from_on": DAY, "name": "x"}, "keep_customer_papers"),
    end_payer: ({**NOBODY, "row_id": 0, "to_on": DAY}, "keep_customer_papers"),
    keep_file: ({**NOBODY, "file": FILES["ours"]}, "keep_customer_papers"),
    end_file: ({**NOBODY, "row_id": 0}, "keep_customer_papers"),
    merge_customers: ({"origin": "test", "merged_id": 0, "survivor_id": 1}, "merge_customers"),
    unmerge_customers: ({"origin": "test", "merged_id": 0}, "merge_customers"),
    duplicates: ({}, "merge_customers"),
    look_for_duplicates: ({"origin": "test"}, "merge_customers"),
    part_customers: ({"origin": "test", "duplicate_id": 0}, "merge_customers"),
    classify_customers: ({"origin": "test"}, "classify_customers"),
    conflict_reports: ({}, "view_people"),
    sign_conflicts: ({"origin": "test", "month": "2026-01"}, "sign_conflicts"),
    teams: ({}, "view_people"),
    form_team: ({"origin": "test", "name": ""}, "manage_people"),
    join_team: ({"origin": "test", "team_id": 0, "person_id": 0}, "manage_people"),
    leave_team: ({"origin": "test", "team_id": 0, "person_id": 0}, "manage_people"),
    people: ({}, "view_people"),
    soft_conflicts: ({}, "view_people"),
    give_role: ({"origin": "test", "person_id": 0, "role": "COL"}, "manage_people"),
    take_role: ({"origin": "test", "person_id": 0, "role": "COL"}, "manage_people"),
    disable_person: ({"origin": "test", "person_id": 0}, "manage_people"),
    enable_person: ({"origin": "test", "person_id": 0}, "manage_people"),
    invite_person: (
        {"origin": "test", "email": "no address", "name": "", "role": "COL"},
        "manage_people",
    ),
}
PACKAGES = (
    access,
    ageing,
    allocation,
    approvals,
    audit,
    bank,
    cash,
    confirmations,
    contracts,
    customers,
    cycles,
    deductions,
    demo,
    disputes,
    exports,
    imports,
    kpi,
    documents,
    ledger,
    messages,
    periods,
    portal,
    procedures,
    promises,
    reconciliation,
    remittances,
    reminders,
    rounds,
    statements,
)


def doors() -> set[Callable[..., Any]]:
    """Every public function of the services that takes a company and an actor, found by looking."""
    found = set()
    for package in PACKAGES:
        for module in pkgutil.iter_modules(package.__path__, package.__name__ + "."):
            for name, value in vars(importlib.import_module(module.name)).items():
                if name.startswith("_") or not inspect.isfunction(value):
                    continue
                asked = inspect.signature(value).parameters
                if {"company_id", "actor"} <= asked.keys() and asked[
                    "actor"
                ].kind is inspect.Parameter.KEYWORD_ONLY:
                    found.add(value)
    return found - {
        admit,
        admit_to_rows,
        admit_to_customers,
        open_result,
        tell,
    }  # the gates themselves


def answer(call: Callable[..., Any], books: Books, scope: dict[str, int]) -> str:
    arguments = dict(CALLS[call][0])
    if "reconciliation_id" in arguments:
        arguments["reconciliation_id"] = books.reconciliation_id
    try:
        call(**scope, **arguments)
    except NotPermitted:
        return "denied"
    except NotFound:
        return "absent"
    except UnableTo as refusal:
        return refusal.code
    return "done"


def test_every_door_stands_in_the_table_of_this_test() -> None:
    assert doors() == set(CALLS)
    by_kind = {kind.act for kind in KINDS.values()}
    assert {act for _, act in CALLS.values()} | by_kind == POLICY.keys()


def test_every_kind_of_import_is_handed_in_by_those_it_is_for(books: Books) -> None:
    assert {kind.act for kind in KINDS.values()} == {"import_documents", "import_orders", "import_contracts"}  # fmt: skip
    for kind in KINDS.values():
        for role in ROLE_NAMES:
            try:
                start_import(**books.scope(role), kind=kind.key, uploads=[FILES["ours"]])
                said = "done"
            except NotPermitted:
                said = "denied"
            except UnableTo as refusal:
                said = refusal.code
            assert (said == "denied") == (role not in POLICY[kind.act]), f"{role} {kind.key}: {said}"  # fmt: skip


def test_every_role_gets_exactly_what_the_policy_says(books: Books) -> None:
    books.finished()
    for call, (_, act) in CALLS.items():
        for role in ROLE_NAMES:
            said = answer(call, books, books.scope(role))
            assert (said == "denied") == (role not in POLICY[act]), (
                f"{role} {call.__name__}: {said}"
            )


def test_an_auditor_only_looks() -> None:
    assert acts_of("AUD") == {
        "list_reconciliations", "view_reconciliation", "list_customers", "download_sheet", "original_file",
        "view_ledger", "view_books", "view_ageing", "view_approvals", "view_people", "view_audit",
        "make_archive", "subscribe_reports", "view_contracts",
        "view_customers", "view_imports",
        "view_documents", "view_bank", "view_receipts", "view_statements", "view_messages", "view_cycles",
        "original_bank_file",
        "view_confirmations", "take_confirmations",
        "view_procedures", "view_channels", "view_rounds",
    }  # fmt: skip
    assert acts_of("ADM") == {
        "view_people", "manage_people", "view_approvals", "request_approval", "view_channels", "set_channel",
    }, "who keeps the keys keeps no books"  # fmt: skip
    assert acts_of("CUS") == frozenset()
    assert acts_of("CSH") == {
        "request_approval",
        "view_bank",
        "import_bank_file",
        "original_bank_file",
    }


def test_two_roles_carry_the_acts_of_both(books: Books) -> None:
    person_id = books.people["COL"]
    assert answer(post_document, books, books.scope("COL")) == "denied"
    Membership.objects.create(company_id=books.company_id, user_id=person_id, role="ARA")
    assert answer(post_document, books, books.scope("COL")) == "book.none"
    (company,) = companies_of(actor=person_id)
    assert company.roles == ("ARA", "COL")
    assert company.acts == acts_of("ARA") | acts_of("COL")
    assert company.role_label.zh == "应收会计、催收"
    assert company.role_label.en == "Receivables accountant, Collector"


def test_strangers_find_nothing_and_change_nothing(books: Books) -> None:
    books.finished()
    before = books.table()
    other = open_company("bieren")
    nobody = User.objects.create(email="nobody@x.example").id
    for call in CALLS:
        for actor in (other.people["FM"], nobody, 999_999):
            assert answer(call, books, {"company_id": books.company_id, "actor": actor}) == "absent"
        if "reconciliation_id" in CALLS[call][0]:
            assert answer(call, books, other.scope("FM")) == "absent", (
                f"{call.__name__} across companies"
            )
    assert books.table() == before


def test_a_person_switched_off_is_out_at_once(books: Books) -> None:
    books.finished()
    User.objects.filter(id=books.people["FM"]).update(is_active=False)
    assert {answer(call, books, books.scope("FM")) for call in CALLS} == {"absent"}
    assert companies_of(actor=books.people["FM"]) == ()


def test_a_person_taken_out_of_the_company_is_out_at_once(books: Books) -> None:
    books.finished()
    Membership.objects.filter(user_id=books.people["FM"]).delete()
    assert {answer(call, books, books.scope("FM")) for call in CALLS} == {"absent"}


def test_companies_are_told_with_role_and_acts(books: Books) -> None:
    (company,) = companies_of(actor=books.people["AUD"])
    assert (company.name, company.roles, company.role_label.zh) == ("yuanjing", ("AUD",), "审计")
    assert company.acts == acts_of("AUD")
    assert person(actor=books.people["AUD"]).email == "aud@yuanjing.example"


def test_an_act_without_a_policy_row_is_a_mistake_of_ours() -> None:
    from wanglai.services.access.policy import may

    with pytest.raises(AssertionError, match="no policy row"):
        may("FM", "burn_the_books")
