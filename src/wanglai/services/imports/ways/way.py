"""A way into the house: how documents are looked at, and what writes them where the book does not post them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from wanglai.domain.incoming import Incoming, Problem
from wanglai.services.access.scope import Sight, admit_to_rows
from wanglai.services.imports.kinds import ImportKind
from wanglai.services.ledger.book import Who


@dataclass
class Looking:
    """Documents of a company, looked at for a person who may not see every customer."""

    company_id: int
    actor: int
    kind: ImportKind
    documents: list[Incoming]

    @cached_property
    def sight(self) -> Sight:
        """Refuses, in order: NotFound, NotPermitted."""
        act = "view_contracts" if self.kind.way == "contracts" else "view_documents"
        return admit_to_rows(company_id=self.company_id, actor=self.actor, act=act)


@dataclass(frozen=True)
class Writing:
    """A chunk of documents to be written in the transaction that is open, the first at ``first`` of its import."""

    company_id: int
    who: Who
    import_id: int
    first: int
    documents: list[Incoming]
    choices: Mapping[str, str]

    @property
    def maker(self) -> int:
        """Who ordered it."""
        assert self.who.actor is not None, "an import is ordered by somebody"
        return self.who.actor

    def key(self, place: int) -> str:
        """The key of the document at a place of the chunk, for ever."""
        return f"file import {self.import_id}:{self.first + place}"


@dataclass(frozen=True)
class Way:
    """``write`` is None where the book posts what comes in; it refuses ChangedMeanwhile."""

    check: Callable[[Looking], list[list[Problem]]]
    write: Callable[[Writing], None] | None = None
