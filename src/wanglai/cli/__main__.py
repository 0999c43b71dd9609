"""``python -m wanglai.cli``."""

from wanglai.cli import main

main()
