"""The key stage as SQL: the plain pairs of every account by number and amount, cells joined, never lines.

The same text runs on DuckDB and on Spark. Each engine brings ``number_key``, the strongest key of a
number as written in plain ASCII and null for any other, and ``regexp_like``.

A cell is (account, number, amount). One line of each side in it is a pair, if no kind speaks against it
and nothing that comes before the plain pairs could touch it: an amount is *contested* in an account
where a line of that size speaks of a reversal, or bears a number that is not plain ASCII. An account of
which every line is in such a pair is finished; the others go to the buckets whole.

Such an account has as many lines on both sides and the same sums of them. Where it has not, it is not
*even*, and no cell of it is looked at: sums by account cost a tenth of cells by number.

There are nearly as many cells as lines, so a cell is kept small: what stands in it of each side is one
row, and what its lines say is bits of one number. An engine that numbers its accounts groups by that
number (``BY_NUMBER``) in place of two words.
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


def rows_sql(*, by_party: bool) -> str:
    """The account of every row of both sides."""
    party = party_sql(by_party=by_party)
    return " union all ".join(
        f"select {party} as account_party, coalesce(currency, '') as account_currency,"
        f" {int(side == 'ours')} as is_ours, cast({side}.row as int) as line_row from {side}"
        for side in ("ours", "theirs")
    )


BY_NAME = ("account_party", "account_currency")
BY_NUMBER = ("account",)  # a column of the tables ``totals`` and ``even``


def lines_sql(*, by_party: bool, only: str = "even", account: tuple[str, ...] = BY_NAME) -> str:
    """Both sides' lines as far as the key stage looks at them, from the views ``ours`` and ``theirs``;
    those of accounts in the table ``only``."""
    party = party_sql(by_party=by_party)
    return " union all ".join(_side_sql(side, party, only, account) for side in ("ours", "theirs"))


_CASH, _NEVER_CASH, _CONTESTING = 1, 2, 4  # bits of ``marks``


def _side_sql(side: str, party: str, only: str, account: tuple[str, ...]) -> str:
    row = f"cast({side}.row as int)"
    ours, theirs = (row, "cast(null as int)") if side == "ours" else ("cast(null as int)", row)
    return f"""
select {", ".join(f"{only}.{name}" for name in account)}, cast(amount as bigint) as line_amount,
       number_key(document) as number, {ours} as our_row, {theirs} as their_row,
       case when kind = 'receipt' and amount <= 0 then {_CASH}
            when kind in {NEVER_RECEIPTS} and not (kind = 'invoice' and amount < 0) then {_NEVER_CASH}
            else 0 end
       + case when document is not null and number_key(document) is null then {_CONTESTING}
              when text is null then 0
              when regexp_like(lower(text), '{REVERSAL_WORDS}') then {_CONTESTING}
              else 0 end as marks
from {side} join {only} on {only}.account_party = {party}
  and {only}.account_currency = coalesce(currency, '')"""


EVEN = "select * from totals where is_even"


def cells_sql(account: tuple[str, ...] = BY_NAME) -> str:
    """The cells that may be a pair, and those that contest their amount."""
    names = ", ".join(account)
    return f"""
select {names}, abs(line_amount) as size, max(our_row) as our_row, max(their_row) as their_row,
       (bit_or(marks) & {_CONTESTING}) <> 0 as is_contesting
from even_lines group by {names}, number, line_amount
having (count(*) = 2 and max(our_row) is not null and max(their_row) is not null and number <> ''
        and (bit_or(marks) & {_CASH | _NEVER_CASH}) <> {_CASH | _NEVER_CASH})
    or (bit_or(marks) & {_CONTESTING}) <> 0"""


def contested_sql(account: tuple[str, ...] = BY_NAME) -> str:
    """The sizes that are contested in each account: no pair of them is made here."""
    return f"select distinct {', '.join(account)}, size from cells where is_contesting"


def pairs_sql(account: tuple[str, ...] = BY_NAME) -> str:
    """The plain pairs: a contesting cell contests its own size, and so is none."""
    same = " and ".join(f"cells.{name} = contested.{name}" for name in (*account, "size"))
    return f"""
select {", ".join(f"cells.{name}" for name in account)}, our_row, their_row, cells.size
from cells left join contested on {same} where contested.size is null"""


def accounts_sql(account: tuple[str, ...] = BY_NAME) -> str:
    """How many lines an account has and how many of them stand in a pair."""
    names = ", ".join(account)
    same = " and ".join(f"totals.{name} = counted.{name}" for name in account)
    return f"""
select totals.*, coalesce(pair_count, 0) as pair_count from totals left join (
      select {names}, count(*) as pair_count from pairs group by {names}) as counted on {same}"""
