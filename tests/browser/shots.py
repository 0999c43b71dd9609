"""Pictures of every screen: ``python -m tests.browser.shots FOLDER [NAME …]``.

Both languages, 1440 and 390 pixels, light and dark, of the demo over a throw-away data folder.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path


def main(folder: Path, only: list[str]) -> None:
    with tempfile.TemporaryDirectory(prefix="wls-") as place:
        Path(place).chmod(0o711)
        os.environ["WANGLAI_HOME"] = f"{place}/home"
        os.environ["WANGLAI_DATABASE_POOL"] = "off"
        os.environ["DJANGO_SETTINGS_MODULE"] = "wanglai.config.settings"
        from wanglai.runtime.home import Home
        from wanglai.runtime.postgres import EmbeddedPostgres

        server = EmbeddedPostgres(Home.open())
        server.start()
        try:
            _take(folder, only, _prepared(server.url()))
        finally:
            server.stop()


def _prepared(url: str) -> tuple[str, str, str]:
    """The database migrated, with the demo company; its address and a sign-in."""
    os.environ["DATABASE_URL"] = url
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from tests.browser.happened import make_happen
    from wanglai.services.demo.create_demo_company import create_demo_company

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    person = create_demo_company()[1]  # the manager, who sees every page
    make_happen()
    connection.close()
    return url, person.email, person.password


def _take(folder: Path, only: list[str], prepared: tuple[str, str, str]) -> None:
    from playwright.sync_api import sync_playwright

    from tests.browser.conftest import chromium_path, launch_arguments
    from tests.browser.house import House
    from tests.browser.ledgers import UNDECIDABLE
    from tests.browser.pages import (
        CREDIT,
        KEEPER,
        SELLER,
        after_sign_in,
        before_sign_in,
        demo_link,
        of_the_book,
        of_the_cash,
        of_the_customers,
        of_the_customers_accountant,
        of_the_keeper,
        of_the_portal,
        of_the_seller,
        of_what_happened,
        of_what_happened_to_the_customer,
    )
    from tests.browser.people import Person, hand_in, sign_in

    url, email, password = prepared
    person = Person(email, "ARA", password)
    house = House(url)
    house.start()
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path(), args=launch_arguments()
        )
        refused = link = ""
        for locale in ("en-GB", "zh-CN"):
            for theme in ("light", "dark"):
                for width in (1440, 390):
                    context = browser.new_context(
                        viewport={"width": width, "height": 900},
                        locale=locale,
                        color_scheme=theme,
                        base_url=house.address,
                        reduced_motion="reduce",
                    )
                    page = context.new_page()
                    mark = f"{locale[:2]}-{theme}-{width}"

                    def shoot(pages: dict, mark: str = mark, page=page) -> None:  # type: ignore[no-untyped-def, type-arg]
                        for name, open_it in pages.items():
                            if not only or name in only:
                                open_it(page)
                                page.wait_for_timeout(600)
                                page.screenshot(path=folder / f"{name}-{mark}.png")

                    shoot(before_sign_in())
                    sign_in(page, person)
                    refused = refused or hand_in(page, UNDECIDABLE, customer="Dover Gifts Ltd")
                    shoot(after_sign_in("/reconciliations/1/", refused))
                    shoot(of_the_book())
                    link = link or demo_link(page)
                    for place, pages in (
                        (CREDIT, of_the_customers()),
                        (0, of_the_customers_accountant()),
                        (0, of_the_cash()),
                        (0, of_what_happened()),
                        (SELLER, of_the_seller()),
                        (KEEPER, of_the_keeper()),
                    ):
                        if not only or pages.keys() & set(only):
                            page.context.clear_cookies()
                            page.goto("/accounts/login/")
                            page.locator(".demo-keys .who").nth(place).click()
                            page.wait_for_load_state()
                            shoot(pages)
                    portal = of_the_portal(link) | of_what_happened_to_the_customer(link)
                    del portal["portal-code"]  # a code is sent five times in a quarter of an hour
                    shoot(portal)
                    context.close()
        browser.close()
    house.stop()


if __name__ == "__main__":
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]), sys.argv[2:])
