"""Speed rows: our command, the limit of plain SQL, and peers, on the same files in one run."""
