"""Who pays for somebody else (代付): whether a line's payer is the customer whose debts it settles, and by which paper it may be another.

Told, never learned: a payer becomes a customer's own only where somebody asks for it (``learn_payer``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from tieout.cash.payers import core_of
from tieout.refusal import Wording
from wanglai.services.cash.lines import Line
from wanglai.services.refusals import UnableTo
from wanglai.store.models import (
    AcceptedPayer,
    CashProposal,
    Customer,
    CustomerBankAccount,
    CustomerPayer,
    PayerAlias,
)

# How the machine may have known the payer as the customer itself under another spelling. Accounts, names and learned names are looked up
# afresh: they may have been taken back since it looked; an account that was only seen before is no word of anybody.
BY_ITS_SPELLING = frozenset(("name_part", "name_similar"))


class PayerIsAnother(UnableTo):
    code_of_refusal = "line.payer"
    why = Wording(
        "付款人不是该客户，档案中也没有授权其代付的文件。",
        "The payer is not this customer, and no paper on file lets it pay for it.",
    )
    next_step = Wording(
        "请在客户档案登记代付方及授权文件，或申请由另一人同意这一笔代付。",
        "Enter the payer with its paper on the customer's page, or ask another person to accept it for this line.",
    )
    http_status = 422


@dataclass(frozen=True)
class Stranger:
    """A payer that is another than the customer. ``paper_id`` None: no paper on file allows it."""

    name: str  # as the bank writes it
    known_id: int | None  # the customer the payer is, where it is one
    known: str
    paper_id: int | None  # of the payer entered for the customer
    from_on: date | None = None
    to_on: date | None = None
    is_of_the_group: bool = False
    accepted_id: int | None = None  # of another person's word on this line
    accepted_for: str = ""
    accepted_by: str = ""

    @property
    def is_allowed(self) -> bool:
        """Whether a paper, the group or another person's word lets the money pay the customer's debts."""
        return self.paper_id is not None or self.is_of_the_group or self.accepted_id is not None


class Known(NamedTuple):
    """Of a proposal, as whom the machine knows the payer."""

    customer_id: int | None
    payer_by: str


Said = CashProposal | Known


class Asked(NamedTuple):
    """A line, whose debts it is to settle, and what the machine says of it."""

    line: Line
    customer_id: int
    said: Said | None


def stranger_of(line: Line, customer_id: int, said: Said | None) -> Stranger | None:
    """The line's payer where it is another than the customer; None where it is the customer, or nobody says who pays."""
    return strangers_of(line.company_id, [Asked(line, customer_id, said)]).get(line.id)


def strangers_of(company_id: int, asked: Sequence[Asked]) -> dict[int, Stranger]:
    """Of many lines those whose payer is another than the customer, by the line's id; read in sets."""
    doubtful = [each for each in asked if not _is_known_as(each)]
    owners = _owners_of(company_id, doubtful)
    # Whose account it is says more than any name.
    doubtful = [each for each in doubtful if each.customer_id not in owners.get(_account(each), ())]
    if not doubtful:
        return {}
    known = _Known.of(company_id, doubtful, owners)
    found = {each.line.id: known.stranger(each) for each in doubtful}
    return {line: stranger for line, stranger in found.items() if stranger is not None}


def _is_known_as(each: Asked) -> bool:
    """Whether nobody says who pays, or the machine knows the payer as this customer by the spelling of its name."""
    if not each.line.other_name.strip() and each.line.other_account_hash is None:
        return True
    said = each.said
    return (
        said is not None
        and said.customer_id == each.customer_id
        and said.payer_by in BY_ITS_SPELLING
    )


def _account(each: Asked) -> bytes:
    return bytes(each.line.other_account_hash or b"")


def _owners_of(company_id: int, asked: Sequence[Asked]) -> dict[bytes, set[int]]:
    """Whose accounts in force the money came from."""
    owners: dict[bytes, set[int]] = {}
    hashes = {_account(each) for each in asked} - {b""}
    rows = CustomerBankAccount.objects.filter(company_id=company_id, number_hash__among=hashes, agreed_at__isnull=False, ended_at=None)  # fmt: skip
    for number, owner in rows.values_list("number_hash", "customer_id"):
        owners.setdefault(bytes(number), set()).add(owner)
    return owners


_OF_A_CUSTOMER = ("id", "name", "short_name", "names", "parent_id")


