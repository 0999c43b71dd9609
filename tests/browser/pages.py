"""Every page a person can reach, by name: for axe, narrow windows and pictures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

Open = Callable[[Page], None]


SELLER, CREDIT, KEEPER = 3, 4, 5  # of the demo's sign-ins


def _at(address: str, ready: str = "h1") -> Open:
    def open_it(page: Page) -> None:
        page.goto(address)
        expect(page.locator(ready).first).to_be_visible()

    return open_it


_CONTRACTS = """Customer,Contract No,From,To,Terms
Maison Fontaine SA,HT-901,2026-01-01,2026-12-31,net 30
Maison Fontaine SA,HT-902,2027-01-01,,月结60
Carrow Retail Ltd,HT-903,2027-01-01,2026-12-31,as agreed
"""
_WAITING = """Customer,Invoice No,Date,Due,Item,Quantity,Unit price,Amount
Maison Fontaine SA,IMP-1,2011-12-05,2012-01-04,Lantern,10,12.00,120.00
,IMP-2,2011-12-06,,Heart,2,10.00,20.00
A new customer,IMP-3,2011-13-06,,Hanger,1,7.00,7.00
Yunfan Trading Co.,IMP-4,2011-12-07,,Lantern,10,12.00,120.00
Jinghe Commerce Co.,IMP-5,2011-12-07,,Heart,2,10.00,20.00
Maison Fontaine SA,IMP-6,2011-12-08,,Hanger,1,7.00,7.00
"""
_UNREADABLE = """Customer,Invoice No,Date,Amount
Maison Fontaine SA,IMP-7,03/04/2011,120.00
"""


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

    def uncoded(page: Page) -> None:
        """No account of the demo carries a code of the user's own yet."""
        page.goto("/exports/vouchers/")
        page.locator(".send-bar button").click()
        expect(page.locator("[role=alert]")).to_be_visible()

    def one_report(page: Page) -> None:
        page.goto("/exports/reports/")
        if not page.locator("td.who").count():
            page.locator(".send-bar button").click()
        expect(page.locator("td.who").first).to_be_visible()

    def export_menu(page: Page) -> None:
        page.goto("/ageing/")
        page.locator(".page-head details.menu summary").first.click()
        expect(page.locator(".page-head .menu-list").first).to_be_visible()

    def months(page: Page) -> None:
        first_of("/contracts/", "td.who a", ".duty-matrix")(page)
        page.get_by_text("Month by month").or_(page.get_by_text("逐月查看")).first.click()
        expect(page.locator("caption").first).to_be_visible()

    def amending(page: Page) -> None:
        first_of("/contracts/", "td.who a", ".duty-matrix")(page)
        page.locator(".page-head .acts a").first.click()
        expect(page.locator("#preview tbody").first).to_be_visible()

    def handed_in(kind: str, rows: str, ready: str) -> Open:
        def open_it(page: Page) -> None:
            page.goto("/imports/new/")
            page.locator(f"[name=kind][value={kind}]").check()
            file = {"name": f"{kind}.csv", "mimeType": "text/csv", "buffer": rows.encode()}
            page.locator("input[name=file]").set_input_files(file)
            page.locator("#new-form button[type=submit]").click()
            expect(page.locator(ready).first).to_be_visible(timeout=30_000)

        return open_it

    def one_document(page: Page) -> None:
        handed_in("invoices", _WAITING, "#documents")(page)
        page.locator("#documents td.who a").first.click()
        expect(page.locator("#field-number")).to_be_visible()

    def one_contract(page: Page) -> None:
        handed_in("contracts", _CONTRACTS, "#documents")(page)
        page.locator("#documents td.who a").last.click()
        expect(page.locator("#field-terms")).to_be_visible()

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

    def looked_at(page: Page) -> None:
        first_of("/statements/", "td.who a", "#seal-title")(page)
        name = page.locator(".crumbs a").nth(1).inner_text()
        page.goto("/statements/new/")
        page.locator("[name=customer]").fill(name)
        page.locator("[name=from]").fill("2011-12-01")
        page.locator("[name=through]").fill("2012-01-31")
        page.locator("button[value=preview]").click()
        expect(page.locator(".paper").first).to_be_visible()

    def on_paper(page: Page) -> None:
        first_of("/statements/", "td.who a", "#seal-title")(page)
        page.locator("#on-paper summary").first.click()
        expect(page.locator("#paper-name")).to_be_visible()
        page.locator("#on-paper").scroll_into_view_if_needed()

    def checked(page: Page) -> None:
        first_of("/statements/", "td.who a", "#seal-title")(page)
        number = page.locator("h1").inner_text().split()[-1]
        digest = page.locator("code").first.inner_text()
        page.goto("/statements/check/")
        page.locator("[name=text]").fill(f"{number} {digest}")
        page.locator("form.book-form button[type=submit]").click()
        expect(page.locator(".note[role=status] a").first).to_be_visible()

    def confirmed(page: Page) -> None:
        first_of("/confirmations/", "td.who a", "#letters-title")(page)
        page.locator("#letters-title").locator("xpath=ancestor::section").locator("td.who a").nth(
            1
        ).click()
        expect(page.locator("#seal-title")).to_be_visible()

    def draft(page: Page) -> None:
        page.goto("/procedures/drawing/")
        page.locator("button[name=ready_made][value=en]").click()
        expect(page.locator(".drawing svg").first).to_be_visible()

    def misspelt(page: Page) -> None:
        page.goto("/messages/texts/reminder/en/")
        page.locator("#body").fill("Dear {contact},\n\nplease answer {nubmer}.")
        page.locator("button[value=set]").click()
        expect(page.locator(".note.is-bad")).to_be_visible()

    def channel_set_up(page: Page) -> None:
        """WeCom set up and tried, texts about to be."""
        page.goto("/messages/channels/")
        if not page.locator("#wecom .is-good").count():
            page.locator("#wecom details summary").last.click()
            page.locator("#wecom-name").fill("应收组群")
            page.locator("#wecom-key").fill("693a91f6-7bcc-4bc4-97a0-0ec2sifa5aaa")
            page.locator("#wecom details button[type=submit]").last.click()
            page.locator("#wecom form[action*='test/'] button").click()
        page.locator("#sms details summary").last.click()
        expect(page.locator("#sms-sender")).to_be_visible()

    def channel_refused(page: Page) -> None:
        page.goto("/messages/channels/")
        page.locator("#sms details summary").last.click()
        page.locator("#sms-name").fill("Twilio")
        for field, said in (("account", "AC1"), ("token", "x"), ("sender", "+14155550100")):
            page.locator(f"#sms-{field}").fill(said)
        page.locator("#sms details button[type=submit]").last.click()
        expect(page.locator("#sms .note.is-bad")).to_be_visible()

    def sampled(page: Page) -> None:
        page.goto("/statements/letterhead/")
        page.locator("button[value=preview]").click()
        expect(page.locator(".paper").first).to_be_visible()

    def to_be_signed(page: Page) -> None:
        page.goto("/reconciliations/?q=2011-12")
        page.locator("td.who a").first.click()
        page.locator(".page-head a[href$='/balance/']").click()
        expect(page.locator("#sign-title")).to_be_visible()

    return {
        "two-sided": first_of("/reconciliations/?q=2011-12", "td.who a", ".book-side"),
        "two-sided-new": _at("/reconciliations/book/", "[name=from_on]"),
        "two-sided-balance": to_be_signed,
        "imports": _at("/imports/"),
        "imports-new": _at("/imports/new/"),
        "imports-preview": handed_in("invoices", _WAITING, "#documents"),
        "imports-refused": handed_in("invoices", _UNREADABLE, ".columns-part form"),
        "imports-document": one_document,
        "imports-contracts": handed_in("contracts", _CONTRACTS, "#documents"),
        "imports-contract": one_contract,
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
        "exports-vouchers": _at("/exports/vouchers/", "#make-title"),
        "exports-vouchers-refused": uncoded,
        "exports-archives": _at("/exports/archives/", "#check-title"),
        "exports-reports": one_report,
        "book-export-menu": export_menu,
        "contracts": _at("/contracts/", "tbody"),
        "contracts-nothing-fits": _at("/contracts/?q=zzzz", ".empty"),
        "contract": first_of("/contracts/", "td.who a", ".duty-matrix"),
        "contract-months": months,
        "contract-new": _at("/contracts/new/", "#preview tbody"),
        "contract-amend": amending,
        "contract-rules": _at("/contracts/rules/", ".facts"),
        "cycles": _at("/cycles/?month=2011-12", "tbody"),
        "cycles-nothing-fits": _at("/cycles/?month=2011-12&q=zzzz", ".empty"),
        "cycle": first_of("/cycles/?month=2011-12", "td.who a", "tbody"),
        "cycle-rules": _at("/cycles/rules/"),
        "rounds": _at("/rounds/", "tbody"),
        "rounds-nothing-fits": _at("/rounds/?kind=year", ".empty"),
        "round": first_of("/rounds/", "td.who a", "tbody"),
        "round-plan": _at("/rounds/plan/?kind=quarter", "h1"),
        "round-rule": _at("/rounds/rule/", "tbody"),
        "rounds-minimum": _at("/rounds/minimum/?year=2011&show=all", "tbody"),
        "statements": _at("/statements/", "tbody"),
        "statements-nothing-fits": _at("/statements/?q=zzzz", ".empty"),
        "statement": first_of("/statements/", "td.who a", "#seal-title"),
        "statement-on-paper": on_paper,
        "statement-new": looked_at,
        "confirmations": _at("/confirmations/", "tbody"),
        "confirmations-nothing-fits": _at("/confirmations/?q=zzzz", ".empty"),
        "confirmation-new": _at("/confirmations/new/", "#drawn"),
        "confirmation-round": first_of("/confirmations/", "td.who a", "#letters-title"),
        "confirmation-letter": confirmed,
        "statement-runs": _at("/statements/runs/", "tbody"),
        "statement-run": first_of("/statements/runs/", "td.who a", "tbody"),
        "messages": _at("/messages/", "tbody"),
        "messages-nothing-fits": _at("/messages/?q=zzzz", ".empty"),
        "message": first_of("/messages/", "td.who a", "#events-title"),
        "message-hours": _at("/messages/hours/", ".book-form"),
        "message-texts": _at("/messages/texts/", "tbody"),
        "message-text": _at("/messages/texts/statement/zh/", ".note-says"),
        "message-text-refused": misspelt,
        "message-text-short": _at("/messages/texts/text_overdue/zh/", ".note-says"),
        "message-text-group": _at("/messages/texts/group_silent/en/", ".note-says"),
        "message-channels": channel_set_up,
        "message-channels-refused": channel_refused,
        "message-reminders": _at("/messages/reminders/", ".book-form"),
        "message-payments": _at("/messages/payments/", ".book-form"),
        "message-payments-sent": _at("/messages/payments/sent/", "tbody"),
        "message-payment": first_of(
            "/messages/payments/sent/?show=asked", "td.who a", "#items-title"
        ),
        "statement-letterhead": sampled,
        "statement-check": checked,
        "procedure": _at("/procedures/drawing/", ".drawing svg"),
        "procedure-draft": draft,
        "cases": _at("/procedures/", "tbody"),
        "cases-nothing-fits": _at("/procedures/?q=zzzz", ".empty"),
        "case": first_of("/procedures/?show=all", "td.who a", ".drawing svg"),
        "case-new": _at("/procedures/new/", "form.book-form"),
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
        "approvals": _at("/approvals/"),
        "people": _at("/people/", "tbody"),
        "people-teams": _at("/people/teams/", "tbody"),
        "people-duties": _at("/people/duties/", "tbody"),
    }


