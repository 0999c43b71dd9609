"""``python -m tieout`` is the ``tieout`` command."""

from tieout.cli import main

main()
