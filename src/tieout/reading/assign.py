"""Exact assignment of columns to fields on integer scores: tiny, so an own few lines suffice."""

from __future__ import annotations


def assign(scores: list[list[int]]) -> list[int | None]:
    """For each field (row) the column that makes the sum of scores largest, or None.

    A score of zero or less is never assigned. Ties go to the lower column. Hungarian method with
    potentials, O(fields² x columns): [[9, 8], [9, 1]] gives [1, 0], not the greedy [0, 1].
    """
    fields = len(scores)
    if not fields:
        return []
    columns = len(scores[0])
    width = columns + fields  # one dummy column for each field, at a score of zero
    scale = width + 1
    cost = [
        [-(max(score, 0) * scale) + (at if score > 0 else 0) for at, score in enumerate(row)]
        + [0] * fields
        for row in scores
    ]
    taken = _hungarian(cost, fields, width)
    chosen: list[int | None] = [None] * fields
    for column, row in enumerate(taken):
        if row is not None and column < columns and scores[row][column] > 0:
            chosen[row] = column
    return chosen


def _hungarian(cost: list[list[int]], rows: int, columns: int) -> list[int | None]:
    """Row taken by each column at the least total cost; rows <= columns."""
    infinity = 1 << 60
    row_price = [0] * (rows + 1)
    column_price = [0] * (columns + 1)
    match = [0] * (columns + 1)
    for row in range(1, rows + 1):
        match[0] = row
        least = [infinity] * (columns + 1)
        used = [False] * (columns + 1)
        back = [0] * (columns + 1)
        column = 0
        while True:
            used[column] = True
            current, delta, following = match[column], infinity, 0
            for other in range(1, columns + 1):
                if used[other]:
                    continue
                reduced = cost[current - 1][other - 1] - row_price[current] - column_price[other]
                if reduced < least[other]:
                    least[other], back[other] = reduced, column
                if least[other] < delta:
                    delta, following = least[other], other
            for other in range(columns + 1):
                if used[other]:
                    row_price[match[other]] += delta
                    column_price[other] -= delta
                else:
                    least[other] -= delta
            column = following
            if match[column] == 0:
                break
        while column:
            match[column] = match[back[column]]
            column = back[column]
    return [match[column] - 1 if match[column] else None for column in range(1, columns + 1)]
