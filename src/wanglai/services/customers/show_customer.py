"""One customer on one page: who it is, who pays for it, how it is classed, what is open, what happened. Frozen rows.

A survivor shows the rows of those merged into it. Addresses of people are whole for roles that keep contacts, masked for others;
account numbers are masked for everybody until somebody asks (``see_bank_account``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from tieout.refusal import Wording
from wanglai.domain.masking import masked_account
from wanglai.services.access.policy import may
from wanglai.services.access.scope import NotFound, admit, admit_to_rows
from wanglai.services.ageing.queries import ageing
from wanglai.services.ageing.words import UNAPPLIED, columns_in_words
from wanglai.services.customers.duplicates import may_be_again
from wanglai.services.customers.words import (
    ADDRESS_KINDS,
    CHANNELS,
    CLASS_KINDS,
    class_words,
    country_words,
    field_words,
    value_words,
)
from wanglai.services.ledger.merged import Kin, family
from wanglai.services.ledger.queries import balances, fetch
from wanglai.services.ledger.queries import open_items as items_open
from wanglai.services.ledger.words import kind_in_words
from wanglai.services.messages.words import EVENTS as MESSAGE_EVENTS
from wanglai.services.messages.words import KINDS as MESSAGE_KINDS
from wanglai.services.money import Amount, sums
from wanglai.services.remittances.payment_references import reference_of
from wanglai.store.models import (
    ContactChannel,
    Customer,
    CustomerAddress,
    CustomerBankAccount,
    CustomerClass,
    CustomerContact,
    CustomerFile,
    CustomerMerge,
    CustomerPayer,
    CustomerTag,
    PayerAlias,
    Reconciliation,
)
from wanglai.store.secret_fields import decrypted

EVENTS, ITEMS, RECEIPTS = 60, 50, 20


@dataclass(frozen=True)
class Relative:
    id: int
    name: str


@dataclass(frozen=True)
class ChannelRow:
    channel: str
    words: Wording
    value: str  # whole or masked, as the role has it


@dataclass(frozen=True)
class ContactRow:
    id: int
    name: str
    role: str
    language: str
    channels: tuple[ChannelRow, ...]
    is_for_statements: bool
    is_for_reminders: bool
    consent_on: date | None
    consent_how: str
    takes_texts: bool
    is_waiting: bool
    asked_by: str
    asked_by_me: bool
    replaces: str


@dataclass(frozen=True)
class AccountRow:
    id: int
    holder: str
    bank: str
    currency: str
    shown: str
    is_waiting: bool


@dataclass(frozen=True)
class AddressRow:
    id: int
    kind: Wording
    text: str
    postcode: str
    country: Wording


@dataclass(frozen=True)
class LearnedName:
    """A name payers' lines carry that means this customer, by whose word and from which line."""

    id: int
    name: str
    by: str
    at: datetime
    line_id: int


@dataclass(frozen=True)
class PayerRow:
    id: int
    payer_id: int | None
    name: str
    from_on: date
    to_on: date | None
    is_in_force: bool
    has_paper: bool


@dataclass(frozen=True)
class ClassRow:
    """A class with its reason; ``before`` are the earlier ones, newest first."""

    kind: Wording
    words: Wording
    reason: Wording
    since: date
    before: tuple[tuple[Wording, date], ...]


@dataclass(frozen=True)
class FileRow:
    id: int
    title: str
    name: str
    byte_size: int
    added_at: datetime
    added_by: str


@dataclass(frozen=True)
class OpenRow:
    id: int
    seq: int
    kind: Wording
    document: str
    document_on: date
    due_on: date | None
    days_overdue: int
    amount_open: Amount


@dataclass(frozen=True)
class ReceiptRow:
    seq: int
    document: str
    on: date
    amount: Amount
    unused: Amount


@dataclass(frozen=True)
class ReconciliationRow:
    id: int
    number: int
    title: str
    created_at: datetime


@dataclass(frozen=True)
class EventRow:
    """Something that happened to the customer, newest first: a field changed, a document posted."""

    at: datetime
    who: str
    approver: str
    what: Wording
    old: Wording | None
    new: Wording | None
    seq: int | None  # of an entry that can be opened
    statement_id: int | None = None
    message_id: int | None = None


