r"""Words people search for: how lists find customers by name, and patterns of the database in which every sign stands for itself."""

from __future__ import annotations

from django.db.models import Q

from wanglai.domain.customer_names import read_name


def literal(text: str) -> str:
    r"""The text inside a LIKE pattern: ``50%_a`` is ``50\%\_a``."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def name_fits(search: str, of: str = "customer") -> Q:
    """Rows whose customer is called so: by any part of its name as it is written, or of any of its names as they compare.

    ``远景`` finds 远景科技有限公司; ``Far View Ltd.`` finds a customer of which FAR VIEW LIMITED is an earlier name.
    """
    said = search.strip()
    fits = Q(**{f"{of}__name__icontains": said})
    core = read_name(said).core
    return fits | Q(**{f"{of}__search__contains": core}) if core else fits


def named(search: str, of: str = "") -> tuple[list[str], dict[str, str]]:
    """The same as a condition of a statement with its parameters; none where nothing is searched. ``of`` is ``customer.`` or nothing."""
    said = search.strip()
    if not said:
        return [], {}
    condition = f"(strpos({of}search, %(core)s) > 0 OR strpos(lower({of}name), %(said)s) > 0)"
    return [condition], {"core": read_name(said).core or said.lower(), "said": said.lower()}
