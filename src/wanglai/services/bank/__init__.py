"""The company's bank accounts, what its banks say of them, and how the book agrees with that."""
