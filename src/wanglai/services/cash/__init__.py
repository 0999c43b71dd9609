"""Cash application: what the machine proposes for each line of the bank, what people make of it, and what the policy lets it book."""
