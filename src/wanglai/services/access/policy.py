"""The one table of acts: each stands for a mark of a duty, and the matrix says which roles carry it.

Code, screens, tests and the printed matrix read it; an act without a row is a mistake of ours.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from wanglai.services.access.matrix import LEDGER_DUTIES, ROLE_NAMES, Mark, holders

__all__ = ["ACTS", "BY_ROW", "POLICY", "ROLE_NAMES", "Right", "acts_of", "may", "sees_every_row"]


@dataclass(frozen=True)
class Right:
    """What one needs for an act: one of these marks for one of these duties.

    With ``Mark.OWN`` among them, a role that has no more than that carries the act for its own customers.
    """

    duties: tuple[int, ...]
    marks: frozenset[Mark]

    @property
    def roles(self) -> frozenset[str]:
        """Who carries the act. What a customer's contact may see of their own stands in the portal, not here."""
        return holders(self.duties, self.marks) - (OUTSIDE if self.is_by_row else frozenset())

    @property
    def is_by_row(self) -> bool:
        return Mark.OWN in self.marks

    @property
    def roles_of_every_row(self) -> frozenset[str]:
        """Who carries the act for every customer of the company."""
        return holders(self.duties, self.marks - {Mark.OWN})


OUTSIDE = frozenset({"CUS"})


def _right(duty: int | Iterable[int], *marks: Mark) -> Right:
    return Right((duty,) if isinstance(duty, int) else tuple(duty), frozenset(marks))


_SEE = (Mark.VIEW, Mark.MAKE, Mark.APPROVE)
_SEE_OWN = (*_SEE, Mark.OWN)
_DO = (Mark.MAKE, Mark.APPROVE)

