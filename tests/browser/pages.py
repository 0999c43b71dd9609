"""Every page a person can reach, by name: for axe, narrow windows and pictures."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

Open = Callable[[Page], None]


CREDIT, KEEPER = 4, 5  # the credit controller and the administrator among the demo's sign-ins


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


def of_the_book() -> dict[str, Open]:
    """The book of a company that keeps one, the demo's first of all."""

    def first_of(address: str, link: str, ready: str = "h1") -> Open:
        def open_it(page: Page) -> None:
            page.goto(address)
            page.locator(link).first.click()
            expect(page.locator(ready).first).to_be_visible()

        return open_it

    def one_item(page: Page) -> None:
        first_of("/ledger/", ".go-cell a", ".figures")(page)
        page.locator("td.who a").first.click()
        expect(page.locator("#settled")).to_be_visible()

    def moving(page: Page) -> None:
        one_item(page)
        page.locator(".item-acts summary").first.click()
        expect(page.locator(".item-acts form").first).to_be_visible()

    def entry(page: Page) -> None:
        first_of("/ledger/", "td.who a")(page)
        page.locator("td.who a").first.click()
        expect(page.locator("#seal-title")).to_be_visible()

    def preview(page: Page) -> None:
        page.goto("/ledger/new/?customer=Maison Fontaine SA")
        page.locator("[name=number]").fill("INV-9001")
        page.locator("[name=gross]").fill("1,200.00")
        page.locator("[name=tax]").fill("200.00")
        page.locator("[name=step][value=preview]").click()
        expect(page.locator(".preview")).to_be_visible()

    return {
        "book-customers": _at("/ledger/", "tfoot"),
        "book-customers-nothing-fits": _at("/ledger/?q=zzzz", ".empty"),
        "book-account": first_of("/ledger/", "td.who a", ".balance-sheet"),
        "book-account-no-lines": _at("/ledger/?on=2011-10-01"),
        "book-items": first_of("/ledger/", ".go-cell a", ".figures"),
        "book-item": one_item,
        "book-moving": moving,
        "book-entry": entry,
        "book-new": _at("/ledger/new/"),
        "book-preview": preview,
        "book-ageing": _at("/ageing/", "tfoot"),
        "book-ageing-items": first_of("/ageing/", "td.who a", "tfoot"),
        "book-balances": _at("/ledger/trial-balance/", "tfoot"),
        "book-periods": _at("/periods/", "tbody"),
        "book-period-closed": first_of("/periods/", "tbody tr:last-child a", ".facts"),
        "book-period-open": first_of("/periods/", "tbody tr:nth-last-child(2) a", ".checks"),
        "book-audit": _at("/audit/", "tbody"),
        "book-audit-words": _at("/audit/?q=receipt", "tbody"),
        "book-accounts": _at("/ledger/accounts/", "tbody"),
        "approvals": _at("/approvals/"),
        "people": _at("/people/", "tbody"),
        "people-teams": _at("/people/teams/", "tbody"),
        "people-duties": _at("/people/duties/", "tbody"),
    }


def of_the_customers() -> dict[str, Open]:
    """The customer file of the demo, as its credit controller sees it; the last one asks for a merge."""

    def one_customer(page: Page) -> None:
        page.goto("/customers/?q=yunfan")
        page.locator("td.who a").first.click()
        expect(page.locator("#timeline li").first).to_be_visible()

    def opened_from(link: str) -> Open:
        def open_it(page: Page) -> None:
            one_customer(page)
            page.locator(link).first.click()
            expect(page.locator("form.book-form")).to_be_visible()

        return open_it

    def wrong(page: Page) -> None:
        page.goto("/customers/new/")
        page.locator("[name=tax_number]").fill("91350100M000100Y44")
        page.locator("[name=name]").fill("新客户 New")
        page.locator("form.book-form button[type=submit]").click()
        expect(page.locator(".wrong")).to_be_visible()

    def asked(page: Page) -> None:
        page.goto("/customers/duplicates/")
        page.locator("form[action$='/merge/'] button").first.click()
        expect(page.locator(".facts")).to_be_visible()

    return {
        "customers": _at("/customers/", "tbody"),
        "customers-found": _at("/customers/?q=yunfan", "tbody"),
        "customers-nothing-fits": _at("/customers/?q=zzzz", ".empty"),
        "customer": one_customer,
        "customer-new": _at("/customers/new/"),
        "customer-wrong": wrong,
        "customer-change": opened_from(".page-head a[href$='/change/']"),
        "customers-duplicates": _at("/customers/duplicates/", "tbody"),
        "customers-merge-asked": asked,
    }


def of_the_customers_accountant() -> dict[str, Open]:
    """What the demo's accountant keeps of a customer: contacts and accounts."""

    def of_the_first(link: str) -> Open:
        def open_it(page: Page) -> None:
            page.goto("/customers/?q=yunfan")
            page.locator("td.who a").first.click()
            page.locator(link).first.click()
            expect(page.locator("form.book-form")).to_be_visible()

        return open_it

    def seen(page: Page) -> None:
        page.goto("/customers/?q=yunfan")
        page.locator("td.who a").first.click()
        page.locator("form[action*='/see/'] button").first.click()
        expect(page.locator("#seen-account")).to_be_visible()

    return {
        "customer-contact-new": of_the_first("a[href$='/contacts/new/']"),
        "customer-account-new": of_the_first("a[href$='/accounts/new/']"),
        "customer-account-seen": seen,
    }


def of_the_keeper() -> dict[str, Open]:
    """What the administrator of the demo sees who keeps its people; the last one asks for a role."""

    def asked(page: Page) -> None:
        page.goto("/people/")
        page.locator(".give-role button").first.click()
        expect(page.locator(".facts")).to_be_visible()

    return {
        "keeper-people": _at("/people/", "tbody"),
        "keeper-teams": _at("/people/teams/", "tbody"),
        "keeper-asked": asked,
        "keeper-approvals": _at("/approvals/", "tbody"),
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
        "book-none": _at("/ledger/"),
        "password": _at("/accounts/password/change/"),
        "second-factor": _at("/accounts/2fa/"),
        "second-factor-new": _at("/accounts/2fa/totp/activate/"),
        "addresses": _at("/accounts/email/"),
        "sign-out": _at("/accounts/logout/"),
        "not-found": _at("/nowhere/"),
    }