@dataclass(frozen=True)
class CustomerPage:
    id: int
    version: int
    name: str
    names: tuple[str, ...]
    short_name: str
    number: str
    payment_reference: str  # what a payer writes so that its money is known
    tax_number: str
    tax_kind: str
    tax_country: str
    industry: str
    region: str
    is_key_account: bool
    is_stopped: bool
    stop_reason: str
    manager: str
    team: str
    parent: Relative | None
    children: tuple[Relative, ...]
    merged_into: Relative | None
    kin: Kin  # for what else the page shows of it
    took_in: tuple[Relative, ...]
    may_be_again: int
    tags: tuple[str, ...]
    contacts: tuple[ContactRow, ...]
    accounts: tuple[AccountRow, ...]
    addresses: tuple[AddressRow, ...]
    payers: tuple[PayerRow, ...]
    learned: tuple[LearnedName, ...]
    classes: tuple[ClassRow, ...]
    files: tuple[FileRow, ...]

    @property
    def tax_country_words(self) -> Wording:
        return country_words(self.tax_country)


@dataclass(frozen=True)
class CustomerMoney:
    """What stands open at the end of a day, of the customer and those merged into it."""

    on: date
    balance: tuple[Amount, ...]
    overdue: tuple[Amount, ...]
    unapplied: tuple[Amount, ...]
    items: tuple[OpenRow, ...]
    items_total: int
    receipts: tuple[ReceiptRow, ...]


@dataclass(frozen=True)
class AgeRow:
    """One currency by age: each bucket, then what is unapplied."""

    currency: str
    figures: tuple[tuple[Wording, Amount], ...]
    total: Amount


def customer_page(*, company_id: int, actor: int, customer_id: int) -> CustomerPage:
    """The file of one customer. Refuses, in order: NotFound, NotPermitted, NotFound (customer)."""
    sight = admit_to_rows(company_id=company_id, actor=actor, act="view_customers")
    sight.require(customer_id)
    rows = Customer.objects.select_related("manager", "team", "parent", "merged_into")
    found = rows.filter(company_id=company_id, id=customer_id).first()
    if found is None:
        raise NotFound
    took_in = list(Customer.objects.filter(company_id=company_id, merged_into=found).order_by("name").values_list("id", "name"))  # fmt: skip
    kin = Kin(company_id, found.id, (found.id, *sorted(each for each, _ in took_in)))
    is_whole = any(may(role, "keep_contacts") for role in sight.roles)
    is_person = found.tax_kind == "cn_person" and not is_whole
    return CustomerPage(
        id=found.id, version=found.version, name=found.name, names=tuple(found.names),
        short_name=found.short_name, number=found.number,
        payment_reference="" if found.is_suspense else reference_of(found.merged_into_id or found.id),
        tax_number=masked_account(found.tax_number) if is_person else found.tax_number,
        tax_kind=found.tax_kind, tax_country=found.tax_country, industry=found.industry, region=found.region,
        is_key_account=found.is_key_account, is_stopped=found.is_stopped, stop_reason=found.stop_reason,
        manager=found.manager.get_full_name() if found.manager else "", team=found.team.name if found.team else "",
        parent=Relative(found.parent.id, found.parent.name) if found.parent else None,
        children=_relatives(sight.of(Customer.objects.filter(company_id=company_id, parent=found, merged_into=None), "id")),
        merged_into=Relative(found.merged_into.id, found.merged_into.name) if found.merged_into else None,
        took_in=tuple(Relative(*each) for each in took_in[:100]), kin=kin,
        may_be_again=may_be_again(company_id, found.id),
        tags=tuple(CustomerTag.objects.filter(customer=found).order_by("tag").values_list("tag", flat=True)),
        contacts=_contacts(company_id, actor, found.id, is_whole=is_whole),
        accounts=_accounts(company_id, kin.ids), addresses=_addresses(company_id, found.id),
        payers=_payers(company_id, found.id), learned=_learned(company_id, found.id), classes=_classes(company_id, found.id), files=_files(company_id, found.id),
    )  # fmt: skip


