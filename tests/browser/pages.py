"""Every page a person can reach, by name: for axe, narrow windows and pictures."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

Open = Callable[[Page], None]


SELLER = 3  # the salesperson among the demo's sign-ins
KEEPER = 5  # the administrator


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

    def months(page: Page) -> None:
        first_of("/contracts/", "td.who a", ".duty-matrix")(page)
        page.get_by_text("Month by month").or_(page.get_by_text("逐月查看")).first.click()
        expect(page.locator("caption").first).to_be_visible()

    def amending(page: Page) -> None:
        first_of("/contracts/", "td.who a", ".duty-matrix")(page)
        page.locator(".page-head .acts a").first.click()
        expect(page.locator("#preview tbody").first).to_be_visible()

    def bill(page: Page) -> None:
        first_of("/documents/bills/", "td.who a", "#pays-title")(page)
        page.locator(".item-acts summary").first.click()
        expect(page.locator(".item-acts form").first).to_be_visible()

    def crediting(page: Page) -> None:
        first_of("/documents/invoices/?q=901", "td.who a", "#chain")(page)
        page.locator(".acts a[href$='/credit/']").click()
        expect(page.locator("[name=reason]")).to_be_visible()

    def printed(page: Page) -> None:
        first_of("/documents/invoices/?q=901", "td.who a", "#chain")(page)
        page.locator(".acts a[href$='/print/']").click()
        expect(page.locator(".facts").first).to_be_visible()

    def waiting(page: Page) -> None:
        first_of("/documents/deliveries/?q=317", "td.who a", "#chain")(page)
        page.locator(".acts a.is-main").click()
        expect(page.locator("#waiting-title")).to_be_visible()

    return {
        "documents-orders": _at("/documents/orders/", "tbody"),
        "documents-orders-nothing-fits": _at("/documents/orders/?q=zzzz", ".empty"),
        "documents-order": first_of("/documents/orders/", "td.who a", "#chain"),
        "documents-deliveries": _at("/documents/deliveries/", "tbody"),
        "documents-delivery": first_of("/documents/deliveries/", "td.who a", "#chain"),
        "documents-invoices": _at("/documents/invoices/", "tbody"),
        "documents-invoice": first_of("/documents/invoices/?q=901", "td.who a", "#chain"),
        "documents-invoice-printed": printed,
        "documents-invoice-new": waiting,
        "documents-credit": crediting,
        "documents-bills": _at("/documents/bills/", "tbody"),
        "documents-bill": bill,
        "documents-bill-new": _at("/documents/bills/new/", "[name=drawee]"),
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
        "contracts": _at("/contracts/", "tbody"),
        "contracts-nothing-fits": _at("/contracts/?q=zzzz", ".empty"),
        "contract": first_of("/contracts/", "td.who a", ".duty-matrix"),
        "contract-months": months,
        "contract-new": _at("/contracts/new/", "#preview tbody"),
        "contract-amend": amending,
        "contract-rules": _at("/contracts/rules/", ".facts"),
        "approvals": _at("/approvals/"),
        "people": _at("/people/", "tbody"),
        "people-teams": _at("/people/teams/", "tbody"),
        "people-duties": _at("/people/duties/", "tbody"),
    }


def of_the_seller() -> dict[str, Open]:
    """What the salesperson of the demo sees who enters orders and deliveries."""

    def delivering(page: Page) -> None:
        page.goto("/documents/orders/")
        page.locator("td.who a").first.click()
        page.locator(".acts a.is-main").first.click()
        expect(page.locator("[name=delivered_on]")).to_be_visible()

    def accepting(page: Page) -> None:
        page.goto("/documents/deliveries/")
        page.locator("td.who a").first.click()
        expect(page.locator("#accepted-on")).to_be_visible()

    return {
        "seller-order-new": _at("/documents/orders/new/", "[name=line_what]"),
        "seller-deliver": delivering,
        "seller-accept": accepting,
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
