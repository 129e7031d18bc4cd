"""Access and settings: shown, changed with Enter, saved at once."""

from dm_tui.domain.mailing.mailing_draft import MailingDraft
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.console.shared.tab_names import tab_key
from tests.tui.conftest import SitDown


async def test_a_ram_user_is_signed_in_and_granted_what_is_missing(
    user_at: SitDown, direct_mail: DirectMail
) -> None:
    direct_mail.sandbox.load("activated")
    async with user_at() as user:
        await user.sees("console")
        await user.presses(tab_key("account"))
        assert user.focused == "access-menu"
        assert "the account owner" in user.reads("#access-text")
        await user.chooses("user-1")
        await user.presses("enter")
        await user.sees("sign-in")
        assert user.focused == "stay"
        await user.presses("enter")
        await user.sees("console")
        assert direct_mail.prerequisites.account().identity.name == "owner"
        await user.presses("enter")
        await user.sees("sign-in")
        await user.clicks("#sign-in-now")
        await user.until(lambda: "RAM user ops" in user.reads("#access-text"), "ops")
        for policy in ("AliyunDirectMailFullAccess", "AliyunBSSOrderAccess"):
            assert f"! {policy} is missing" in user.reads("#access-text")
            await user.chooses("grant-0")
            await user.presses("enter")
            await user.sees("grant")
            assert user.focused == "do-not"
            await user.clicks("#grant-it")
            await user.sees("console")
            assert f"✓ {policy}" in user.reads("#access-text")
    assert len(direct_mail.prerequisites.account().policies) == 2


async def test_verification_is_completed_region_by_region(user_at: SitDown, direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("activated")
    async with user_at() as user:
        await user.sees("console")
        await user.presses(tab_key("account"))
        assert "not complete" in user.reads("#access-text")
        await user.chooses("verify-1")
        await user.presses("enter")
        await user.hears("complete for china (hangzhou)")
        assert "not complete" not in user.reads("#access-text")


async def test_what_another_program_changes_is_followed(user_at: SitDown, direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("activated")
    async with user_at() as user:
        await user.sees("console")
        await user.presses(tab_key("account"))
        await user.chooses("user-2")
        direct_mail.prerequisites.sign_in("ops")
        await user.until(lambda: "RAM user ops" in user.reads("#access-text"), "ops")
        assert user.focused == "access-menu"
        assert user.chosen("#access-menu") == "user-2"


async def test_settings_are_changed_and_kept(user_at: SitDown, direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("activated")
    async with user_at() as user:
        await user.sees("console")
        await user.presses(tab_key("account"))
        assert user.focused == "access-menu"
        await user.presses("tab")
        assert user.focused == "settings-menu"
        for theme in ("dm-light", "dm-contrast", "dm-dark", "dm-light"):
            await user.presses("enter")
            assert user.app.theme == theme
            assert direct_mail.preferences().theme == theme
        assert "Light" in "\n".join(user.rows())
        await user.presses("down")
        for wanted in (False, True):
            await user.presses("enter")
            assert direct_mail.preferences().prompt_activation is wanted
        assert user.chosen("#settings-menu") == "prompt"
        assert "after a purchase" in "\n".join(user.rows())


async def test_a_console_that_opens_in_a_large_window_has_each_gauge_beside_its_limit(
    user_at: SitDown, direct_mail: DirectMail
) -> None:
    direct_mail.sandbox.load("busy")
    async with user_at((160, 48)) as user:
        await user.sees("console")
        await user.presses(tab_key("account"))
        for size in ((160, 48), (120, 36), (200, 60)):
            await user.resizes(*size)
            await user.settles()
            [row] = [row for row in user.rows() if "1 of 5 " in row]
            assert "█" in row, f"{size}: it was painted for another width"


async def test_what_the_account_owns_is_named_as_far_as_there_is_room(
    user_at: SitDown, direct_mail: DirectMail
) -> None:
    direct_mail.sandbox.load("busy")
    direct_mail.mailing_drafts.save(MailingDraft(subject="Spring, begun"))
    async with user_at((160, 48)) as user:
        await user.sees("console")
        await user.presses(tab_key("account"))
        await user.settles()
        owned = user.reads("#access-more").partition("owns\n")[2].split("\n")
        assert [row.split("  ")[-1].strip() for row in owned] == [
            "50k, 1,460 emails left, until 22 June 2026",
            "50k, 50,000 emails left, until 22 June 2026",
            "mail.example.com ✓ verified",
            "news@mail.example.com",
            "no-reply@mail.example.com",
            "welcome ✓ approved",
            "reject-lottery ! rejected",
            "spring-sale ● pending",
            "Spring, begun",
        ]
        await user.resizes(160, 38)
        await user.settles()
        assert "2 active, 51,460 emails left, the last until" in user.reads("#access-more")
        await user.resizes(120, 28)
        await user.settles()
        assert not user.find("#access-more").display
