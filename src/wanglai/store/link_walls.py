"""The links of the chain, looked at without a function of ours for each; frozen with their migration.

What they hold is what ``book/seal.sql`` says: an act's hash is SHA-256 of the hash before it and its sealed bytes. Where every act is
linked to the hash that stands before it, the chain follows from its beginning.
"""

from __future__ import annotations

from importlib import resources

_SEAL = resources.files("wanglai.store.book").joinpath("seal.sql").read_text("utf-8")
_CHAINED = "book_chain(OLD.hash, sealed) OVER (ORDER BY seq) AS expected"
_LINKED = "sha256(lag(hash, 1, OLD.hash) OVER (ORDER BY seq) || sealed) AS expected"

# As the step of an aggregate nothing inlines a function in SQL: it is begun anew for each act, which one of this language is not.
_LINK = """
CREATE OR REPLACE FUNCTION book_link(link bytea, before bytea, sealed bytea) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN sha256(coalesce(link, before) || sealed);
END $$"""


def link_sql() -> list[str]:
    """All of them, in the order they can be created."""
    return [_LINK, _sealed(), "ALTER FUNCTION book_seal() SET plan_cache_mode = force_generic_plan"]


def _sealed() -> str:
    """``book_seal`` to the letter, but for how the links are looked at."""
    begins = _SEAL.index("CREATE FUNCTION book_seal()")
    ends = _SEAL.index("END $$;", begins) + len("END $$;")
    said = _SEAL[begins:ends]
    assert said.count(_CHAINED) == 1, "the links are looked at once"
    return said.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1).replace(
        _CHAINED, _LINKED
    )
