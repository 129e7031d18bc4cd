"""Sender addresses: added under a verified domain of the account's region, removed ten times a month."""

from datetime import timedelta
from threading import Event
from typing import Any

import pytest

from dm_tui.domain.setup.sender import SenderAddress, SenderKind
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.setup.senders import Senders
from tests.conftest import Wait
from tests.held import HELD
from tests.tui.conftest import SitDown
from tests.tui.console.looking import cells, is_refused
from tests.tui.console.senders.test_senders_tab import TABLE, opens_senders, shown
from tests.tui.journey import User


@pytest.fixture
def verified(direct_mail: DirectMail) -> DirectMail:
    """An account with a verified domain, one that is not, and no sender address."""
    direct_mail.sandbox.load("activated")
    direct_mail.domains.verify(direct_mail.domains.add("mail.example.com").name)
    direct_mail.domains.add("new.example.com")
    return direct_mail


async def opens_form(user: User) -> None:
    await opens_senders(user)
    assert shown(user) == "senders"
    await user.presses("n")
    await user.sees("new-sender")


async def test_an_address_is_added_with_all_that_is_said_of_it(
    user_at: SitDown, verified: DirectMail
) -> None:
    async with user_at() as user:
        await opens_form(user)
        assert user.find("#sender-address").placeholder == "e.g. news@mail.example.com"  # type: ignore[attr-defined]
        await user.types("no-reply@mail.example.com")
        await user.presses("enter", "down", "enter")
        await user.types("Example")
        await user.presses("enter")
        await user.types("help@example.org")
        await user.presses("enter")
        assert user.focused == "submit"
        await user.hammers("enter", "enter")
        await user.hears("no-reply@mail.example.com is added")
        await user.sees("console")
        await user.until(lambda: len(cells(user, TABLE)) == 1, "the row")
        assert cells(user, TABLE) == [["no-reply@mail.example.com", "trigger", "Example", "help@example.org"]]
    [sender] = verified.senders.list()
    assert (sender.kind, sender.region) == (SenderKind.TRIGGER, "ap-southeast-1")


REFUSED = [
    ("", "", "", "There is no email address", ""),
    ("news", "", "", "It has no @", "sender-address"),
    ("News@mail.example.com", "", "", "only lowercase letters, digits", ""),
    ("a@other.example.com", "", "", "other.example.com is not a domain of this account", "sender-address"),
    ("a@bücher.example", "", "", "is not a domain of this account", "sender-address"),
    ("a@new.example.com", "", "", "new.example.com is not verified yet", "sender-address"),
    ("a@mail.example.com", "x" * 16, "", "has 16 characters; 15 are allowed", ""),
    ("a@mail.example.com", "", "nobody", "“nobody” is not an email address", "sender-reply-to"),
    ("a" * 200 + "@mail.example.com", "", "", "It has 217 characters; 192 are allowed", ""),
]
"""What is typed, why it is refused, and the field that this names, if it names one."""


async def test_an_address_that_may_not_send_is_refused_in_place_and_the_field_that_is_named_has_the_focus(
    user_at: SitDown, verified: DirectMail
) -> None:
    """What is typed next corrects it, and is not lost on the button."""
    async with user_at() as user:
        await opens_form(user)
        for address, alias, reply_to, words, named in REFUSED:
            for field, value in (
                ("#sender-address", address),
                ("#sender-alias", alias),
                ("#sender-reply-to", reply_to),
            ):
                await user.writes(field, "")
                await user.pastes(value)
            await is_refused(user, words)
            await user.until(
                lambda named=named: user.focused == named or not named,  # type: ignore[misc]
                f"{named}: {words}",
            )
            assert user.value("#sender-alias") == alias
    assert verified.senders.list() == ()


async def test_what_is_typed_after_a_refusal_is_added_to_the_value_and_takes_the_refusal_back(
    user_at: SitDown, verified: DirectMail
) -> None:
    async with user_at() as user:
        await opens_form(user)
        await user.types("news@mail.example")
        await is_refused(user, "mail.example is not a domain of this account")
        await user.until(lambda: user.focused == "sender-address", "the field at fault")
        await user.presses("left", "right")
        assert user.find("#form-problem").display
        await user.types(".com")
        assert user.value("#sender-address") == "news@mail.example.com"
        assert not user.find("#form-problem").display


