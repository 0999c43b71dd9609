"""Cash application: receipts of the bank against the open items of many customers."""
