"""The throw-away child that turns the bytes of one file into rows of cells.

Runs in a process of its own with its own limits; standard library only (xlrd for true ``.xls``),
so that starting one costs some tens of milliseconds. It never decides what a cell *means*.
"""
