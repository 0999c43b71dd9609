"""The demo company's sign-ins on the entrance page; nothing where there is no demo company."""

from __future__ import annotations

from typing import Any

from django import template

from wanglai.services.demo import queries

register = template.Library()


@register.simple_tag
def demo_sign_ins() -> tuple[Any, ...]:
    """Sign-ins that exist only in the demo company: login, password, role."""
    offered = getattr(queries, "demo_sign_ins", None)
    return tuple(offered()) if offered else ()
