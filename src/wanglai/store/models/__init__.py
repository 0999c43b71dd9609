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
from wanglai.store.models.bank import (
    BankAccount,
    BankEntry,
    BankFile,
    BankReconciliation,
    BankStatement,
)
from wanglai.store.models.bills import Bill
from wanglai.store.models.bounces import BouncedReceipt
from wanglai.store.models.cash import (
    AcceptedPayer,
    AdvisedReceipt,
    CashPolicy,
    CashProposal,
    CashRun,
    DeductionCase,
    LineQuestion,
    PayerAlias,
    Remittance,
    RemittanceLine,
    Settlement,
)
from wanglai.store.models.channels import ChannelAccount
from wanglai.store.models.companies import Company, Membership, User
from wanglai.store.models.confirmations import (
    ConfirmationExplanation,
    ConfirmationFinding,
    ConfirmationLetter,
    ConfirmationPrint,
    ConfirmationProcedure,
    ConfirmationReply,
    ConfirmationReplyLine,
    ConfirmationRound,
    ConfirmationUnit,
)
from wanglai.store.models.contracts import (
    CompanyDay,
    Contract,
    ContractFile,
    ContractVersion,
    ExpiryWarning,
    LawSetting,
    PublishedRate,
)
from wanglai.store.models.customer_file import (
    ContactChannel,
    CustomerAddress,
    CustomerBankAccount,
    CustomerChange,
    CustomerClass,
    CustomerContact,
    CustomerDuplicate,
    CustomerFile,
    CustomerMerge,
    CustomerPayer,
    CustomerTag,
)
from wanglai.store.models.customers import ConfirmedMapping, Customer
from wanglai.store.models.cycles import CycleBill, CycleBilling, CyclePolicy, SettlementCycle
from wanglai.store.models.decisions import (
    DecisionUndone,
    HeldLine,
    HumanDecision,
    Note,
    NoteWithdrawn,
)
from wanglai.store.models.dispositions import Disposition, SharedSheet, SheetSignature
from wanglai.store.models.disputes import Dispute, DisputeClaim, DisputePolicy, DisputeStep
from wanglai.store.models.events import Event
from wanglai.store.models.exports import (
    Archive,
    ReportDelivery,
    ReportSubscription,
    VoucherBatch,
    VoucherOfEntry,
)
from wanglai.store.models.file_imports import (
    FileImport,
    ImportDecision,
    ImportedDocument,
    ImportedLine,
    ImportMapping,
    ImportProblem,
)
from wanglai.store.models.files import StoredFile
from wanglai.store.models.group_notices import GroupNotice
from wanglai.store.models.imports import ImportBatch, ImportRow, PostingRule
from wanglai.store.models.invoices import Invoice, InvoiceInstalment, InvoiceLine
from wanglai.store.models.item_flags import ItemFlag
from wanglai.store.models.kpi_targets import KpiTarget
from wanglai.store.models.ledger import Account, Act, ChainHead, Entry, EntryLine, NumberSeries
from wanglai.store.models.messages import (
    Message,
    MessageEvent,
    MessageFile,
    MessagePolicy,
    StatementSending,
)
from wanglai.store.models.on_paper import StatementOnPaper
from wanglai.store.models.open_items import Allocation, OpenItem
from wanglai.store.models.orders import Delivery, DeliveryLine, SalesOrder, SalesOrderLine
from wanglai.store.models.payment_reminders import (
    ManagerMail,
    PaymentReminder,
    PaymentReminderHold,
    PaymentReminderLetter,
    PaymentReminderLine,
    PaymentReminderPolicy,
)
from wanglai.store.models.periods import Anchor, BalanceSnapshot, ItemSnapshot, Period
from wanglai.store.models.portal import (
    PortalAnswer,
    PortalCode,
    PortalLink,
    PortalReply,
    PortalSession,
    PortalStranger,
    SheetRelease,
)
from wanglai.store.models.procedures import (
    ProcedureCase,
    ProcedureStep,
    ProcedureVersion,
    ProcedureWatch,
)
from wanglai.store.models.reconciliation import Reconciliation, Run, Standing
from wanglai.store.models.reminders import (
    LetterText,
    ReminderHold,
    ReminderPolicy,
    StatementReminder,
    StatementSilence,
)
from wanglai.store.models.results import LedgerLine, ReadingRecord, ResultDifference, ResultRow
from wanglai.store.models.rounds import (
    ReconcilingRound,
    RoundExcuse,
    RoundMember,
    RoundRuleVersion,
)
from wanglai.store.models.sheets import PreparedSheet
from wanglai.store.models.statements import (
    Letterhead,
    Statement,
    StatementFile,
    StatementRun,
    StatementRunItem,
)
from wanglai.store.models.teams import CustomerSight, Team, TeamMember
from wanglai.store.models.two_sided import BookLine, BookReading, BookSide, CarriedLine

