"""By what an ageing can be added up: another column of the customer is one more line here.

Each customer is in exactly one group of each kind, so that the groups add up to the same totals.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tieout.refusal import Wording


@dataclass(frozen=True)
class Grouping:
    """``key`` tells groups apart and ``name`` is shown: expressions over ``store_customer AS customer``.

    ``join`` brings in what they need besides; ``said`` is what groups are called whose name is no text of the user's.
    """

    words: Wording
    key: str
    name: str
    join: str = ""
    said: Mapping[str, Wording] = field(default_factory=dict)

    def called(self, key: str, name: str) -> str | Wording:
        """A group's name, in both languages where it is ours."""
        return name or self.said.get(key, name)


# The head of a customer's group, with what was merged into a customer under that one's head. A company of its own is its own.
_FAMILY = """LEFT JOIN (
        WITH RECURSIVE family AS (
            SELECT id, id AS head_id FROM store_customer
             WHERE company_id = %(company)s AND parent_id IS NULL AND merged_into_id IS NULL
            UNION ALL
            SELECT child.id, family.head_id
              FROM family JOIN store_customer AS child ON coalesce(child.merged_into_id, child.parent_id) = family.id
             WHERE child.company_id = %(company)s)
        SELECT family.id, head.id AS head_id, head.name AS head_name
          FROM family JOIN store_customer AS head ON head.id = family.head_id) AS family ON family.id = customer.id"""
_TAGS = """LEFT JOIN (
        SELECT customer_id, string_agg(tag, ' + ' ORDER BY tag) AS tags FROM store_customertag
         WHERE company_id = %(company)s GROUP BY customer_id) AS tagged ON tagged.customer_id = customer.id"""


def _column(zh: str, en: str, column: str, none_zh: str, none_en: str) -> Grouping:
    return Grouping(
        Wording(zh, en), f"customer.{column}", f"customer.{column}", said={"": Wording(none_zh, none_en)}
    )  # fmt: skip


GROUPINGS: dict[str, Grouping] = {
    "customer": Grouping(Wording("客户", "Customer"), "customer.id::text", "customer.name"),
    "group": Grouping(
        Wording("客户集团", "Customer group"),
        "coalesce(family.head_id, customer.id)::text",
        "coalesce(family.head_name, customer.name)",
        join=_FAMILY,
    ),
    "manager": Grouping(
        Wording("客户经理", "Account manager"),
        "coalesce(customer.manager_id::text, '')",
        "coalesce((SELECT coalesce(nullif(name, ''), email) FROM store_user WHERE id = customer.manager_id), '')",
        said={"": Wording("无客户经理", "No account manager")},
    ),
    "team": Grouping(
        Wording("团队", "Team"),
        "coalesce(customer.team_id::text, '')",
        "coalesce((SELECT name FROM store_team WHERE id = customer.team_id), '')",
        said={"": Wording("无团队", "No team")},
    ),
    "region": _column("地区", "Region", "region", "未填地区", "No region"),
    "industry": _column("行业", "Industry", "industry", "未填行业", "No industry"),
    "key_account": Grouping(
        Wording("重点客户", "Key account"),
        "customer.is_key_account::text",
        "''",
        said={
            "true": Wording("重点客户", "Key accounts"),
            "false": Wording("其他客户", "Other customers"),
        },
    ),
    "tags": Grouping(
        Wording("标签", "Tags"),
        "coalesce(tagged.tags, '')",
        "coalesce(tagged.tags, '')",
        join=_TAGS,
        said={"": Wording("无标签", "No tag")},
    ),
    "currency": Grouping(Wording("币种", "Currency"), "''", "''"),
}