def customer_money(
    *, company_id: int, actor: int, customer_id: int, on: date, kin: Kin | None = None
) -> CustomerMoney:
    """Balances, open items and receipts at the end of a day. Refuses, in order: NotFound, NotPermitted, NotFound (customer)."""
    ids = _family_seen(company_id, actor, customer_id, kin)
    balance = [
        Amount(row.amount, row.currency) for row in balances(company_id, on, None, customers=ids)
    ]
    items = []
    for row in items_open(
        company_id=company_id, actor=actor, customer_id=customer_id, on=on, kin=kin
    ):
        days = max(0, (on - row.due_on).days) if row.due_on else 0
        amount = Amount(row.amount_open, row.currency)
        items.append(OpenRow(row.id, row.seq, kind_in_words(row.kind), row.document, row.document_on, row.due_on, days, amount))  # fmt: skip
    debits = [row for row in items if row.amount_open.minor > 0]
    debits.sort(key=lambda row: (row.due_on or row.document_on, row.id))
    receipts = fetch(_RECEIPTS, {"company": company_id, "ids": list(ids), "day": on, "limit": RECEIPTS})  # fmt: skip
    return CustomerMoney(
        on=on,
        balance=tuple(each for each in sums(balance) if each.minor),
        overdue=sums(row.amount_open for row in debits if row.days_overdue),
        unapplied=sums(row.amount_open for row in items if row.amount_open.minor < 0),
        items=tuple(debits[:ITEMS]),
        items_total=len(debits),
        receipts=tuple(ReceiptRow(seq, document, day, Amount(amount, currency), Amount(unused, currency)) for seq, document, day, currency, amount, unused in receipts),
    )  # fmt: skip


def customer_ageing(
    *, company_id: int, actor: int, customer_id: int, on: date, kin: Kin | None = None
) -> tuple[AgeRow, ...]:
    """Open items by days past due, a row per currency. Refuses, in order: NotFound, NotPermitted, NotFound (customer)."""
    admit(company_id=company_id, actor=actor, act="view_ageing")
    _family_seen(company_id, actor, customer_id, kin)
    report = ageing(company_id=company_id, actor=actor, on=on, customer_id=customer_id, kin=kin)
    heads = (*columns_in_words(report.scheme, report.basis), UNAPPLIED)
    found = []
    for row in report.rows:
        minors = (*row.aged.columns.buckets, row.aged.columns.unapplied)
        amounts = (Amount(minor, row.currency) for minor in minors)
        found.append(
            AgeRow(
                row.currency,
                tuple(zip(heads, amounts, strict=True)),
                Amount(sum(minors), row.currency),
            )
        )
    return tuple(found)


def customer_reconciliations(
    *, company_id: int, actor: int, customer_id: int, kin: Kin | None = None
) -> tuple[ReconciliationRow, ...]:
    """The last reconciliations of a customer. Refuses, in order: NotFound, NotPermitted, NotFound (customer)."""
    ids = _family_seen(company_id, actor, customer_id, kin)
    rows = Reconciliation.objects.filter(company_id=company_id, customer_id__in=ids).order_by("-id")
    return tuple(ReconciliationRow(row.id, row.number, row.title, row.created_at) for row in rows[:20])  # fmt: skip


def customer_timeline(
    *, company_id: int, actor: int, customer_id: int, kin: Kin | None = None
) -> tuple[EventRow, ...]:
    """What was changed, posted, stated and sent, newest first. Refuses, in order: NotFound, NotPermitted, NotFound (customer)."""
    ids = _family_seen(company_id, actor, customer_id, kin)
    parameters = {"company": company_id, "ids": list(ids), "limit": EVENTS}
    events = [
        EventRow(
            at,
            who,
            approver,
            field_words(field),
            value_words(field, old),
            value_words(field, new),
            None,
        )
        for at, who, approver, field, old, new in fetch(_CHANGES, parameters)
    ]
    events += [
        EventRow(
            at, who, approver, kind_in_words(kind), None, value_words("document", document), seq
        )
        for at, who, approver, kind, document, seq in fetch(_POSTED, parameters)
    ]
    events += [
        EventRow(at, who, "", _ISSUED, None, Wording(number, number), None, statement_id=id_)
        for at, who, number, id_ in fetch(_STATEMENTS, parameters)
    ]
    events += [
        EventRow(
            at,
            who,
            "",
            _sent_words(what, kind),
            None,
            Wording(subject, subject),
            None,
            message_id=id_,
        )
        for at, who, what, kind, subject, id_ in fetch(_MESSAGES, parameters)
    ]
    return tuple(sorted(events, key=lambda each: each.at, reverse=True)[:EVENTS])


