"""``wanglai verify`` and ``wanglai books``: the book proves itself, company by company, with an exit code."""

from __future__ import annotations

from pathlib import Path

from wanglai.cli.django_loaded import load_django
from wanglai.cli.words import say
from wanglai.runtime.borrowed import database_for
from wanglai.runtime.home import Home


def verify(anchors: Path | None) -> int:
    """Replay every chain; 0 where all is as it was sealed, 1 with every fault named."""
    with database_for(Home.open(), "verify") as url:
        load_django(url)
        from wanglai.services.ledger.queries import companies_with_books
        from wanglai.services.ledger.verify import verify_company
        from wanglai.services.periods.anchors import anchors_outside

        faults = 0
        _say_if_none(companies_with_books())
        for company_id in companies_with_books():
            outside = anchors_outside(company_id, anchors)
            report = verify_company(company_id, anchors=outside)
            faults += len(report.faults)
            for fault in report.faults:
                print(fault)
            say(
                zh=f"公司 {company_id}：{report.acts} 条记录，外部锚点 {len(outside)} 个，问题 {len(report.faults)} 个，链头 {report.head[:16]}",
                en=f"company {company_id}: {report.acts} acts, {len(outside)} anchors outside, {len(report.faults)} faults, head {report.head[:16]}",
            )
        return 1 if faults else 0


def books() -> int:
    """Compute every counter and snapshot again; 0 where all agree, 1 with every disagreement named."""
    with database_for(Home.open(), "books") as url:
        load_django(url)
        from wanglai.services.ledger.queries import companies_with_books
        from wanglai.services.ledger.recompute import recompute_company

        wrong = 0
        _say_if_none(companies_with_books())
        for company_id in companies_with_books():
            found = recompute_company(company_id)
            wrong += len(found)
            for each in found:
                print(f"company {company_id} {each}")
            say(
                zh=f"公司 {company_id}：不一致 {len(found)} 处",
                en=f"company {company_id}: {len(found)} disagreements",
            )
        return 1 if wrong else 0


def _say_if_none(companies: tuple[int, ...]) -> None:
    if not companies:
        say(zh="没有公司建账，无需校验。", en="No company keeps a book: there is nothing to prove.")
