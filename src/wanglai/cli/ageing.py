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

        from wanglai.domain.ageing import BASES
        from wanglai.services.ageing.contract import as_contract, as_lines
        from wanglai.services.ageing.groupings import GROUPINGS
        from wanglai.services.ageing.queries import ageing_of
        from wanglai.services.exports.companies import company_meant

        found = company_meant(company)
        if found is None:
            raise StartRefused(
                "ageing.company",
                reason=Wording(zh=f"没有公司 {company}。", en=f"There is no company {company}."),
                remedy=Wording(zh="请写公司全称或编号。", en="Give its full name or its number."),
            )
        if basis not in BASES or by not in GROUPINGS:
            raise StartRefused(
                "ageing.question",
                reason=Wording(zh="没有这种口径或汇总方式。", en="There is no such basis or sum."),
                remedy=Wording(
                    zh="请看 `wanglai ageing --help`。", en="See `wanglai ageing --help`."
                ),
            )
        day = timezone.localdate() if not on else _day(on)
        company_id, name = found
        report = ageing_of(
            company_id, on=day, basis="due" if basis == "due" else "document", by=by,
            currency=currency or None,
        )  # fmt: skip
        if as_json:
            print(json.dumps(as_contract(report, company_id=company_id, company=name), ensure_ascii=False, indent=2))  # fmt: skip
        else:
            print("\n".join(as_lines(report, language_of_terminal())))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise StartRefused(
            "ageing.day",
            reason=Wording(zh=f"日期 {text} 无法读取。", en=f"The day {text} cannot be read."),
            remedy=Wording(zh="请写成 2026-03-31。", en="Write it as 2026-03-31."),
        ) from None