@dataclass
class _Known:
    """What is on file of the customers in question and of whoever might be the payer."""

    owners: dict[bytes, set[int]]  # of accounts in force
    cores: dict[int, set[str]] = field(default_factory=dict)
    aliases: dict[str, int] = field(default_factory=dict)
    named: dict[str, int] = field(default_factory=dict)  # exact names of customers
    called: dict[int, str] = field(default_factory=dict)
    tops: dict[int, int] = field(default_factory=dict)  # the head of each customer's group
    payers: dict[int, list[CustomerPayer]] = field(default_factory=dict)
    accepted: dict[tuple[int, int], AcceptedPayer] = field(
        default_factory=dict
    )  # of line and customer

    @classmethod
    def of(cls, company_id: int, asked: Sequence[Asked], owners: dict[bytes, set[int]]) -> _Known:
        known = cls(owners)
        cores = {core_of(each.line.other_name) for each in asked}
        aliases = PayerAlias.objects.filter(
            company_id=company_id, core__among=cores, undone_at=None
        )
        known.aliases.update(aliases.values_list("core", "customer_id"))
        ids = {each.customer_id for each in asked} | set(known.aliases.values())
        ids |= {owner for owners in known.owners.values() for owner in owners}
        ids |= {each.said.customer_id for each in asked if each.said and each.said.customer_id}
        rows = Customer.objects.filter(company_id=company_id, is_suspense=False)
        for row in rows.filter(id__among=ids).values_list(*_OF_A_CUSTOMER):
            known._take(*row)
        names = {each.line.other_name.strip() for each in asked} - known.named.keys()
        for row in rows.filter(name__among=names).values_list(*_OF_A_CUSTOMER):
            known._take(*row)
        customers = {each.customer_id for each in asked}
        for payer in CustomerPayer.objects.filter(company_id=company_id, customer_id__in=customers, authorisation__isnull=False):  # fmt: skip
            known.payers.setdefault(payer.customer_id, []).append(payer)
        words = AcceptedPayer.objects.filter(bank_entry_id__among=[each.line.id for each in asked])
        for word in words.select_related("agreed_by"):
            known.accepted[word.bank_entry_id, word.customer_id] = word
        return known

    def _take(self, customer: int, name: str, short_name: str, names: list[str], parent: int | None) -> None:  # fmt: skip
        spelled = (name, short_name, *names)
        self.cores[customer] = {core_of(each) for each in spelled if each} - {""}
        self.called[customer] = name
        self.named[name] = customer
        self.tops[customer] = parent or customer

    def stranger(self, each: Asked) -> Stranger | None:
        core = core_of(each.line.other_name)
        owners = self.owners.get(_account(each), set())
        is_called_so = not core or core in self.cores.get(each.customer_id, ()) or self.aliases.get(core) == each.customer_id  # fmt: skip
        if not owners and is_called_so:
            return None
        payer = self._payer(each, core, owners)
        paper = next((row for row in self.payers.get(each.customer_id, ()) if self._allows(row, each.line.booked_on, payer, core)), None)  # fmt: skip
        name = each.line.other_name or each.line.other_account_shown
        word = self.accepted.get((each.line.id, each.customer_id))
        return Stranger(
            name, payer, self.called.get(payer or 0, ""), paper.id if paper else None,
            paper.from_on if paper else None, paper.to_on if paper else None,
            payer is not None and self.tops.get(payer) == self.tops.get(each.customer_id),
            word.id if word else None, word.reason if word else "", word.agreed_by.get_full_name() if word else "",
        )  # fmt: skip

    def _payer(self, each: Asked, core: str, owners: set[int]) -> int | None:
        """The customer the payer is: by its account, a learned name, its exact name, or as the machine knows it by its spelling."""
        found = self.aliases.get(core) or self.named.get(each.line.other_name.strip())
        if owners and found not in owners:
            return min(owners)
        if found is None and each.said is not None and each.said.payer_by in BY_ITS_SPELLING:
            found = each.said.customer_id
        return found

    @staticmethod
    def _allows(row: CustomerPayer, on: date, payer: int | None, core: str) -> bool:
        is_then = row.from_on <= on and (row.to_on is None or row.to_on >= on)
        is_it = row.payer_id == payer if row.payer_id else bool(core) and core_of(row.payer_name) == core  # fmt: skip
        return is_then and is_it


def proposals_of(lines: Iterable[int]) -> Mapping[int, CashProposal]:
    """The open proposal of each line."""
    rows = CashProposal.objects.filter(bank_entry_id__in=list(lines), state="open")
    return {row.bank_entry_id: row for row in rows}
