"""询证函: letters by which customers confirm to an auditor what they owe: drawn, sent, answered, tested, closed, taken away."""
