"""``wanglai import``: a file is read and shown on the terminal, and booked where that is said; the same services as the screens.

Exit codes: 0 all is booked, or would be; 1 problems nobody decided about, or another's word is waited for; 2 refused.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from wanglai.cli.django_loaded import load_django
from wanglai.cli.words import say
from wanglai.runtime.borrowed import database_for
from wanglai.runtime.home import Home
from wanglai.runtime.refusal import language_of_terminal

ORIGIN = "wanglai import"


def import_file(
    files: Sequence[Path], *, kind: str, company: str, email: str, options: Mapping[str, Any], choices: Sequence[str],
    is_to_be_booked: bool,
) -> int:  # fmt: skip
    """Read the file, choose what was said, show what stands in the way, and book it where asked."""
    with database_for(Home.open(), "import") as url:
        load_django(url)
        from wanglai.services.refusals import Refusal

        try:
            return _done(
                files, kind, company, email, options, choices, is_to_be_booked=is_to_be_booked
            )
        except Refusal as refusal:
            print(refusal.sentence(language_of_terminal()), file=sys.stderr)
            return 2


def _done(
    files: Sequence[Path], kind: str, company: str, email: str, options: Mapping[str, Any], choices: Sequence[str],
    *, is_to_be_booked: bool,
) -> int:  # fmt: skip
    from wanglai.services.access.queries import member_named
    from wanglai.services.approvals.bands import ApprovalIsNeeded
    from wanglai.services.imports.ask_for_credits import ask_for_credits
    from wanglai.services.imports.choose import choose
    from wanglai.services.imports.options import rates_of
    from wanglai.services.imports.order_import import order_import
    from wanglai.services.imports.perform_import import perform_import
    from wanglai.services.imports.queries import import_page
    from wanglai.services.imports.read_again import read_again
    from wanglai.services.imports.start_import import start_import
    from wanglai.services.reconciliation.uploads import Upload

    company_id, actor = member_named(company_name=company, email=email)
    who: dict[str, Any] = {"company_id": company_id, "actor": actor}
    said = {**options, "rates": rates_of(options.get("rates", ""))}
    uploads = [Upload(path.name, path.read_bytes()) for path in files]
    number = start_import(**who, kind=kind, uploads=uploads, options=said, waits_for_worker=False)
    found = import_page(**who, import_id=number)
    if found.state in ("preview", "refused"):  # handed in before: read it as it is said now
        read_again(**who, import_id=number, options=said, waits_for_worker=False)
    perform_import(number)
    for each in choices:
        code, _, choice = each.partition("=")
        choose(**who, import_id=number, code=code, choice=choice)
    found = import_page(**who, import_id=number)
    if found.refusal is None and is_to_be_booked and found.may_be_booked:
        try:
            order_import(**who, origin=ORIGIN, import_id=number, waits_for_worker=False)
        except ApprovalIsNeeded:
            return _asked(ask_for_credits(**who, origin=ORIGIN, import_id=number))
        perform_import(number)
        found = import_page(**who, import_id=number)
    return _told(found)


def _asked(request: int) -> int:
    """Nothing is booked yet: somebody else's word is waited for."""
    say(
        zh=f"文件中有红字单据，须由财务经理审批：已提交申请 {request}，同意后自动入账。",
        en=f"There are credit notes in the file, and a manager has to agree: request {request} waits, and books it when agreed.",
    )
    return 1


def _told(found: Any) -> int:
    from wanglai.services.imports.import_sheet import proof_in_words

    language = language_of_terminal()
    if found.refusal is not None:
        each = found.refusal
        print(f"{each.code} · {each.place}: {each.reason.within(language)} {each.remedy.within(language)}", file=sys.stderr)  # fmt: skip
        return 2
    say(
        zh=f"{found.file_name}：{found.state_words.zh}，单据 {found.documents}，可入账 {found.ready}，待处理 {found.waiting}，"
        f"不导入 {found.left_out}，已入账 {found.booked}",
        en=f"{found.file_name}: {found.state_words.en}, {found.documents} documents, {found.ready} ready, {found.waiting} to be "
        f"decided, {found.left_out} left out, {found.booked} booked",
    )  # fmt: skip
    for group in found.groups:
        ways = "|".join(choice for choice, _ in group.choices)
        print(
            f"  {group.code} {group.documents}: {group.words.within(language)} {group.chosen or ways}"
        )
    for proof in found.proofs:
        print(f"  {proof_in_words(proof).within(language)}")
    return 1 if found.waiting else 0
