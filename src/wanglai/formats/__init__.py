"""Bytes in, rows and problems out. Every format is a folder of its own and knows no other; none knows a framework, a
database, a clock or a network. Files of strangers are read in a child process (``apart``), never where screens run.
"""
