"""Small bank files with figures that can be added up in the head."""

from __future__ import annotations

import os
import random

# Damaged copies of each sample; ``make soak`` asks for more.
MUTANTS = int(os.environ.get("BANK_MUTATIONS", "2000"))

MT940 = """{1:F01BANKDEFFXXXX0000000000}{2:O9401200260305BANKDEFFXXXX00000000002603051200N}{4:
:20:STMT260305
:25:37040044/0532013000
:28C:64/1
:60F:C260304EUR1000,00
:61:2603050305C250,00NTRFINV-4711//B7Z01
:86:166?00GUTSCHRIFT?20EREF+INV-4711?21SVWZ+Rechnung 4711?22 vom Februar?30COBADEFF?31DE89370400440532013001?32Muster?33 Handel GmbH
:61:2603050305D12,5NCHGNONREF
:86:Account fee
:61:2601020102RC100,00NRTINONREF//B7Z02
:86:/EREF/R-1/NAME/Jansen BV/REMI/Returned collection/
:62F:C260305EUR1137,50
-}
"""

MT942 = """:20:INTRADAY
:25:GB33BUKB20201555555555
:28C:7
:34F:GBP0,
:61:260305C99,95NTRFREF1
:86:Part payment
-
"""

BAI2 = """01,BANK,COMPANY,260306,0600,1,,,2/
02,COMPANY,BANK,1,260305,,USD,2/
03,4512,USD,010,100000,,,015,110500,,/
16,175,12500,V,260306,,BR77,INV-9/
88,FR:ACME TRADING ENDT:20260305
16,475,2000,,BR78,CHK1,cheque, second part/
49,225000,5/
98,225000,1,7/
99,225000,1,9/
"""

OFX = """OFXHEADER:100
DATA:OFXSGML
VERSION:102

<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>USD
<BANKACCTFROM><BANKID>122000<ACCTID>4512<ACCTTYPE>CHECKING</BANKACCTFROM>
<BANKTRANLIST><DTSTART>20260301<DTEND>20260305
<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20260305120000[-5:EST]<TRNAMT>125.00<FITID>F1<NAME>Acme &amp; Sons<MEMO>INV-9</STMTTRN>
<STMTTRN><TRNTYPE>CHECK<DTPOSTED>20260305<TRNAMT>-20.5<FITID>F2<CHECKNUM>77
</BANKTRANLIST><LEDGERBAL><BALAMT>1104.50<DTASOF>20260305</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>
"""


def camt(closing: str = "1170.00", entries: str = "", *, version: str = "camt.053.001.08") -> bytes:
    """Opening 1,000.00 EUR, 200.00 in as two payments, 30.00 out: closing 1,170.00."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:{version}"><BkToCstmrStmt><GrpHdr><MsgId>M1</MsgId></GrpHdr><Stmt>
<Id>S1</Id><ElctrncSeqNb>17</ElctrncSeqNb><Acct><Id><IBAN>DE89370400440532013000</IBAN></Id><Ccy>EUR</Ccy></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">1000.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-03-04</Dt></Dt></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">{closing}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-03-05</Dt></Dt></Bal>
<Ntry><Amt Ccy="EUR">200.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-03-05</Dt></BookgDt><ValDt><DtTm>2026-03-05T10:00:00+01:00</DtTm></ValDt>
<AcctSvcrRef>B1</AcctSvcrRef><BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>
<NtryDtls><Btch><NbOfTxs>2</NbOfTxs></Btch>
<TxDtls><Refs><EndToEndId>E2E-1</EndToEndId></Refs><Amt Ccy="EUR">150.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><RltdPties><Dbtr><Pty><Nm>Acme Ltd</Nm></Pty></Dbtr><DbtrAcct><Id><IBAN>GB33BUKB20201555555555</IBAN></Id></DbtrAcct></RltdPties><RmtInf><Ustrd>INV 1</Ustrd></RmtInf></TxDtls>
<TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs><Amt Ccy="EUR">50.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><RltdPties><UltmtDbtr><Nm>Parent AG</Nm></UltmtDbtr><Dbtr><Nm>Child AG</Nm></Dbtr></RltdPties><RmtInf><Strd><CdtrRefInf><Ref>RF18539007547034</Ref></CdtrRefInf></Strd></RmtInf></TxDtls>
</NtryDtls></Ntry>
<Ntry><Amt Ccy="EUR">30.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><RvslInd>true</RvslInd><Sts>BOOK</Sts><BookgDt><Dt>2026-03-05</Dt></BookgDt><AddtlNtryInf>Returned</AddtlNtryInf></Ntry>
<Ntry><Amt Ccy="EUR">999.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>PDNG</Cd></Sts></Ntry>
{entries}</Stmt></BkToCstmrStmt></Document>""".encode()  # fmt: skip


def mutant(content: bytes, draw: random.Random) -> bytes:
    """One to four bytes changed, or a stretch taken out, doubled or moved."""
    made = bytearray(content)
    for _ in range(draw.randint(1, 4)):
        at, to = sorted(draw.randrange(len(made)) for _ in range(2))
        match draw.randrange(5):
            case 0 | 1:
                made[at] = draw.choice((draw.randrange(256), *b"0123456789,.:/-CD"))
            case 2:
                del made[at : at + draw.randint(1, 12)]
            case 3:
                made[at:at] = made[at : at + draw.randint(1, 200)]
            case _:
                made[at:at] = made[to : to + draw.randint(1, 60)]
    return bytes(made)
