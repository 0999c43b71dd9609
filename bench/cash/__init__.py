"""Cash application with truth: open items of many customers, bank receipts, and who paid what."""