def of_the_cash() -> dict[str, Open]:
    """From the bank's file to what was settled, as the demo's accountant sees it."""

    def through(address: str, *links: str, ready: str) -> Open:
        def open_it(page: Page) -> None:
            page.goto(address)
            for link in links:
                page.locator(link).first.click()
            expect(page.locator(ready).first).to_be_visible()

        return open_it

    def asking(page: Page) -> None:
        through("/cash/", "td.who a", ready=".item-acts")(page)
        page.locator(".item-acts summary").first.click()
        expect(page.locator(".item-acts form").first).to_be_visible()

    def nobodys(page: Page) -> None:
        page.goto("/cash/?q=smith")
        page.locator("td.who a").first.click()
        expect(page.locator("#settle-title")).to_be_visible()

    def at_one_word(page: Page) -> None:
        page.goto("/cash/?status=auto")
        page.locator("details.fold summary").click()

    return {
        "cash-queue": _at("/cash/", "tbody"),
        "cash-queue-at-one-word": at_one_word,
        "cash-queue-nothing-fits": _at("/cash/?q=zzzz", ".empty"),
        "cash-line": through("/cash/?status=auto", "td.who a", ready="#settle-title"),
        "cash-line-nobodys": nobodys,
        "cash-asking": asking,
        "cash-policy": _at("/cash/policy/"),
        "cash-figures": _at("/cash/figures/"),
        "bank": _at("/bank/", "tbody"),
        "bank-account": through("/bank/", "td.who a", ready="tbody"),
        "bank-lines": _at("/bank/lines/", "tbody"),
        "bank-file": through("/bank/", "[aria-labelledby=files-title] td.who a", ready=".facts, dl"),
        "bank-reconciliation": through("/bank/", "td.who a", "a[href$='/reconciliation/']", ready="h1"),
        "disputes": _at("/disputes/?show=all", "tbody"),
        "dispute": through("/disputes/", "td.who a", ready=".timeline"),
        "dispute-new": through("/ledger/", ".go-cell a", "td.who a", "a[href*='/disputes/new/']", ready="form.book-form"),
        "answers": _at("/statements/answers/", ".empty, tbody"),
        "answers-nothing-fits": _at("/statements/answers/?q=zzzz", ".empty"),
        "kpis": _at("/kpi/reconciling/", "tbody"),
        "kpis-of-customers": _at("/kpi/reconciling/?by=customer", "tbody"),
        "kpis-nothing-fits": _at("/kpi/reconciling/?to=1999-01-01", ".empty"),
        "dispute-causes": _at("/disputes/causes/", "tbody"),
        "dispute-rules": _at("/disputes/rules/"),
        "deductions": _at("/deductions/"),
        "deduction-new": through("/ledger/", ".go-cell a", "td.who a", "a[href*='/deductions/new/']", ready="form.book-form"),
    }  # fmt: skip


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
        "keeper-channels": _at("/messages/channels/", "#sms"),
        "keeper-asked": asked,
        "keeper-approvals": _at("/approvals/", "tbody"),
    }


