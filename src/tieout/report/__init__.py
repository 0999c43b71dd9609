"""What a reconciliation looks like outside: JSON for scripts, a summary for the terminal, a sheet for the customer."""
