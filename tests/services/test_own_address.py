"""What a link in a letter of the night begins with."""

from __future__ import annotations

from typing import Any

import pytest

from wanglai.services.messages.staff_pages import staff_page
from wanglai.services.portal.own_address import own_address

LOCAL = ["localhost", "127.0.0.1", "[::1]"]


@pytest.mark.parametrize(
    ("portal", "https", "hosts", "begins"),
    [
        ("portal.yuanjing.example", True, LOCAL, "https://portal.yuanjing.example/portal/open/#"),
        ("portal.yuanjing.example:8443", False, LOCAL, "http://portal.yuanjing.example:8443/portal/open/#"),
        ("", True, [*LOCAL, "books.yuanjing.example", "b"], "https://books.yuanjing.example/portal/open/#"),
        ("", True, ["*", ".yuanjing.example", "books.yuanjing.example"], "https://books.yuanjing.example/portal/open/#"),
        ("", True, LOCAL, ""),
        ("", True, ["*"], ""),
        ("", False, ["books.yuanjing.example"], ""),  # nobody knows its port
    ],
)  # fmt: skip
def test_the_portals_own_host_else_the_first_name_staff_use(settings: Any, portal: str, https: bool, hosts: list[str], begins: str) -> None:  # fmt: skip
    settings.PORTAL_HOST, settings.HTTPS, settings.ALLOWED_HOSTS = portal, https, hosts
    assert own_address() == begins


@pytest.mark.parametrize(
    ("portal", "https", "hosts", "begins"),
    [
        ("", True, [*LOCAL, "books.example"], "https://books.example"),
        ("portal.example:8443", True, [".example", "portal.example", "books.example"], "https://books.example"),
        ("portal.example", True, ["Portal.Example", "books.example"], "https://books.example"),
        ("portal.example", True, [*LOCAL, "portal.example"], ""),
        ("", False, ["books.example"], ""),
    ],
)  # fmt: skip
@pytest.mark.parametrize(("name", "path"), [("statements:page", "/statements/7/"), ("customers:page", "/customers/7/"), ("disputes:page", "/disputes/7/")])  # fmt: skip
def test_a_page_of_ours_is_under_the_first_name_that_is_not_the_portals(settings: Any, portal: str, https: bool, hosts: list[str], begins: str, name: str, path: str) -> None:  # fmt: skip
    settings.PORTAL_HOST, settings.HTTPS, settings.ALLOWED_HOSTS = portal, https, hosts
    assert staff_page(name, 7) == (begins + path if begins else "")
