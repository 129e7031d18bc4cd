"""The tab Senders: three lists, opened at the list that needs an entry."""

import json
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from dm_tui.domain.setup.mail_domain import MailDomain
from dm_tui.domain.setup.sender import SenderAddress
from dm_tui.domain.setup.template import Template
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.console.shared.tab_names import tab_key
from dm_tui.tui.widgets.view_switcher import ViewSwitcher
from tests.tui.conftest import SitDown
from tests.tui.console.looking import cells
from tests.tui.journey import User

TABLE = "senders-table"


async def opens_senders(user: User) -> None:
    await user.sees("console")
    await user.presses(tab_key("senders"))
    await user.until(lambda: any(row.count("○") == 2 for row in user.rows()), "all three lists")


def shown(user: User) -> str:
    """Return which list is shown."""
    return user.screen.query_one("#senders-views", ViewSwitcher).shown


async def submits_anyway(user: User) -> None:
    """Submit a template that a reviewer may reject."""
    await user.sees("submit-template")
    await user.presses("tab", "enter")


async def sees_views(user: User, words: str) -> None:
    """Wait for the line that says which list is shown."""
    await user.until(lambda: any(words in row for row in user.rows()), words)


def _is_shown(user: User, kind: str) -> bool:
    return shown(user) == kind


def _overview_has(user: User, words: str) -> bool:
    return words in user.reads("#overview-text")


def _has_row(user: User, words: str) -> bool:
    return any(words in row for row in user.rows())


@pytest.fixture
def busy(direct_mail: DirectMail) -> DirectMail:
    """An account with a domain, two sender addresses and three templates."""
    direct_mail.sandbox.load("busy")
    return direct_mail


@pytest.fixture
def activated(direct_mail: DirectMail) -> DirectMail:
    """An account that starts on the console and owns nothing that sends."""
    direct_mail.sandbox.load("activated")
    return direct_mail


def test_the_tab_does_without_what_only_the_editor_needs() -> None:
    code = "import sys, dm_tui.tui.console.senders.senders_tab; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(run.stdout.split())
    assert "dm_tui.tui.console.senders.domain_dialog" in loaded
    assert not loaded & {"textual.widgets._text_area", "dm_tui.tui.console.senders.template_editor", "dns"}


async def test_the_three_lists_follow_one_another_with_a_key(user_at: SitDown, busy: DirectMail) -> None:
    async with user_at() as user:
        await opens_senders(user)
        assert user.focused == TABLE
        await sees_views(user, "● Domains (1)   ○ Sender addresses (2)   ○ Templates (3)")
        [domain] = cells(user, TABLE)
        assert domain[:3] == ["mail.example.com", "✓ verified", "6 of 6"]
        assert user.label("#new") == "New domain"
        await user.presses("v")
        await sees_views(user, "○ Domains (1)   ● Sender addresses (2)")
        assert cells(user, TABLE) == [
            ["no-reply@mail.example.com", "trigger", "", ""],
            ["news@mail.example.com", "batch", "Example News", "hello@example.com"],
        ]
        assert user.label("#new") == "New address"
        await user.presses("v")
        assert [row[:2] for row in cells(user, TABLE)] == [
            ["spring-sale", "● pending"],
            ["reject-lottery", "! rejected"],
            ["welcome", "✓ approved"],
        ]
        assert user.label("#new") == "New template"
        await user.presses("v")
        assert shown(user) == "domains"
        assert user.focused == TABLE


async def test_where_no_names_fit_the_marks_are_clicked(user_at: SitDown, busy: DirectMail) -> None:
    async with user_at((40, 12)) as user:
        await opens_senders(user)
        await sees_views(user, "● Domains (1) ○ ○")
        row = next(number for number, row in enumerate(user.rows()) if "○ ○" in row)
        await user.pilot.click(offset=(user.rows()[row].index("○ ○"), row))
        await sees_views(user, "○ ● Addresses (2) ○")
        await user.presses("v")
        await sees_views(user, "○ ○ ● Templates (3)")


def _views(user: User, name: str) -> tuple[int, int] | None:
    """Return where the name of a view stands, in the row with the mark of the one that is shown."""
    rows = enumerate(user.rows())
    return next(((row.index(name), y) for y, row in rows if "● " in row and name in row), None)


async def test_the_lists_are_reached_with_the_mouse(user_at: SitDown, busy: DirectMail) -> None:
    async with user_at() as user:
        await opens_senders(user)
        for size in ((80, 24), (60, 20)):
            await user.resizes(*size)
            for name, kind in (("Templates", "templates"), ("ddresses", "senders"), ("Dom", "domains")):
                await user.until(lambda name=name: _views(user, name), f"the way to {name}")  # type: ignore[misc]
                place = _views(user, name)
                assert place is not None
                await user.pilot.click(offset=place)
                await user.until(partial(_is_shown, user, kind), kind)
            await user.clicks("#new")
            await user.sees("new-domain")
            await user.presses("escape")
            await user.sees("console")


