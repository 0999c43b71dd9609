"""The demo company's sign-ins on the entrance page; nothing where there is no demo company."""

from __future__ import annotations

from django import template
from django.conf import settings

from wanglai.services.demo.create_demo_company import DemoSignIn
from wanglai.services.demo.create_demo_company import demo_sign_ins as known_sign_ins

register = template.Library()


@register.simple_tag
def demo_sign_ins() -> tuple[DemoSignIn, ...]:
    """Sign-ins that exist only in the demo company; never shown where real books are kept."""
    return () if settings.PRODUCTION else known_sign_ins()