async def test_a_domain_of_another_region_is_refused(user_at: SitDown, verified: DirectMail) -> None:
    with verified.state.transaction() as tables:
        data = tables.dump()
        for record in data["domains"].values():
            record["region"] = "us-east-1"
        tables.replace(data)
    async with user_at() as user:
        await opens_form(user)
        await user.types("news@mail.example.com")
        await is_refused(user, "belongs to region us-east-1")


async def test_an_address_is_looked_at_and_copied(user_at: SitDown, direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("busy")
    sender = direct_mail.senders.show("news@mail.example.com")
    with direct_mail.state.transaction() as tables:
        tables.of(SenderAddress).put(sender.model_copy(update={"alias": "Example News 26"}))
    async with user_at() as user:
        await opens_senders(user)
        await user.presses("v", "down", "enter")
        await user.sees("sender")
        assert user.focused == "close"
        assert "15 characters; some pages of the vendor allow 14" in user.reads("#item-facts")
        for words in (
            "news@mail.example.com",
            "batch: mailings to many recipients",
            "Example News",
            "hello@example.com",
            "Singapore",
            "10 of 10 left this month",
        ):
            assert words in user.reads("#item-facts")
        await user.clicks("#copy")
        assert user.app.clipboard == "news@mail.example.com"
        await user.presses("escape")
        await user.sees("console")


async def test_removing_asks_names_what_is_left_and_has_the_safe_answer_in_focus(
    user_at: SitDown, direct_mail: DirectMail
) -> None:
    direct_mail.sandbox.load("busy")
    async with user_at() as user:
        await opens_senders(user)
        await user.presses("v", "enter")
        await user.sees("sender")
        await user.presses("delete")
        await user.sees("remove-sender")
        assert user.focused == "keep-it"
        assert any("10 of 10 deletions are left" in row for row in user.rows())
        await user.presses("enter")
        await user.sees("sender")
        assert len(direct_mail.senders.list()) == 2
        await user.presses("delete")
        await user.sees("remove-sender")
        await user.reaches("#remove-it")
        await user.hammers("enter", "enter")
        await user.hears("no-reply@mail.example.com is removed")
        await user.sees("console")
        await user.until(lambda: len(cells(user, TABLE)) == 1, "one row left")
    assert direct_mail.senders.deletions_left() == 9


async def test_the_eleventh_deletion_of_a_month_is_refused_with_the_day_of_the_next(
    user_at: SitDown, verified: DirectMail, wait: Wait
) -> None:
    wait(timedelta(days=2))
    for number in range(11):
        verified.senders.add(f"n{number}@mail.example.com")
    for number in range(10):
        verified.senders.remove(f"n{number}@mail.example.com")
    async with user_at() as user:
        await opens_senders(user)
        await user.presses("v", "enter")
        await user.sees("sender")
        await user.clicks("#remove")
        await user.sees("remove-sender")
        await user.clicks("#remove-it")
        await user.sees("sender")
        await user.until(lambda: "are allowed" in user.reads("#item-outcome"), "the limit")
        said = " ".join(user.reads("#item-outcome").split())
        assert "You deleted 10 sender addresses this month; 10 are allowed." in said
        assert "You can delete the next one on 28 February 2026" in said
    assert len(verified.senders.list()) == 1


async def test_an_address_gets_a_new_smtp_password_that_is_not_shown(
    user_at: SitDown, verified: DirectMail
) -> None:
    verified.senders.add("news@mail.example.com")
    async with user_at((80, 24)) as user:
        await opens_senders(user)
        await user.until(lambda: len(cells(user, TABLE)) == 2, "the domains")
        await user.presses("v", "enter")
        await user.sees("sender")
        await user.presses("p")
        await user.sees("new-password")
        assert user.focused == "keep-it"
        await user.presses("tab", "enter")
        await user.until(lambda: "has a new SMTP password" in " ".join(user.rows()), "what was done")


async def test_a_form_that_is_closed_while_it_works_reports_the_refusal_in_a_toast(
    user_at: SitDown, verified: DirectMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    add, closed = Senders.add, Event()

    def add_late(*named: Any, **values: Any) -> SenderAddress:
        closed.wait(HELD)
        return add(*named, **values)

    monkeypatch.setattr(Senders, "add", add_late)
    async with user_at() as user:
        await opens_form(user)
        await user.types("a@other.example.com")
        await user.reaches("#submit")
        await user.presses("enter", "escape")
        await user.sees("console")
        closed.set()
        await user.hears("other.example.com is not a domain of this account")