def demo_link(page: Page) -> str:
    """The link of the demo's customer, as the page of the statement shows it to staff."""
    page.goto("/statements/")
    page.locator("td.who a").first.click()
    link = page.locator("a[href*='/portal/open/#']").first.get_attribute("href")
    assert link
    return link


_COOKIES: list[
    Any
] = []  # of a session that typed its code: codes are sent five times in a quarter of an hour


def of_the_portal(link: str) -> dict[str, Open]:
    """What a customer sees, in the language of the window."""

    def spoken(page: Page) -> None:
        wanted = "zh-Hans" if page.evaluate("navigator.language").startswith("zh") else "en"
        if page.locator("html").get_attribute("lang") != wanted:
            page.locator("form[action='/portal/language/'] button").click()

    def before_the_button(page: Page) -> None:
        page.context.clear_cookies()
        page.goto(link.replace("open/#", "open/?fresh#"))
        expect(page.locator("#open-form")).to_be_visible()

    def masked(page: Page) -> None:
        before_the_button(page)
        page.locator("#open-form button").click()
        spoken(page)
        expect(page.locator("form[action='/portal/code/']")).to_be_visible()

    def asked(page: Page) -> None:
        masked(page)
        page.locator("form[action='/portal/code/'] button").click()
        expect(page.locator("#code")).to_be_visible()

    def whole(page: Page) -> None:
        if _COOKIES:
            page.context.clear_cookies()
            page.context.add_cookies(_COOKIES)
            page.goto("/portal/")
        else:
            asked(page)
            page.locator("#code").fill("246810")
            page.locator("form[action='/portal/prove/'] button").click()
            expect(page.locator("#moved-title, #items-title").first).to_be_visible()
            _COOKIES.extend(each for each in page.context.cookies() if each["name"].endswith("portal"))  # fmt: skip
        spoken(page)
        expect(page.locator("#moved-title, #items-title").first).to_be_visible()

    def unfolded(page: Page) -> None:
        whole(page)
        for fold in page.locator("details.fold > summary").all():
            fold.click()

    def lines(page: Page) -> None:
        whole(page)
        page.goto("/portal/dispute/")
        expect(page.locator("h1")).to_be_visible()

    def of_the_dispute(part: str) -> Open:
        def opened(page: Page) -> None:
            whole(page)
            page.goto(f"/portal/dispute/{part}/")
            expect(page.locator("h1")).to_be_visible()

        return opened

    def talked(page: Page) -> None:
        """A dispute with its conversation; one is raised where there is none."""
        whole(page)
        if not page.locator("#disputes a").count():
            page.goto("/portal/dispute/paper/")
            page.locator("#paper").select_option("credit_note")
            for field, typed in (
                ("number", "CN-9"),
                ("amount", "1.00"),
                ("words", "CN-9?"),
                ("name", "Li Wen"),
            ):
                page.locator(f"#{field}").fill(typed)
            page.locator("form[action='/portal/dispute/paper/send/'] button").click()
            whole(page)
        page.locator("#disputes a").first.click()
        expect(page.locator("#talk-title")).to_be_visible()

    def absent(page: Page) -> None:
        page.context.clear_cookies()
        page.goto("/portal/")
        expect(page.locator("h1")).to_be_visible()

    return {
        "portal-open": before_the_button,
        "portal-masked": masked,
        "portal-code": asked,
        "portal-statement": whole,
        "portal-acts": unfolded,
        "portal-dispute": lines,
        "portal-settled": of_the_dispute("settled"),
        "portal-payment": of_the_dispute("payment"),
        "portal-paper": of_the_dispute("paper"),
        "portal-conversation": talked,
        "portal-absent": absent,
    }


