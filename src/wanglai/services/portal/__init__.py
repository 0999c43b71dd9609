"""The customer's side: a link to one statement, a code that proves who has it, and what the customer answers."""
