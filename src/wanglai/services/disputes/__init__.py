"""What customers contest: disputes by item and amount with an owner, a deadline, a conversation and an outcome."""
