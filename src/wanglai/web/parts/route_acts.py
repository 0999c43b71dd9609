"""Which act each address stands for: what the door asks before a view is reached.

An address behind the door without a row here answers nobody, and ``tests/web/test_every_route.py`` is red. The
services ask again, for the exact act and row.
"""

from __future__ import annotations

from dataclasses import dataclass

MEMBER: frozenset[str] = frozenset()  # whoever belongs to a company


@dataclass(frozen=True)
class RouteActs:
    """One of these acts is needed to look, one of those to send; None where that is not answered at all."""

    looking: frozenset[str] | None = None
    sending: frozenset[str] | None = None

    def wanted(self, method: str | None) -> frozenset[str] | None:
        return self.looking if method in ("GET", "HEAD") else self.sending


def _looks(*acts: str) -> RouteActs:
    return RouteActs(looking=frozenset(acts))


def _sends(*acts: str) -> RouteActs:
    return RouteActs(sending=frozenset(acts))


def _form(act: str) -> RouteActs:
    return RouteActs(frozenset({act}), frozenset({act}))


_IMPORTING = frozenset({"import_documents", "import_orders", "import_contracts"})

ROUTES: dict[str, RouteActs] = {
    "home": RouteActs(looking=MEMBER),
    "choose_company": RouteActs(sending=MEMBER),
    "ageing:report": _looks("view_ageing"),
    "ageing:sheet": _looks("view_ageing"),
    "ageing:items": _looks("view_ageing"),
    "ageing:items_sheet": _looks("view_ageing"),
    "ledger:flag": _sends("dispute_item", "note_promise"),
    "approvals:inbox": _looks("view_approvals"),
    "approvals:sheet": _looks("view_approvals"),
    "approvals:page": _looks("view_approvals"),
    "approvals:decide": _sends("decide_approval"),
    "approvals:withdraw": _sends("request_approval"),
    "approvals:ask": _sends("write_off", "refund", "transfer"),
    "approvals:delegate": _sends("decide_approval"),
    "audit:list": _looks("view_audit"),
    "audit:sheet": _looks("view_audit"),
    "exports:vouchers": _looks("export_vouchers"),
    "exports:make_vouchers": _sends("export_vouchers"),
    "exports:batch": _looks("export_vouchers"),
    "exports:again": _sends("export_vouchers"),
    "exports:archives": _looks("make_archive"),
    "exports:ask_archive": _sends("make_archive"),
    "exports:archive": _looks("make_archive"),
    "exports:reports": _looks("subscribe_reports"),
    "exports:subscribe": _sends("subscribe_reports"),
    "exports:cancel": _sends("subscribe_reports"),
    "documents:orders": _looks("view_documents"),
    "documents:new_order": RouteActs(frozenset({"make_order"}), frozenset({"make_order"})),
    "documents:order": _looks("view_documents"),
    "documents:deliver": RouteActs(frozenset({"make_order"}), frozenset({"make_order"})),
    "documents:move_order": _sends("make_order"),
    "documents:deliveries": _looks("view_documents"),
    "documents:delivery": _looks("view_documents"),
    "documents:delivery_note": _looks("view_documents"),
    "documents:accept": _sends("make_order"),
    "documents:attach": _sends("make_order"),
    "documents:evidence": _looks("view_documents"),
    "documents:cancel_delivery": _sends("make_order"),
    "documents:invoices": _looks("view_documents"),
    "documents:new_invoice": RouteActs(frozenset({"make_invoice"}), frozenset({"make_invoice"})),
    "documents:invoice": _looks("view_documents"),
    "documents:printed_invoice": _looks("view_documents"),
    "documents:post": _sends("make_invoice", "credit_note"),
    "documents:cancel_invoice": _sends("make_invoice"),
    "documents:reverse": _sends("reverse_invoice"),
    "documents:credit": RouteActs(frozenset({"credit_note"}), frozenset({"credit_note"})),
    "documents:bills": _looks("view_documents"),
    "documents:new_bill": RouteActs(frozenset({"keep_bill"}), frozenset({"keep_bill"})),
    "documents:bill": _looks("view_documents"),
    "documents:move_bill": _sends("keep_bill"),
    "contracts:list": _looks("view_contracts"),
    "contracts:page": _looks("view_contracts"),
    "contracts:new": RouteActs(frozenset({"draft_contract"}), frozenset({"draft_contract"})),
    "contracts:change": RouteActs(frozenset({"draft_contract"}), frozenset({"draft_contract"})),
    "contracts:amend": RouteActs(frozenset({"draft_contract"}), frozenset({"draft_contract"})),
    "contracts:preview": _sends("draft_contract"),
    "contracts:sign": _sends("sign_contract"),
    "contracts:drop": _sends("draft_contract"),
    "contracts:end": _sends("end_contract"),
    "contracts:attach": _sends("file_contract"),
    "contracts:file": _looks("view_contracts"),
    "contracts:rules": _looks("view_contracts"),
    "contracts:set_day": _sends("set_calendar"),
    "contracts:clear_day": _sends("set_calendar"),
    "contracts:rates": _sends("enter_rates"),
    "contracts:withdraw_rate": _sends("enter_rates"),
    "contracts:law": _sends("set_law"),
    "customers:list": _looks("view_customers"),
    "customers:new": _form("change_customer"),
    "customers:classify": _sends("classify_customers"),
    "customers:duplicates": _looks("merge_customers"),
    "customers:look": _sends("merge_customers"),
    "customers:part": _sends("merge_customers"),
    "customers:merge": _sends("merge_customers"),
    "customers:page": _looks("view_customers"),
    "customers:change": _form("change_customer"),
    "customers:group": _sends("change_customer"),
    "customers:stop": _sends("change_customer"),
    "customers:resume": _sends("change_customer"),
    "customers:unmerge": _sends("merge_customers"),
    "customers:tag": _sends("tag_customer"),
    "customers:untag": _sends("tag_customer"),
    "customers:contact": _form("keep_contacts"),
    "customers:agree_contact": _sends("agree_contact"),
    "customers:end_contact": _sends("keep_contacts"),
    "customers:account": _form("change_bank_account"),
    "customers:see_account": _sends("see_bank_account"),
    "customers:move_account": _sends("change_bank_account"),
    "customers:add_address": _sends("keep_customer_papers"),
    "customers:end_address": _sends("keep_customer_papers"),
    "customers:add_payer": _sends("keep_customer_papers"),
    "customers:end_payer": _sends("keep_customer_papers"),
    "customers:add_file": _sends("keep_customer_papers"),
    "customers:file": _looks("view_customers"),
    "customers:end_file": _sends("keep_customer_papers"),
    "imports:list": _looks("view_imports"),
    "imports:new": RouteActs(_IMPORTING, _IMPORTING),
    "imports:template": _looks("view_imports"),
    "imports:page": _looks("view_imports"),
    "imports:progress": _looks("view_imports"),
    "imports:read": RouteActs(sending=_IMPORTING),
    "imports:choose": RouteActs(sending=_IMPORTING),
    "imports:document": _looks("view_imports"),
    "imports:correct": RouteActs(sending=_IMPORTING),
    "imports:leave_out": RouteActs(sending=_IMPORTING),
    "imports:take_in": RouteActs(sending=_IMPORTING),
    "imports:order": RouteActs(sending=_IMPORTING),
    "imports:stop": RouteActs(sending=_IMPORTING),
    "imports:go_on": RouteActs(sending=_IMPORTING),
    "imports:end": RouteActs(sending=_IMPORTING),
    "imports:sheet": _looks("view_imports"),
    "imports:original": _looks("view_imports"),
    "ledger:customers": _looks("view_ledger"),
    "ledger:customers_sheet": _looks("view_ledger"),
    "ledger:open_book": _sends("open_books"),
    "ledger:new": RouteActs(frozenset({"post_document"}), frozenset({"post_document"})),
    "ledger:balances": _looks("view_books"),
    "ledger:balances_sheet": _looks("view_books"),
    "ledger:accounts": _looks("view_books"),
    "ledger:map": _sends("map_accounts"),
    "ledger:account": _looks("view_ledger"),
    "ledger:sheet": _looks("view_ledger"),
    "ledger:assign": _sends("assign_customer"),
    "ledger:items": _looks("view_ledger"),
    "ledger:items_sheet": _looks("view_ledger"),
    "ledger:settle": _sends("allocate"),
    "ledger:item": _looks("view_ledger"),
    "ledger:undo": _sends("unallocate"),
    "ledger:move": _sends("write_off", "refund", "transfer"),
    "ledger:entry": _looks("view_ledger"),
    "ledger:reverse": _sends("reverse_entry"),
    "people:list": _looks("view_people"),
    "people:matrix": _looks("view_people"),
    "people:invite": _sends("manage_people"),
    "people:give": _sends("manage_people"),
    "people:take": _sends("manage_people"),
    "people:disable": _sends("manage_people"),
    "people:enable": _sends("manage_people"),
    "people:sign_conflicts": _sends("sign_conflicts"),
    "people:teams": _looks("view_people"),
    "people:form_team": _sends("manage_people"),
    "people:join_team": _sends("manage_people"),
    "people:leave_team": _sends("manage_people"),
    "periods:list": _looks("view_books"),
    "periods:sheet": _looks("view_books"),
    "periods:open": _sends("close_period"),
    "periods:page": _looks("view_books"),
    "periods:close": _sends("close_period"),
    "reconciliation:list": _looks("list_reconciliations"),
    "reconciliation:list_sheet": _looks("list_reconciliations"),
    "reconciliation:new": RouteActs(
        frozenset({"start_reconciliation"}), frozenset({"start_reconciliation"})
    ),
    "reconciliation:demo": _sends("start_demo_reconciliation"),
    "reconciliation:page": _looks("view_reconciliation"),
    "reconciliation:progress": _looks("view_reconciliation"),
    "reconciliation:stop": _sends("cancel_run"),
    "reconciliation:rerun": _sends("rerun"),
    "reconciliation:reading": _looks("view_reconciliation"),
    "reconciliation:correct": _sends("correct_reading"),
    "reconciliation:remember": _sends("confirm_reading"),
    "reconciliation:rows": _looks("view_reconciliation"),
    "reconciliation:row": _looks("view_reconciliation"),
    "reconciliation:accept": _sends("accept_group"),
    "reconciliation:reject": _sends("reject_group"),
    "reconciliation:note_row": _sends("write_note"),
    "reconciliation:accept_several": _sends("accept_group"),
    "reconciliation:undo": _sends("undo_decision"),
    "reconciliation:note": _sends("write_note"),
    "reconciliation:withdraw": _sends("withdraw_note"),
    "reconciliation:link": RouteActs(
        frozenset({"view_reconciliation"}), frozenset({"relink_lines"})
    ),
    "reconciliation:lines": _looks("view_reconciliation"),
    "reconciliation:notes": _looks("view_reconciliation"),
    "reconciliation:history": _looks("view_reconciliation"),
    "reconciliation:sheet": _looks("download_sheet"),
    "reconciliation:preparing": _looks("download_sheet"),
    "reconciliation:contract": _looks("download_sheet"),
    "reconciliation:original": _looks("original_file"),
}
