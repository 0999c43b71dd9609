"""Tables that banks and wallets export: CSV, Excel, or a web page saved as Excel. One leaf of the bank's files."""