# A statement is agreed with the customer's ledger before it goes out: reconciliations are duty 14.
ACTS: dict[str, Right] = {
    "list_reconciliations": _right(14, *_SEE_OWN),
    "view_reconciliation": _right(14, *_SEE_OWN),
    "list_customers": _right(14, *_SEE_OWN),
    "download_sheet": _right(14, *_SEE_OWN),
    "original_file": _right(14, *_SEE),  # a file may hold other customers, too
    "start_reconciliation": _right(14, *_DO),
    "start_demo_reconciliation": _right(14, *_DO),
    "correct_reading": _right(14, *_DO),
    "confirm_reading": _right(14, *_DO),
    "rerun": _right(14, *_DO),
    "cancel_run": _right(14, *_DO),
    "accept_group": _right(14, *_DO),
    "reject_group": _right(14, *_DO),
    "relink_lines": _right(14, *_DO),
    "undo_decision": _right(14, *_DO),
    "write_note": _right(14, *_DO),
    "withdraw_note": _right(14, *_DO),
    "dispose_difference": _right(14, *_DO),
    "sign_sheet": _right(14, *_DO),  # the second of two people who carry it
    "view_statements": _right(14, *_SEE_OWN),
    "issue_statement": _right(14, *_DO),
    "agree_statements": _right(14, Mark.APPROVE),  # many at once: drafted by one, agreed by another
    # A way for the customer to look and answer; what the customer says is theirs alone (duty 15, the portal).
    "make_portal_link": _right(14, *_DO),
    "reply_to_question": _right(14, *_DO),
    # Letters of confirmation are statements of an audit: of the whole company, never of one's own customers only.
    "view_confirmations": _right(14, *_SEE),
    "draft_confirmations": _right(14, *_DO),
    "agree_confirmations": _right(14, Mark.APPROVE),  # and closing, which is a third person's
    "answer_confirmations": _right(14, *_DO),
    "take_confirmations": _right(23, Mark.ASK, *_DO),
    "set_letterhead": _right(3, *_DO),
    "send_statements": _right(14, *_DO),
    # What goes to customers: whoever sees statements or chases sees it; who issues statements decides what is in doubt.
    "view_messages": _right((14, 18), *_SEE_OWN),
    "decide_message": _right(14, *_DO),
    "set_message_policy": _right(17, *_DO),
    "set_letter_text": _right(17, *_DO),  # what letters say: plan and templates
    "set_reminder_policy": _right(17, *_DO),
    "set_payment_reminders": _right(17, *_DO),
    # Whoever may chase the customer, or states its account, says that it is not to be chased by the machine.
    "hold_reminders": _right((14, 18), *_DO),
    # What happened to a statement where no mail and no portal saw it.
    "enter_on_paper": _right(14, *_DO),
    "hold_payment_reminders": _right(18, *_DO),
    # A cycle ends in a statement to the customer; its bills are invoices (duty 7).
    "view_cycles": _right(14, *_SEE_OWN),
    "close_cycle": _right(14, *_DO),
    "set_cycle_policy": _right(14, *_DO),
    # Rounds of reconciling end in statements agreed; a plan, and leaving somebody out of it, is another person's word.
    "view_rounds": _right(14, *_SEE_OWN),
    "plan_rounds": _right(14, *_DO),
    "agree_rounds": _right(14, Mark.APPROVE),
    "set_round_rule": _right(14, Mark.APPROVE),
    "set_kpi_target": _right(14, Mark.APPROVE),
    # The procedure of reconciliations: whoever sees statements sees where each case stands and does its steps.
    "view_procedures": _right(14, *_SEE_OWN),
    "set_procedure": _right(14, *_DO),
    "follow_procedure": _right((14, 16, 18), Mark.HELP, *_DO),
    "view_ledger": _right(7, *_SEE_OWN),
    "view_books": _right(7, *_SEE),  # what is of the company, not of one customer
    "view_ageing": _right(7, *_SEE),  # the same figures by age
    "post_document": _right(7, *_DO),
    "import_documents": _right(7, *_DO),
    "import_orders": _right(6, *_DO),  # orders and deliveries of the customers one sees
    "import_contracts": _right((4, 6), *_DO),  # as drafts; signing is another's
    "view_imports": _right(
        (4, 6, 7), *_SEE
    ),  # those who see no books: what they handed in themselves
    "allocate": _right(10, *_DO),
    "transfer": _right(10, *_DO),
    "unallocate": _right(11, *_DO),
    "reverse_entry": _right(11, *_DO),
    # The accountant asks, the bands send it to managers: with the right to ask alone nothing is paid.
    "refund": _right(12, Mark.ASK, *_DO),
    "write_off": _right(20, *_DO),
    "open_books": _right(21, *_DO),
    "revalue": _right(21, *_DO),
    "map_accounts": _right(21, *_DO),
    "close_period": _right(21, Mark.APPROVE),  # a closed period never opens again
    "view_approvals": _right((7, 24), *_SEE),
    "request_approval": _right((*LEDGER_DUTIES, 24), *_DO),
    # Whoever makes may be asked to decide in another's place; the band says whose word counts. Contracts (6) and
    # bank files (9) alone let nobody see what is asked for.
    "decide_approval": _right([duty for duty in LEDGER_DUTIES if duty not in (6, 9)], *_DO),
    "set_bands": _right(25, Mark.APPROVE),
    "assign_customer": _right(1, *_DO),
    "view_documents": _right(7, *_SEE_OWN),
    "make_order": _right(6, *_DO),  # of the customers one sees; evidence of delivery, too
    "make_invoice": _right(7, *_DO),
    "reverse_invoice": _right(11, *_DO),
    "credit_note": _right(8, *_DO),
    "keep_bill": _right(7, *_DO),
    "view_contracts": _right(7, *_SEE_OWN),  # whoever sees a customer's account sees its contracts
    "draft_contract": _right((4, 6), *_DO),
    "sign_contract": _right(4, *_DO),  # the controller asks, the band sends it to a manager
    "end_contract": _right(4, *_DO),
    "file_contract": _right(6, *_DO),
    "set_calendar": _right(4, *_DO),
    "enter_rates": _right(4, *_DO),
    "set_law": _right(25, Mark.APPROVE),
    # Whoever looks at a customer's account looks at its file; salespeople at their own customers'.
    "view_customers": _right((1, 7), *_SEE_OWN),
    # With the right to ask alone nothing is changed: the verb wants the word of who approves.
    "change_customer": _right(1, Mark.ASK, *_DO),
    "tag_customer": _right(1, Mark.ASK, *_DO),  # a word to find it by is no master data
    "merge_customers": _right(1, Mark.ASK, *_DO),
    "keep_contacts": _right(2, Mark.ASK, *_DO),
    "agree_contact": _right(2, *_DO),
    "change_bank_account": _right(2, Mark.ASK, *_DO),
    "keep_customer_papers": _right((1, 2), *_DO),  # addresses, payers, files
    "see_bank_account": _right((2, 4), *_DO),  # the whole number, which leaves a trace
    "classify_customers": _right(4, *_DO),
    "view_bank": _right(9, *_SEE),  # files, statements and lines as the bank wrote them
    "original_bank_file": _right(
        9, *_SEE
    ),  # with whole account numbers, so taking one leaves a trace
    "import_bank_file": _right(9, *_DO),
    # A file that does not close is taken by another than who brought it in.
    "decide_bank_file": _right(22, *_DO),
    "keep_our_account": _right(3, *_DO),
    "reconcile_bank": _right(22, *_DO),
    "sign_bank": _right(22, Mark.APPROVE),
    "view_receipts": _right(10, *_SEE),
    "apply_cash": _right(10, *_DO),
    "keep_advice": _right(10, *_DO),  # what customers write about their payments
    "learn_payer": _right(10, *_DO),  # a name; an account is agreed by another as always
    "undo_cash": _right(11, *_DO),
    "set_cash_policy": _right(13, *_DO),
    # Keys of the company at other services: settings, not books.
    "view_channels": _right(25, *_SEE),
    "set_channel": _right(25, Mark.MAKE, Mark.APPROVE),
    "view_people": _right(24, *_SEE),
    "manage_people": _right(24, Mark.MAKE),
    "sign_conflicts": _right(24, Mark.APPROVE),
    "view_audit": _right(26, Mark.VIEW),
    # Accountants and controllers ask, a manager agrees; the auditor makes. No licence is asked for it.
    "make_archive": _right(23, Mark.ASK, *_DO),
    "export_vouchers": _right(7, *_DO),  # the entries, for the company's own other books
    # Sales and collectors raise a dispute and bring its facts; others settle it.
    "dispute_item": _right(16, Mark.HELP, *_DO),
    "keep_deduction": _right(16, *_DO),
    "keep_dispute": _right(16, *_DO),  # who only brings facts raises it and speaks in it
    "set_dispute_policy": _right(16, Mark.APPROVE),
    "note_promise": _right(18, *_DO),
    "subscribe_reports": _right(7, *_SEE),  # who sees the ageing may have it sent to themselves
}

BY_ROW = frozenset(act for act, right in ACTS.items() if right.is_by_row)
POLICY: dict[str, frozenset[str]] = {act: right.roles for act, right in ACTS.items()}


def may(role: str, act: str) -> bool:
    """True where the role carries the act; an act without a row in the table is a mistake of ours."""
    assert act in POLICY, f"no policy row for {act}"
    return role in POLICY[act]


def sees_every_row(role: str, act: str) -> bool:
    """True where the role carries the act for every customer, not for its own only."""
    return role in ACTS[act].roles_of_every_row


def acts_of(*roles: str) -> frozenset[str]:
    """Every act that one of the roles carries."""
    return frozenset(act for act, carried_by in POLICY.items() if not carried_by.isdisjoint(roles))