def _sent_words(what: str, kind: str) -> Wording:
    """``Statement: taken by the mail server``."""
    of, happened = MESSAGE_KINDS[kind], MESSAGE_EVENTS[what]
    return Wording(f"{of.zh}：{happened.zh}", f"{of.en}: {happened.en[0].lower()}{happened.en[1:]}")


def _family_seen(company_id: int, actor: int, customer_id: int, kin: Kin | None) -> tuple[int, ...]:
    admit_to_rows(company_id=company_id, actor=actor, act="view_customers").require(customer_id)
    if not Customer.objects.filter(company_id=company_id, id=customer_id).exists():
        raise NotFound
    return family(company_id, customer_id, kin)


def _relatives(rows: object) -> tuple[Relative, ...]:
    return tuple(Relative(*row) for row in rows.order_by("name").values_list("id", "name")[:100])  # type: ignore[attr-defined]


def _contacts(company_id: int, actor: int, customer_id: int, *, is_whole: bool) -> tuple[ContactRow, ...]:  # fmt: skip
    rows = CustomerContact.objects.filter(company_id=company_id, customer_id=customer_id, ended_at=None)  # fmt: skip
    rows = rows.select_related("asked_by", "replaces").order_by("id")
    channels: dict[int, list[ChannelRow]] = {}
    for each in ContactChannel.objects.filter(company_id=company_id, contact__in=rows.values("id")).order_by("id"):  # fmt: skip
        value = each.shown
        if is_whole:
            value = decrypted(bytes(each.sealed), company_id=company_id, purpose=each.channel)
        channels.setdefault(each.contact_id, []).append(ChannelRow(each.channel, CHANNELS[each.channel], value))  # fmt: skip
    return tuple(
        ContactRow(
            id=row.id, name=row.name, role=row.role, language=row.language, channels=tuple(channels.get(row.id, ())),
            is_for_statements=row.is_for_statements, is_for_reminders=row.is_for_reminders,
            consent_on=row.consent_on, consent_how=row.consent_how, takes_texts=row.takes_texts,
            is_waiting=row.agreed_at is None,
            asked_by=row.asked_by.get_full_name(), asked_by_me=row.asked_by_id == actor,
            replaces=row.replaces.name if row.replaces and row.agreed_at is None else "",
        )
        for row in rows
    )  # fmt: skip


def _accounts(company_id: int, ids: tuple[int, ...]) -> tuple[AccountRow, ...]:
    rows = CustomerBankAccount.objects.filter(company_id=company_id, customer_id__in=ids, ended_at=None)  # fmt: skip
    return tuple(
        AccountRow(row.id, row.holder, row.bank, row.currency, row.shown, row.agreed_at is None)
        for row in rows.order_by("id")
    )


def _addresses(company_id: int, customer_id: int) -> tuple[AddressRow, ...]:
    rows = CustomerAddress.objects.filter(company_id=company_id, customer_id=customer_id, ended_at=None)  # fmt: skip
    return tuple(
        AddressRow(
            row.id, ADDRESS_KINDS[row.kind], row.text, row.postcode, country_words(row.country)
        )
        for row in rows.order_by("id")
    )


def _learned(company_id: int, customer_id: int) -> tuple[LearnedName, ...]:
    rows = PayerAlias.objects.filter(company_id=company_id, customer_id=customer_id, undone_at=None)
    return tuple(
        LearnedName(row.id, row.name, row.learned_by.get_full_name(), row.learned_at, row.bank_entry_id)
        for row in rows.select_related("learned_by").order_by("-id")
    )  # fmt: skip


def _payers(company_id: int, customer_id: int) -> tuple[PayerRow, ...]:
    today = timezone.localdate()
    rows = CustomerPayer.objects.filter(company_id=company_id, customer_id=customer_id)
    return tuple(
        PayerRow(
            id=row.id, payer_id=row.payer_id, name=row.payer.name if row.payer else row.payer_name,
            from_on=row.from_on, to_on=row.to_on, has_paper=row.authorisation_id is not None,
            is_in_force=row.from_on <= today and (row.to_on is None or row.to_on >= today),
        )
        for row in rows.select_related("payer").order_by("-from_on", "-id")
    )  # fmt: skip