__all__ = [
    "AcceptedPayer",
    "Account",
    "Act",
    "AdvisedReceipt",
    "Allocation",
    "Anchor",
    "ApprovalBand",
    "ApprovalDecision",
    "ApprovalEnd",
    "ApprovalRequest",
    "Archive",
    "BalanceSnapshot",
    "BankAccount",
    "BankEntry",
    "BankFile",
    "BankReconciliation",
    "BankStatement",
    "Bill",
    "BookLine",
    "BookReading",
    "BookSide",
    "BouncedReceipt",
    "CarriedLine",
    "CashPolicy",
    "CashProposal",
    "CashRun",
    "ChainHead",
    "ChannelAccount",
    "Company",
    "CompanyDay",
    "ConfirmationExplanation",
    "ConfirmationFinding",
    "ConfirmationLetter",
    "ConfirmationPrint",
    "ConfirmationProcedure",
    "ConfirmationReply",
    "ConfirmationReplyLine",
    "ConfirmationRound",
    "ConfirmationUnit",
    "ConfirmedMapping",
    "ContactChannel",
    "Contract",
    "ContractFile",
    "ContractVersion",
    "Customer",
    "CustomerAddress",
    "CustomerBankAccount",
    "CustomerChange",
    "CustomerClass",
    "CustomerContact",
    "CustomerDuplicate",
    "CustomerFile",
    "CustomerMerge",
    "CustomerPayer",
    "CustomerSight",
    "CustomerTag",
    "CycleBill",
    "CycleBilling",
    "CyclePolicy",
    "DecisionUndone",
    "DeductionCase",
    "Delegation",
    "Delivery",
    "DeliveryLine",
    "Disposition",
    "Dispute",
    "DisputeClaim",
    "DisputePolicy",
    "DisputeStep",
    "Entry",
    "EntryLine",
    "Event",
    "ExpiryWarning",
    "FileImport",
    "GroupNotice",
    "HeldLine",
    "HumanDecision",
    "ImportBatch",
    "ImportDecision",
    "ImportMapping",
    "ImportProblem",
    "ImportRow",
    "ImportedDocument",
    "ImportedLine",
    "Invoice",
    "InvoiceInstalment",
    "InvoiceLine",
    "ItemFlag",
    "ItemSnapshot",
    "KpiTarget",
    "LawSetting",
    "LedgerLine",
    "LetterText",
    "Letterhead",
    "LineQuestion",
    "ManagerMail",
    "Membership",
    "Message",
    "MessageEvent",
    "MessageFile",
    "MessagePolicy",
    "Note",
    "NoteWithdrawn",
    "NumberSeries",
    "OpenItem",
    "PayerAlias",
    "PaymentReminder",
    "PaymentReminderHold",
    "PaymentReminderLetter",
    "PaymentReminderLine",
    "PaymentReminderPolicy",
    "Period",
    "PortalAnswer",
    "PortalCode",
    "PortalLink",
    "PortalReply",
    "PortalSession",
    "PortalStranger",
    "PostingRule",
    "PreparedSheet",
    "ProcedureCase",
    "ProcedureStep",
    "ProcedureVersion",
    "ProcedureWatch",
    "PublishedRate",
    "ReadingRecord",
    "Reconciliation",
    "ReconcilingRound",
    "ReminderHold",
    "ReminderPolicy",
    "Remittance",
    "RemittanceLine",
    "ReportDelivery",
    "ReportSubscription",
    "ResultDifference",
    "ResultRow",
    "RoundExcuse",
    "RoundMember",
    "RoundRuleVersion",
    "Run",
    "SalesOrder",
    "SalesOrderLine",
    "Settlement",
    "SettlementCycle",
    "SharedSheet",
    "SheetRelease",
    "SheetSignature",
    "Standing",
    "Statement",
    "StatementFile",
    "StatementOnPaper",
    "StatementReminder",
    "StatementRun",
    "StatementRunItem",
    "StatementSending",
    "StatementSilence",
    "StoredFile",
    "Team",
    "TeamMember",
    "User",
    "VoucherBatch",
    "VoucherOfEntry",
]