async def test_a_narrow_window_has_short_names_and_all_keys_whole(user_at: SitDown, busy: DirectMail) -> None:
    async with user_at((60, 20)) as user:
        await opens_senders(user)
        await sees_views(user, " ● Domains (1)   ○ Addresses (2)   ○ Templates (3)")
        assert user.label("#new") == "New"
        keys = str(user.find("#senders .keys").render())
        assert keys.split("  ")[:3] == ["Enter Open", "n New", "v View"]
        assert keys.rstrip().endswith("x Export")


async def test_it_opens_where_something_is_to_be_done(user_at: SitDown, activated: DirectMail) -> None:
    async with user_at() as user:
        await opens_senders(user)
        assert shown(user) == "domains"
        assert user.focused == "new"
        await user.presses("v", "v", "1")
        activated.domains.add("mail.example.com")
        await user.presses(tab_key("senders"))
        assert shown(user) == "domains", "it is not verified"
        await user.presses("1")
        activated.domains.verify("mail.example.com")
        await user.presses(tab_key("senders"))
        assert shown(user) == "senders"
        await user.presses("v", "1")
        activated.senders.add("news@mail.example.com")
        await user.presses(tab_key("senders"))
        assert shown(user) == "templates", "the last shown"


async def test_the_key_of_the_tab_does_not_change_the_list_that_is_shown(
    user_at: SitDown, activated: DirectMail
) -> None:
    async with user_at() as user:
        await opens_senders(user)
        await user.presses("v")
        await user.hammers(tab_key("senders"), "v", tab_key("senders"))
        await user.settles()
        assert shown(user) == "templates"


async def test_an_empty_list_says_what_to_do_and_enter_does_it(
    user_at: SitDown, activated: DirectMail
) -> None:
    async with user_at() as user:
        await opens_senders(user)
        for kind, words, screen in (
            ("domains", "Press n to add the domain you send from", "new-domain"),
            ("senders", "Press n to add one under a verified domain", "new-sender"),
            ("templates", "Press n to write one", "template-editor"),
        ):
            while shown(user) != kind:
                await user.presses("v")
            assert words in user.reads("#senders .empty")
            for key in ("n", "enter"):
                await user.presses(key)
                await user.sees(screen)
                await user.presses("escape")
                await user.sees("console")


async def test_the_checklist_names_the_key_of_the_tab(user_at: SitDown, activated: DirectMail) -> None:
    async with user_at() as user:
        await user.sees("console")
        for done, step in (
            (lambda: None, "add and verify your domain"),
            (
                lambda: activated.domains.verify(activated.domains.add("mail.example.com").name),
                "add a sender address",
            ),
            (lambda: activated.senders.add("news@mail.example.com"), "write a template, if you want one"),
        ):
            done()
            words = f"→ {tab_key('senders')}  {step}"
            await user.until(partial(_overview_has, user, words), words)


async def test_what_another_program_adds_is_followed_and_counted(
    user_at: SitDown, activated: DirectMail
) -> None:
    async with user_at() as user:
        await opens_senders(user)
        activated.domains.add("one.example.com")
        await sees_views(user, "Domains (1)")
        activated.domains.verify("one.example.com")
        await user.until(lambda: cells(user, TABLE)[0][1] == "✓ verified", "verified")
        assert shown(user) == "domains"


async def test_a_search_ends_when_another_list_is_shown(user_at: SitDown, busy: DirectMail) -> None:
    async with user_at() as user:
        await opens_senders(user)
        await user.presses("v", "slash")
        await user.types("news")
        await user.until(lambda: len(cells(user, TABLE)) == 1, "one of two")
        await user.presses("enter", "s", "v")
        assert len(cells(user, TABLE)) == 3
        assert user.reads("#senders .count") == "3 templates · newest first"
        await user.presses("s")
        await user.until(lambda: cells(user, TABLE)[0][0] == "welcome", "the oldest first")


async def test_lists_of_one_row_of_the_same_name_are_told_apart(
    user_at: SitDown, activated: DirectMail
) -> None:
    activated.domains.add("same.example.com")
    activated.templates.add("same.example.com", "Hello", "text", draft=True)
    async with user_at() as user:
        await opens_senders(user)
        await user.presses("v", "v")
        assert cells(user, TABLE)[0][:3] == ["same.example.com", "○ draft", "Hello"]
        await user.presses("c")
        await user.hears("same.example.com is copied")


