"""Templates: previewed, submitted, copied, removed; a rejection shows its reason."""

from datetime import timedelta

import pytest

from dm_tui.domain.setup.template import TemplateStatus
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.console import screen
from tests.conftest import Wait
from tests.tui.conftest import SitDown
from tests.tui.console.looking import cells
from tests.tui.console.senders.test_senders_tab import TABLE, opens_senders, shown, submits_anyway
from tests.tui.journey import User


@pytest.fixture
def busy(direct_mail: DirectMail) -> DirectMail:
    """An account with a template that is approved, one that is rejected, one pending, and a draft."""
    direct_mail.sandbox.load("busy")
    direct_mail.templates.add("idea", "For {NickName}", "Hello {NickName}", draft=True)
    return direct_mail


async def opens_template(user: User, name: str) -> None:
    await opens_senders(user)
    while shown(user) != "templates":
        await user.presses("v")
    at = [row[0] for row in cells(user, TABLE)].index(name)
    await user.presses("home", *["down"] * at, "enter")
    await user.sees("template")
    assert user.focused == "close"


def facts(user: User) -> str:
    return " ".join(user.reads("#item-facts").split())


def buttons(user: User) -> set[str]:
    return {str(button.id) for button in user.screen.query("ActionButton")}


async def test_a_template_says_where_it_stands_and_offers_what_can_be_done(
    user_at: SitDown, busy: DirectMail
) -> None:
    async with user_at() as user:
        for name, words, ids in (
            ("idea", ["○ draft", "added on 31 January 2026"], {"edit", "test", "submit"}),
            ("spring-sale", ["● pending", "takes up to three working days"], {"edit", "test"}),
            (
                "welcome",
                ["✓ approved", "approved on 3 September 2025, 11:00 UTC"],
                {"edit", "test", "revise"},
            ),
            (
                "reject-lottery",
                ["! rejected", "! The sandbox's reviewer rejects every template whose name begins"],
                {"edit", "test", "submit"},
            ),
        ):
            await opens_template(user, name)
            assert name in facts(user)
            for word in words:
                assert word in facts(user)
            assert buttons(user) == ids | {"close", "remove"}, name
            await user.presses("escape")


async def test_a_template_is_shown_as_it_will_read(user_at: SitDown, busy: DirectMail) -> None:
    async with user_at((120, 36)) as user:
        await opens_template(user, "welcome")
        shown = user.reads("#template-preview Static")
        assert shown.splitlines()[0] == "Welcome, Ada Lovelace"
        assert shown.count("your account ada@example.com is ready.") == 2, "text, and HTML as text"
        assert "<p>" not in shown


async def test_a_draft_says_what_some_pages_of_the_service_do_not_allow(
    user_at: SitDown, busy: DirectMail
) -> None:
    busy.templates.change("idea", "S" * 101, "x" * 82_000)
    async with user_at((120, 36)) as user:
        await opens_template(user, "idea")
        shown = " ".join(user.reads("#item-facts").split())
        assert "101 characters" in shown
        assert "82,000 bytes" in shown


async def test_a_draft_is_submitted(user_at: SitDown, busy: DirectMail) -> None:
    async with user_at() as user:
        await opens_template(user, "idea")
        await user.hammers("u", "u", "u")
        await submits_anyway(user)
        await user.hears("“idea” is pending", "three working days")
        await user.sees("console")
        await user.until(lambda: cells(user, TABLE)[0][1] == "● pending", "the row")
    assert busy.templates.show("idea").status is TemplateStatus.PENDING


async def test_a_rejected_template_is_submitted_again(user_at: SitDown, busy: DirectMail) -> None:
    async with user_at() as user:
        await opens_template(user, "reject-lottery")
        await user.clicks("#submit")
        await submits_anyway(user)
        await user.hears("“reject-lottery” is pending")


async def test_a_refused_submission_is_told_in_place(user_at: SitDown, busy: DirectMail) -> None:
    async with user_at() as user:
        await opens_template(user, "idea")
        busy.templates.submit("idea")
        await user.presses("u")
        await submits_anyway(user)
        await user.until(lambda: "is already pending" in user.reads("#item-outcome"), "why")
        assert user.here == "template"


async def test_what_is_submitted_already_says_so(user_at: SitDown, busy: DirectMail) -> None:
    async with user_at() as user:
        await opens_template(user, "welcome")
        await user.presses("u")
        assert "It is approved: there is nothing to submit." in user.reads("#item-outcome")


