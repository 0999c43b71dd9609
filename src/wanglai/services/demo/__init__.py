"""The demo company: real invoices, generated customers' ledgers, sign-ins that exist only there."""
