"""``wanglai ageing``: the ageing of a company for a terminal or a script."""

from __future__ import annotations

import json
from datetime import date

from wanglai.cli.django_loaded import load_django
from wanglai.runtime.borrowed import database_for
from wanglai.runtime.home import Home
from wanglai.runtime.refusal import StartRefused, Wording, language_of_terminal


def print_ageing(
    company: str, *, on: str, basis: str, by: str, currency: str, as_json: bool
) -> None:
    """As a table, or as the JSON of ``services/ageing/contract.py``. Refuses what cannot be asked for."""
    with database_for(Home.open(), "ageing") as url:
        load_django(url)
        from django.utils import timezone

        from wanglai.services.ageing.contract import as_contract, as_lines
        from wanglai.services.ageing.groupings import GROUPINGS
        from wanglai.services.ageing.queries import ageing_of
        from wanglai.services.exports.companies import company_meant

        found = company_meant(company)
        if found is None:
            raise _refused("ageing.company", company, "没有这家公司。", "There is no such company.")
        if basis not in ("due", "document") or by not in GROUPINGS:
            raise _refused("ageing.question", f"{basis} {by}", "没有这种口径。", "There is no such basis or sum.")  # fmt: skip
        try:
            day = date.fromisoformat(on) if on else timezone.localdate()
        except ValueError:
            raise _refused("ageing.day", on, "日期无法读取。", "The day cannot be read.") from None
        company_id, name = found
        report = ageing_of(
            company_id, on=day, basis="due" if basis == "due" else "document", by=by,
            currency=currency or None,
        )  # fmt: skip
        if as_json:
            print(json.dumps(as_contract(report, company_id=company_id, company=name), ensure_ascii=False, indent=2))  # fmt: skip
        else:
            print("\n".join(as_lines(report, language_of_terminal())))


def _refused(code: str, place: str, zh: str, en: str) -> StartRefused:
    remedy = Wording(zh="请看 `wanglai ageing --help`。", en="See `wanglai ageing --help`.")
    return StartRefused(code, place=place, reason=Wording(zh=zh, en=en), remedy=remedy)
