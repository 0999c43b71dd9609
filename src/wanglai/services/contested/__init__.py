"""What deductions and disputes share: how much of an item is contested, its flag, who may own a case, and what covers one."""
