"""Child program of the peers' environment: django-hordak, one balanced transaction of two legs per commit.

``python -m bench.book.hordak_peer prepare`` migrates its own database and makes the accounts; ``post SECONDS`` posts, by its
documented way ``Account.transfer_to``. It has no keys, numbers, open items, periods or chain.
"""

from __future__ import annotations

import os
import sys
from urllib.parse import parse_qs, unquote, urlsplit

import django
from django.conf import settings

from bench.book.turns import take_turns


def _settings(url: str) -> None:
    parts = urlsplit(url)
    settings.configure(
        SECRET_KEY="bench",  # noqa: S106 - nobody signs in
        INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "mptt", "hordak"],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": parts.path.lstrip("/"),
                "USER": parts.username,
                "PASSWORD": unquote(parts.password or ""),
                "HOST": parse_qs(parts.query)["host"][0],
            }
        },
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        DEFAULT_CURRENCY="CNY",
        HORDAK_CURRENCIES=["CNY"],
        USE_TZ=True,
    )
    django.setup()


def main() -> None:
    _settings(os.environ["DATABASE_URL"])
    from django.core.management import call_command
    from django.db import transaction
    from hordak.models import Account, AccountType
    from moneyed import Money

    if sys.argv[1] == "prepare":
        call_command("migrate", verbosity=0)
        for name, kind in (("Revenue", AccountType.income), ("Receivable", AccountType.asset)):
            Account.objects.create(name=name, type=kind, currencies=["CNY"])
        return
    revenue, receivable = (Account.objects.get(name=name) for name in ("Revenue", "Receivable"))

    def post(number: int) -> None:
        with transaction.atomic():
            amount = Money(113 + number % 1_000, "CNY")
            revenue.transfer_to(receivable, amount, description=f"INV-{number}")

    take_turns(float(sys.argv[2]), post)


if __name__ == "__main__":
    main()
