"""Why we and another library differ over a published file: looked up one by one in the file itself."""

from __future__ import annotations

_ONE_FIELD = (
    "A single field 61 on its own is no statement: no account, no balances, nothing to import."
)
_SUBFIELDS = (
    "The library glues subfields ?30 to ?33 into one name; we keep the account apart from the name."
)
_BOOKED = "The library gives the value day; field 61 has a booking day of its own."
_FIRST_STATEMENT = (
    "Three statements of several accounts: the library gives the last account to all entries."
)
_OTHER_SIDE = "The payment's own indicator says money came in, so the other side is the debtor; the library goes by the entry's."
_OF_BATCH = "The entry is a batch: its payments carry the names, the entry none; the library gives the first payment's."

# (file, library, what differs): why
EXPLAINED: dict[tuple[str, str, str], str] = {
    ("mt940/cmxl/mt940.sta", "mt-940", "name"): _SUBFIELDS,
    ("mt940/cmxl/mt940.sta", "mt-940", "account"): _FIRST_STATEMENT,
    ("mt940/cmxl/mt940.sta", "bankstatementparser", "day"): _BOOKED,
    ("mt940/cmxl/mt940.sta", "bankstatementparser", "name"): "The library's frame has no name; subfields ?32 and ?33 have one.",
    ("mt940/cmxl/statement_details.sta", "mt-940", "entries"): _ONE_FIELD,
    ("mt940/cmxl/statement_details.sta", "bankstatementparser", "entries"): _ONE_FIELD,
    ("mt940/cmxl/statement_line.sta", "mt-940", "entries"): _ONE_FIELD,
    ("mt940/cmxl/statement_line.sta", "bankstatementparser", "entries"): _ONE_FIELD,
    ("mt940/jejik/abnamro.sta", "bankstatementparser", "day"): _BOOKED,
    ("mt940/jejik/rabobank-iban.sta", "mt-940", "name"): "Field 86 in the form /NAME/… is taken apart here and not by the library.",
    ("mt940/jejik/rabobank-iban.sta", "bankstatementparser", "name"): "Field 86 in the form /NAME/… is taken apart here and not by the library.",
    ("mt940/jejik/rabobank.sta", "mt-940", "account"): "Four statements of two accounts: the library gives the last account to all entries.",
    ("mt940/jejik/sns.sta", "bankstatementparser", "day"): _BOOKED,
    ("camt/test/data/camt052.v1.xml", "bankstatementparser", "account"): "Version 1 writes the account as PrtryAcct, which the library does not look for.",
    ("camt/test/data/camt052.v2.other-account.xml", "bankstatementparser", "name"): _OF_BATCH,
    ("camt/test/data/camt052.v2.xml", "bankstatementparser", "name"): _OF_BATCH,
    ("camt/test/data/camt052.v4.xml", "bankstatementparser", "name"): _OTHER_SIDE,
    ("camt/test/data/camt052.v6.xml", "bankstatementparser", "name"): _OTHER_SIDE,
    ("camt/test/data/camt052.v6.Amt-zero.xml", "bankstatementparser", "name"): _OTHER_SIDE,
    ("camt/test/data/camt053.v2.minimal.ultimate.xml", "bankstatementparser", "name"): "Only the ultimate debtor is named; the library looks for the debtor alone.",
    ("camt/test/data/camt053.v8.xml", "bankstatementparser", "name"): "Version 8 puts the name under Pty, where the library does not look.",
    ("camt/test/data/camt054.v4.xml", "bankstatementparser", "name"): _OF_BATCH,
}  # fmt: skip