async def test_a_draft_is_opened_in_the_editor(user_at: SitDown, busy: DirectMail) -> None:
    async with user_at() as user:
        await opens_template(user, "idea")
        await user.presses("e")
        await user.sees("template-editor")
        assert user.value("#template-name") == "idea"
        assert user.find("#template-name").disabled
        assert user.focused == "text"
        await user.presses("escape")
        await user.sees("console")


@pytest.mark.parametrize("name", ["welcome", "spring-sale"])
async def test_what_can_no_longer_be_changed_is_copied_to_a_new_one(
    user_at: SitDown, busy: DirectMail, name: str
) -> None:
    async with user_at() as user:
        await opens_template(user, name)
        assert user.label("#edit") == "Copy to new"
        await user.clicks("#edit")
        await user.sees("template-editor")
        assert user.value("#template-name") == ""
        assert user.focused == "template-name"
        assert user.value("#subject") == busy.templates.show(name).subject
        await user.types("second")
        await user.presses("ctrl+s")
        await user.hears("draft “second” is saved")
    copy, original = busy.templates.show("second"), busy.templates.show(name)
    assert copy.content == original.content
    assert copy.status is TemplateStatus.DRAFT


async def test_removing_asks_and_the_safe_answer_has_the_focus(user_at: SitDown, busy: DirectMail) -> None:
    async with user_at() as user:
        await opens_template(user, "welcome")
        await user.presses("delete")
        await user.sees("remove-template")
        assert user.focused == "keep-it"
        await user.presses("enter")
        await user.sees("template")
        await user.clicks("#remove")
        await user.sees("remove-template")
        await user.clicks("#remove-it")
        await user.hears("“welcome” is removed")
        await user.sees("console")
        await user.until(lambda: len(cells(user, TABLE)) == 3, "three left")


async def test_a_review_that_ends_is_seen_while_the_console_is_open(
    user_at: SitDown, busy: DirectMail, wait: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screen, "DUE_SECONDS", 0.05)
    async with user_at() as user:
        await opens_senders(user)
        await user.presses("v", "v")
        assert cells(user, TABLE)[1][:2] == ["spring-sale", "● pending"]
        wait(timedelta(hours=2))
        await user.until(lambda: cells(user, TABLE)[1][1] == "✓ approved", "approved")
        await user.until(lambda: "7 Msgs (6)" in user.rows()[1], "a message about it")


async def test_everything_is_reached_by_keyboard(user_at: SitDown, busy: DirectMail) -> None:
    async with user_at() as user:
        await opens_template(user, "reject-lottery")
        for size in ((80, 24), (60, 20), (40, 12)):
            await user.resizes(*size)
            for id in ("template-preview", "close", "edit", "submit", "remove"):
                await user.reaches(f"#{id}")
                await user.settles()
                region = user.find(f"#{id}").region
                assert region.area, (id, size)
                assert user.find("#item").content_region.contains_region(region), (id, size)


async def test_an_approved_template_is_changed_and_reviewed_again(user_at: SitDown, busy: DirectMail) -> None:
    async with user_at((80, 24)) as user:
        await opens_template(user, "welcome")
        await user.presses("r")
        await user.sees("revise-template")
        assert user.focused == "keep-it"
        await user.presses("tab", "enter")
        await user.sees("template-editor")
        assert "cannot be a draft" not in " ".join(user.rows())
        await user.presses("ctrl+s")
        await user.until(lambda: "cannot be a draft" in " ".join(user.rows()), "no draft of it")
        assert busy.templates.show("welcome").status is TemplateStatus.APPROVED
        await user.presses("f9")
        await submits_anyway(user)
        await user.until(lambda: "stays approved" in " ".join(user.rows()), "nothing was changed")
        user.find("#subject").value = "Another {UserName}"  # type: ignore[attr-defined]
        await user.presses("f9")
        await user.hears("is pending")
    template = busy.templates.show("welcome")
    assert (template.status, template.subject) == (TemplateStatus.PENDING, "Another {UserName}")


async def test_a_test_letter_is_sent_from_the_dialog(user_at: SitDown, busy: DirectMail) -> None:
    before = len(busy.sending.mailings())
    async with user_at((60, 20)) as user:
        await opens_template(user, "idea")
        await user.presses("t")
        await user.sees("test-letter")
        await user.presses("enter")
        await user.types("me@example.org")
        await user.presses("enter", "enter")
        await user.sees("template")
        await user.until(lambda: "handed over" in " ".join(user.rows()), "the outcome")
    assert len(busy.sending.mailings()) == before + 1
