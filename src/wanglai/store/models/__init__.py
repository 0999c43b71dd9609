"""The schema, a file per capability; constraints live beside the columns they guard.

What Django cannot say (foreign keys that carry the company, append-only triggers) stands in
``wanglai.store.triggers`` and is created by the migrations. ``docs/invariants.md`` numbers them all.
"""

from __future__ import annotations

from wanglai.store.models.approvals import (
    ApprovalBand,
    ApprovalDecision,
    ApprovalEnd,
    ApprovalRequest,
    Delegation,
)
from wanglai.store.models.bills import Bill
from wanglai.store.models.companies import Company, Membership, User
from wanglai.store.models.contracts import (
    CompanyDay,
    Contract,
    ContractFile,
    ContractVersion,
    ExpiryWarning,
    LawSetting,
    PublishedRate,
)
from wanglai.store.models.customers import ConfirmedMapping, Customer
from wanglai.store.models.decisions import (
    DecisionUndone,
    HeldLine,
    HumanDecision,
    Note,
    NoteWithdrawn,
)
from wanglai.store.models.events import Event
from wanglai.store.models.files import StoredFile
from wanglai.store.models.imports import ImportBatch, ImportRow, PostingRule
from wanglai.store.models.invoices import Invoice, InvoiceInstalment, InvoiceLine
from wanglai.store.models.ledger import Account, Act, ChainHead, Entry, EntryLine, NumberSeries
from wanglai.store.models.open_items import Allocation, OpenItem
from wanglai.store.models.orders import Delivery, DeliveryLine, SalesOrder, SalesOrderLine
from wanglai.store.models.periods import Anchor, BalanceSnapshot, ItemSnapshot, Period
from wanglai.store.models.reconciliation import Reconciliation, Run, Standing
from wanglai.store.models.results import LedgerLine, ReadingRecord, ResultDifference, ResultRow
from wanglai.store.models.sheets import PreparedSheet
from wanglai.store.models.teams import CustomerSight, Team, TeamMember

__all__ = [
    "Account",
    "Act",
    "Allocation",
    "Anchor",
    "ApprovalBand",
    "ApprovalDecision",
    "ApprovalEnd",
    "ApprovalRequest",
    "BalanceSnapshot",
    "Bill",
    "ChainHead",
    "Company",
    "CompanyDay",
    "ConfirmedMapping",
    "Contract",
    "ContractFile",
    "ContractVersion",
    "Customer",
    "CustomerSight",
    "DecisionUndone",
    "Delegation",
    "Delivery",
    "DeliveryLine",
    "Entry",
    "EntryLine",
    "Event",
    "ExpiryWarning",
    "HeldLine",
    "HumanDecision",
    "ImportBatch",
    "ImportRow",
    "Invoice",
    "InvoiceInstalment",
    "InvoiceLine",
    "ItemSnapshot",
    "LawSetting",
    "LedgerLine",
    "Membership",
    "Note",
    "NoteWithdrawn",
    "NumberSeries",
    "OpenItem",
    "Period",
    "PostingRule",
    "PreparedSheet",
    "PublishedRate",
    "ReadingRecord",
    "Reconciliation",
    "ResultDifference",
    "ResultRow",
    "Run",
    "SalesOrder",
    "SalesOrderLine",
    "Standing",
    "StoredFile",
    "Team",
    "TeamMember",
    "User",
]
