"""A bank's statement as its file: CAMT.053 of any number of entries, with balances that close."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import escape

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt><Id>1</Id>'
    "<Acct><Id><Othr><Id>{account}</Id></Othr></Id><Ccy>CNY</Ccy></Acct>"
)
_BALANCE = (
    "<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy='CNY'>{amount}</Amt>"
    "<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>{on}</Dt></Dt></Bal>"
)
_ENTRY = (
    "<Ntry><Amt Ccy='CNY'>{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{on}</Dt></BookgDt>"
    "<ValDt><Dt>{on}</Dt></ValDt><AcctSvcrRef>{reference}</AcctSvcrRef><NtryDtls><TxDtls><RltdPties><Dbtr><Pty><Nm>{name}</Nm>"
    "</Pty></Dbtr><DbtrAcct><Id><Othr><Id>{number}</Id></Othr></Id></DbtrAcct></RltdPties>"
    "<RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>\n"
)


@dataclass(frozen=True)
class Payment:
    """Money that came in, in minor units."""

    on: date
    amount: int
    name: str
    account: str
    text: str
    reference: str


def camt_of(account: str, payments: Iterable[Payment]) -> bytes:
    """The statement of an account that stood at nothing before."""
    told = sorted(payments, key=lambda each: each.on)
    total = sum(each.amount for each in told)
    first, last = told[0].on, told[-1].on
    parts = [
        _HEAD.format(account=account),
        _BALANCE.format(code="OPBD", amount="0.00", on=first),
        _BALANCE.format(code="CLBD", amount=_said(total), on=last),
    ]
    parts += [
        _ENTRY.format(
            amount=_said(each.amount), on=each.on, reference=escape(each.reference), name=escape(each.name),
            number=escape(each.account), text=escape(each.text),
        )
        for each in told
    ]  # fmt: skip
    return "".join((*parts, "</Stmt></BkToCstmrStmt></Document>")).encode()


def _said(amount: int) -> str:
    return f"{amount // 100}.{amount % 100:02d}"
