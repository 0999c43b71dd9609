"""People of the company, their roles, and the duty matrix behind them."""
