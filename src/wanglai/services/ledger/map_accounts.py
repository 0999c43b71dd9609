"""The small chart of the book carries the numbers of the user's own chart of accounts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from tieout.refusal import Wording
from wanglai.services.access.scope import NotFound, admit
from wanglai.services.ledger.book import Who, write_act
from wanglai.services.refusals import UnableTo
from wanglai.store.models import Account

CODE_MAX = 40


class OwnCodeIsTooLong(UnableTo):
    code_of_refusal = "account.own_code"
    why = Wording("科目编码过长。", "The code is too long.")
    next_step = Wording(f"最多 {CODE_MAX} 个字符。", f"{CODE_MAX} characters at most.")
    http_status = 422


@dataclass(frozen=True)
class AccountRow:
    """An account of the book; ``own_code`` is empty where the user has no number of their own for it."""

    id: int
    code: str
    own_code: str
    name: Wording


def accounts(*, company_id: int, actor: int) -> tuple[AccountRow, ...]:
    """The chart by code. Refuses, in order: NotFound, NotPermitted."""
    admit(company_id=company_id, actor=actor, act="view_books")
    rows = Account.objects.filter(company_id=company_id).order_by("code")
    return tuple(
        AccountRow(each.id, each.code, each.own_code, Wording(each.name_zh, each.name_en))
        for each in rows
    )


@transaction.atomic
def map_accounts(
    *, company_id: int, actor: int, origin: str, own_codes: Mapping[int, str]
) -> int | None:
    """Give accounts the user's own codes, empty to take one away; the act's number, None where nothing changes.

    Entries stay as they are: they are of the account, whatever it is numbered. Several accounts may share one number.
    Refuses, in order: NotFound, NotPermitted, OwnCodeIsTooLong, NotFound (account).
    """
    admit(company_id=company_id, actor=actor, act="map_accounts")
    wanted = {account: " ".join(code.split()) for account, code in own_codes.items()}
    if any(len(code) > CODE_MAX for code in wanted.values()):
        raise OwnCodeIsTooLong
    rows = Account.objects.filter(company_id=company_id, id__in=wanted)
    found = {each.id: each for each in rows.select_for_update(no_key=True).order_by("id")}
    if found.keys() != wanted.keys():
        raise NotFound
    changed = [each for each in found.values() if each.own_code != wanted[each.id]]
    if not changed:
        return None
    for each in changed:
        each.own_code = wanted[each.id]
    Account.objects.bulk_update(changed, ["own_code"])
    codes = {each.code: each.own_code for each in changed}
    return write_act(company_id, Who(actor, origin), "map_accounts", {"codes": codes})