async def test_an_international_domain_and_its_address_are_listed_readably_and_shown_in_both_forms(
    user_at: SitDown, activated: DirectMail
) -> None:
    activated.domains.verify(activated.domains.add("bücher.example.com").name)
    activated.senders.add("news@bücher.example.com")
    async with user_at((120, 36)) as user:
        await user.sees("console")
        await user.presses(tab_key("senders"))
        for readable, dns in (
            ("bücher.example.com", "xn--bcher-kva.example.com"),
            ("news@bücher.example.com", "news@xn--bcher-kva.example.com"),
        ):
            await user.until(lambda: user.focused == TABLE, "the list")
            await user.presses("slash", *"xn--bch", "enter")
            assert cells(user, TABLE)[0][0] == readable
            await user.presses("escape")
            await user.presses("c")
            assert user.app.clipboard == dns
            await user.presses("enter")
            await user.until(lambda: user.here != "console", "the dialog")
            assert f"{readable} ({dns})" in " ".join(user.reads("#item-facts").split())
            await user.presses("escape")
            await user.sees("console")
            await user.presses("v")


@pytest.fixture
def full(busy: DirectMail) -> DirectMail:
    """An account that may have no more of anything."""
    with busy.state.transaction() as tables:
        domain, sender, template = (
            tables.of(MailDomain).all()[0],
            tables.of(SenderAddress).all()[0],
            tables.of(Template).all()[0],
        )
        for number in range(4):
            tables.of(MailDomain).put(domain.model_copy(update={"id": f"n{number}.example.com"}))
        for number in range(98):
            id = f"n{number}@mail.example.com"
            tables.of(SenderAddress).put(sender.model_copy(update={"id": id}))
        for number in range(97):
            tables.of(Template).put(template.model_copy(update={"id": f"n{number}"}))
    return busy


async def test_full_lists_refuse_one_more_with_the_limit_and_the_number(
    user_at: SitDown, full: DirectMail
) -> None:
    async with user_at() as user:
        await opens_senders(user)
        await user.presses("n")
        await user.sees("new-domain")
        await user.types("sixth.example.com")
        await user.reaches("#submit")
        await user.presses("enter")
        await user.until(lambda: "has 5 domains; 5 are allowed" in user.reads("#form-problem"), "the limit")
        assert user.value("#domain-name") == "sixth.example.com"
        await user.presses("escape", "v", "n")
        await user.sees("new-sender")
        await user.types("more@mail.example.com")
        await user.reaches("#submit")
        await user.presses("enter")
        await user.until(
            lambda: "has 100 sender addresses; 100 are allowed" in user.reads("#form-problem"), "the limit"
        )
        await user.presses("escape", "v", "n")
        await user.hears("has 100 templates; 100 are allowed")
        assert user.here == "console", "before anything is written in vain"


async def test_every_list_is_exported(user_at: SitDown, busy: DirectMail, state_path: Path) -> None:
    async with user_at() as user:
        await opens_senders(user)
        for kind in ("domains", "senders", "templates"):
            while shown(user) != kind:
                await user.presses("v")
            for format in ("csv", "json"):
                user.app.clear_notifications()
                await user.presses("x")
                await user.sees("export")
                await user.clicks(f"#{format}")
                await user.hears("exported to", kind, format)
    for kind, count in (("domains", 1), ("senders", 2), ("templates", 3)):
        [document] = state_path.parent.glob(f"{kind}-*.json")
        rows = json.loads(document.read_text())[kind]
        [sheet] = state_path.parent.glob(f"{kind}-*.csv")
        head, *lines = sheet.read_text().splitlines()
        assert len(lines) == len(rows) == count
        if kind == "domains":
            assert [record["kind"] for record in rows[0]["records"]][:2] == ["ownership", "spf"]
            assert head == "name,readable,region,verified,verified_at,added_at"
        if kind == "templates":
            assert "Hello {UserName}, your account {EAddr} is ready." in lines[0]


async def test_before_activation_no_list_offers_what_is_refused_and_the_refusal_names_the_key(
    user_at: SitDown, direct_mail: DirectMail
) -> None:
    terms = direct_mail.purchases.catalogue().terms_version
    order = direct_mail.purchases.confirm("50k", 1, direct_mail.prerequisites.account().region, terms)
    direct_mail.purchases.pay(order.id, "card-4242")
    direct_mail.set_preferences(prompt_activation=False)
    async with user_at() as user:
        await user.presses("escape")
        await user.sees("console")
        for tab, words in (("senders", "set up"), ("send", "sent")):
            await user.presses(tab_key(tab))
            refusal = f"Nothing can be {words} before activation: press a."
            await user.until(partial(_has_row, user, refusal), refusal)
            assert " ".join(user.rows()).count(refusal) == 1, "the list says it"
            assert not _has_row(user, "Press n")
            await user.presses("n")
            await user.hears("activation is not complete", "press a")
            assert not any("dm-tui activate" in toast for toast in user.toasts)
        direct_mail.activation.activate(
            direct_mail.prerequisites.account().region, direct_mail.purchases.catalogue().agreement_version
        )
        await user.presses("f5")
        await user.until(partial(_has_row, user, "No mailings yet. Press n"), "the offer")