def _classes(company_id: int, customer_id: int) -> tuple[ClassRow, ...]:
    found: dict[str, list[CustomerClass]] = {}
    for row in CustomerClass.objects.filter(company_id=company_id, customer_id=customer_id).order_by("-id"):  # fmt: skip
        found.setdefault(row.kind, []).append(row)
    return tuple(
        ClassRow(
            kind=words, words=class_words(kind, found[kind][0].value),
            reason=Wording(found[kind][0].reason_zh, found[kind][0].reason_en), since=found[kind][0].as_of,
            before=tuple((class_words(kind, row.value), row.as_of) for row in found[kind][1:6]),
        )
        for kind, words in CLASS_KINDS.items()
        if kind in found
    )  # fmt: skip


def _files(company_id: int, customer_id: int) -> tuple[FileRow, ...]:
    rows = CustomerFile.objects.filter(company_id=company_id, customer_id=customer_id, ended_at=None)  # fmt: skip
    rows = rows.select_related("file", "added_by").defer("file__content").order_by("-id")
    return tuple(
        FileRow(row.id, row.title, row.file.name, row.file.byte_size, row.added_at, row.added_by.get_full_name())
        for row in rows
    )  # fmt: skip


def merge_in_force(company_id: int, customer_id: int) -> CustomerMerge | None:
    """The merge that can be undone for a customer; None where it was brought along by a later one."""
    merge = CustomerMerge.objects.filter(company_id=company_id, customer_id=customer_id, undone_at=None).select_related("customer").first()  # fmt: skip
    return merge if merge and merge.customer.merged_into_id == merge.survivor_id else None


_ISSUED = Wording("出具对账单", "Statement issued")
_WHO = "coalesce(nullif({0}.name, ''), {0}.email, '')"
_CHANGES = f"""
SELECT change.at, {_WHO.format("person")}, {_WHO.format("approver")}, change.field, change.old, change.new
  FROM store_customerchange AS change
  LEFT JOIN store_user AS person ON person.id = change.actor_id
  LEFT JOIN store_user AS approver ON approver.id = change.approver_id
 WHERE change.company_id = %(company)s AND change.customer_id = ANY(%(ids)s)
 ORDER BY change.id DESC LIMIT %(limit)s
"""
_POSTED = f"""
SELECT act.at, {_WHO.format("person")}, {_WHO.format("approver")}, entry.kind, entry.document, entry.seq
  FROM (SELECT DISTINCT line.seq FROM store_entryline AS line
         WHERE line.company_id = %(company)s AND line.customer_id = ANY(%(ids)s)
         ORDER BY line.seq DESC LIMIT %(limit)s) AS newest
  JOIN store_entry AS entry ON entry.company_id = %(company)s AND entry.seq = newest.seq
  JOIN store_act AS act ON act.company_id = %(company)s AND act.seq = newest.seq
  LEFT JOIN store_user AS person ON person.id = act.actor_id
  LEFT JOIN store_user AS approver ON approver.id = act.approver_id
"""
_STATEMENTS = f"""
SELECT statement.issued_at, {_WHO.format("person")},
       statement.year || '-' || lpad(statement.number::text, 6, '0')
           || CASE WHEN statement.version > 1 THEN '/' || statement.version ELSE '' END, statement.id
  FROM store_statement AS statement LEFT JOIN store_user AS person ON person.id = statement.issued_by_id
 WHERE statement.company_id = %(company)s AND statement.customer_id = ANY(%(ids)s)
 ORDER BY statement.id DESC LIMIT %(limit)s
"""
# What became of a message; that it was queued and begun stands on its own page.
_MESSAGES = f"""
SELECT event.at, {_WHO.format("person")}, event.what, message.kind, message.subject, message.id
  FROM store_message AS message
  JOIN store_messageevent AS event ON event.message_id = message.id
   AND event.what IN ('accepted', 'refused', 'unknown', 'bounced', 'skipped', 'closed', 'withdrawn')
  LEFT JOIN store_user AS person ON person.id = event.actor_id
 WHERE message.company_id = %(company)s AND message.customer_id = ANY(%(ids)s)
 ORDER BY event.id DESC LIMIT %(limit)s
"""
_RECEIPTS = """
SELECT item.seq, item.document, item.document_on, item.currency, item.amount, item.amount - item.allocated
  FROM store_openitem AS item
 WHERE item.company_id = %(company)s AND item.customer_id = ANY(%(ids)s) AND item.side = -1
   AND item.kind IN ('receipt', 'prepayment') AND item.document_on <= %(day)s
 ORDER BY item.document_on DESC, item.id DESC LIMIT %(limit)s
"""