def of_what_happened() -> dict[str, Open]:
    """What ``make_happen`` left in the demo, as its accountant sees it: money that came back, a sheet taken back, a proposal."""

    def first_of(address: str, ready: str, *, row: str = "") -> Open:
        def open_it(page: Page) -> None:
            page.goto(address)
            page.locator("tbody tr").filter(has_text=row).first.locator("td.who a").first.click()
            expect(page.locator(ready).first).to_be_visible()

        return open_it

    def released(page: Page) -> None:
        first_of("/reconciliations/?q=云帆", ".page-head")(page)  # the newest of this customer
        page.locator(".page-head a[href$='/balance/']").click()
        page.locator(".signed-sheet details.fold > summary").first.click()
        expect(page.locator("[id^=back-]").first).to_be_visible()

    def settled(page: Page) -> None:
        first_of("/cash/receipts/?from=2012-01-01&to=2012-01-31", "h1", row="201201019001")(page)

    return {
        "cash-return-part": first_of("/cash/?q=PART+RETURNED", "#which-title"),
        "cash-return-elsewhere": first_of("/cash/?q=RETURNED+PAYMENT", "#which-title"),
        "cash-return-said": settled,
        "cash-receipts": _at("/cash/receipts/?from=2012-01-01&to=2012-01-31", "tbody .chip.is-warn"),
        "cash-receipts-none": _at("/cash/receipts/", ".empty"),
        "two-sided-released": released,
        "dispute-proposed": first_of("/disputes/?show=all", ".timeline", row="The price is not"),
    }  # fmt: skip


def of_what_happened_to_the_customer(link: str) -> dict[str, Open]:
    """The same for the customer: its ledger beside ours, and the dispute in which it is asked whether it agrees."""

    def opened(part: str, ready: str) -> Open:
        def open_it(page: Page) -> None:
            of_the_portal(link)["portal-statement"](page)
            page.locator(part).first.click()
            expect(page.locator(ready).first).to_be_visible()

        return open_it

    return {
        "portal-ledger": opened("#ledgers a", "select"),
        "portal-proposal": opened("#disputes tr:has(.who .chip) a", "#proposal"),
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
