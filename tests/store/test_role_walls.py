"""Roles kept apart, tried by statements that know nothing of our services."""

from __future__ import annotations

import threading
from itertools import combinations
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections, transaction

from tests.books import Books
from wanglai.services.access.matrix import HARD_PAIRS, ROLE_NAMES
from wanglai.store.role_walls import CONFLICT

JOIN = "INSERT INTO store_membership (company_id, user_id, role, created_at) VALUES (%s, %s, %s, now())"
PERSON = (
    "INSERT INTO store_user (password, email, name, is_active, is_demo, created_at) "
    "VALUES ('', %s, '', true, false, now()) RETURNING id"
)


def _new_person(address: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(PERSON, [address])
        return int(cursor.fetchone()[0])


def _code(statement: str, *parameters: Any) -> str | None:
    """What the database says: None where it takes the statement, which is then undone."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            raise _Undone
    except _Undone:
        return None
    except DatabaseError as problem:
        return getattr(problem.__cause__, "sqlstate", "?")


class _Undone(Exception):
    pass


@pytest.mark.parametrize("pair", list(combinations(ROLE_NAMES, 2)), ids="+".join)
def test_the_database_refuses_every_pair_kept_apart_and_no_other(
    books: Books, pair: tuple[str, str]
) -> None:
    expected = CONFLICT if frozenset(pair) in {each.roles for each in HARD_PAIRS} else None
    for one, other in (pair, pair[::-1]):
        person = _new_person(f"{one}.{other}@x.example".lower())
        with connection.cursor() as cursor:
            cursor.execute(JOIN, [books.company_id, person, one])
        assert _code(JOIN, books.company_id, person, other) == expected, f"{one} then {other}"
    both = f"{JOIN}, (%s, %s, %s, now())"
    person = _new_person("both@x.example")
    at_once = [each for role in pair for each in (books.company_id, person, role)]
    assert _code(both, *at_once) == expected, "in one statement"


def test_a_role_is_not_changed_into_one_kept_apart(books: Books) -> None:
    person = _new_person("changes@x.example")
    with connection.cursor() as cursor:
        cursor.execute(JOIN, [books.company_id, person, "ARA"])
        cursor.execute(JOIN, [books.company_id, person, "COL"])
    change = "UPDATE store_membership SET role = 'AUD' WHERE user_id = %s AND role = 'COL'"
    assert _code(change, person) == CONFLICT


def test_roles_in_two_companies_are_two_matters(books: Books) -> None:
    from tests.books import open_company

    other = open_company("bieren")
    with connection.cursor() as cursor:
        cursor.execute(JOIN, [other.company_id, books.people["FM"], "AUD"])


def test_two_roles_given_at_once_see_each_other(committed_books: Books) -> None:
    """Both statements are sent before either commits; exactly one stands."""
    person = _new_person("race@x.example")
    start, said = threading.Barrier(2), []

    def join(role: str) -> None:
        start.wait()
        try:
            with connection.cursor() as cursor:
                cursor.execute(JOIN, [committed_books.company_id, person, role])
            said.append("")
        except Exception as problem:
            said.append(getattr(problem.__cause__, "sqlstate", "?"))
        finally:
            connections.close_all()

    for _ in range(5):
        threads = [threading.Thread(target=join, args=(role,)) for role in ("AUD", "ARA")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(said) == ["", CONFLICT]
        said.clear()
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM store_membership WHERE user_id = %s", [person])
