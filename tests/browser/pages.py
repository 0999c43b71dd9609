"""Every page a person can reach, by name: for axe, narrow windows and pictures."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

Open = Callable[[Page], None]


def _at(address: str, ready: str = "h1") -> Open:
    def open_it(page: Page) -> None:
        page.goto(address)
        expect(page.locator(ready).first).to_be_visible()

    return open_it


def before_sign_in() -> dict[str, Open]:
    return {
        "sign-in": _at("/accounts/login/"),
        "password-reset": _at("/accounts/password/reset/"),
        "password-link-old": _at("/accounts/password/reset/key/9-old/"),
    }


def after_sign_in(result: str, refused: str) -> dict[str, Open]:
    def opened_row(page: Page) -> None:
        page.goto(result)
        page.locator("[data-expand]").first.click()
        expect(page.locator(".detail").first).to_be_visible()

    def link_panel(page: Page) -> None:
        page.goto(result)
        page.locator(".duo [data-link]").first.click()
        expect(page.locator("#link-panel")).to_be_visible()

    def keys(page: Page) -> None:
        page.goto(result)
        page.keyboard.press("?")
        expect(page.locator("#key-help")).to_be_visible()

    def correcting(page: Page) -> None:
        page.goto(f"{result}reading/")
        page.locator(".correct-part > summary").first.click()
        expect(page.locator(".correction-form").first).to_be_visible()

    return {
        "list": _at("/reconciliations/"),
        "list-nothing-fits": _at("/reconciliations/?q=zzzz"),
        "new": _at("/reconciliations/new/"),
        "refused": _at(refused, ".refusal"),
        "reading": _at(f"{result}reading/", ".reading"),
        "correcting": correcting,
        "result": _at(result, "#bridge svg"),
        "result-row": opened_row,
        "result-link": link_panel,
        "link-page": _at(f"{result}link/", ".link-panel"),
        "keys": keys,
        "notes": _at(f"{result}notes/", ".notes"),
        "history": _at(f"{result}history/", ".timeline"),
        "password": _at("/accounts/password/change/"),
        "second-factor": _at("/accounts/2fa/"),
        "second-factor-new": _at("/accounts/2fa/totp/activate/"),
        "addresses": _at("/accounts/email/"),
        "sign-out": _at("/accounts/logout/"),
        "not-found": _at("/nowhere/"),
    }
