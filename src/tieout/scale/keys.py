"""The key stage as SQL: the plain pairs of every account by number and amount, cells joined, never lines.

The same text runs on DuckDB and on Spark. Each engine brings ``number_key``, the strongest key of a
number as written in plain ASCII, and ``regexp_like``.

A cell is (account, number, amount). One line of each side in it is a pair, if no kind speaks against it
and nothing that comes before the plain pairs could touch it: an amount is *contested* in an account
where a line of that size speaks of a reversal, or bears a number that is not plain ASCII. An account of
which every line is in such a pair is finished; the others go to the buckets whole.

Such an account has as many lines on both sides and the same sums of them. Where it has not, it is not
*even*, and no cell of it is looked at: sums by account cost a tenth of cells by number.
"""

from __future__ import annotations

from tieout.steps.exact import NEVER_RECEIPTS
from tieout.steps.netting import REVERSAL_WORDS

RULE = "document_amount"


def party_sql(*, by_party: bool) -> str:
    """The party of a line's account; the same for all lines where parties are no account of their own."""
    return "coalesce(party, '')" if by_party else "''"


def totals_sql(*, by_party: bool) -> str:
    """Every account with its number of lines, and whether both sides come to the same.

    Amounts are compared by what is left of them, and of its square, after division by a prime: that
    tells nearly all accounts apart, and no sum is near what 64 bits hold.
    """
    party = party_sql(by_party=by_party)
    sides = " union all ".join(
        f"select {party} as account_party, coalesce(currency, '') as account_currency,"
        f" {sign} as sign, cast(amount as bigint) % 999983 as rest from {side}"
        for side, sign in (("ours", 1), ("theirs", -1))
    )
    return f"""
select account_party, account_currency, count(*) as line_count,
       sum(sign) = 0 and sum(sign * rest) = 0 and sum(sign * rest * rest) = 0 as is_even
from ({sides}) as lines_of_both group by account_party, account_currency"""


def lines_sql(*, by_party: bool, only: str = "") -> str:
    """Both sides' lines as far as the key stage looks at them, from the views ``ours`` and ``theirs``;
    those of accounts in the table ``only``, where one is named."""
    party = party_sql(by_party=by_party)
    return " union all ".join(_side_sql(side, party, only) for side in ("ours", "theirs"))


def _side_sql(side: str, party: str, only: str) -> str:
    chosen = (
        f" semi join {only} on {only}.account_party = {party}"
        f" and {only}.account_currency = coalesce(currency, '')"
    )
    return f"""
select {party} as account_party, coalesce(currency, '') as account_currency,
       {1 if side == "ours" else 0} as is_ours, cast({side}.row as int) as line_row,
       cast(amount as bigint) as line_amount, coalesce(number_key(document), '') as number,
       case when kind = 'receipt' and amount <= 0 then 1
            when kind in {NEVER_RECEIPTS} and not (kind = 'invoice' and amount < 0) then 2
            else 0 end as fact,
       case when regexp_like(lower(coalesce(text, '')), '{REVERSAL_WORDS}')
              or regexp_like(coalesce(document, ''), '[^ -~]') then 1 else 0 end as is_contesting
from {side}{chosen if only else ""}"""


EVEN = "select account_party, account_currency from totals where is_even"


CELLS = """
select account_party, account_currency, number, line_amount,
       sum(is_ours) as our_count, count(*) as cell_count,
       max(case when is_ours = 1 then line_row end) as our_row,
       max(case when is_ours = 0 then line_row end) as their_row,
       max(case when is_ours = 1 then fact else 0 end) as our_fact,
       max(case when is_ours = 0 then fact else 0 end) as their_fact,
       sum(is_contesting) as contesting
from even_lines group by account_party, account_currency, number, line_amount"""

CONTESTED = """
select distinct account_party, account_currency, abs(line_amount) as size from cells where contesting > 0"""

PAIRS = """
select cells.account_party, cells.account_currency, our_row, their_row, abs(cells.line_amount) as size
from cells left join contested on cells.account_party = contested.account_party
  and cells.account_currency = contested.account_currency and abs(cells.line_amount) = contested.size
where contested.size is null and our_count = 1 and cell_count = 2 and number <> '' and our_fact + their_fact <> 3"""

# How many lines an account has and how many of them stand in a pair.
ACCOUNTS = """
select totals.account_party, totals.account_currency, line_count, coalesce(pair_count, 0) as pair_count
from totals left join (
      select account_party, account_currency, count(*) as pair_count from pairs
      group by account_party, account_currency) as counted
on totals.account_party = counted.account_party and totals.account_currency = counted.account_currency"""
