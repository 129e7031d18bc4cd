"""Composing: problems and costs are shown before anything is sent, and nothing typed is lost."""

import json
from base64 import b64decode
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input, TextArea

from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.console.screen import ConsoleScreen
from dm_tui.tui.console.send.letter_preview import LetterPreview
from dm_tui.tui.console.shared.tab_names import tab_key
from dm_tui.tui.marks import MARKS
from tests.tui.console.looking import cells
from tests.tui.console.send.mailings import (
    TABLE,
    ahead,
    body,
    composes,
    opens_send,
    reads_in_dialog,
    reviews,
    sends,
    spreadsheet,
)
from tests.tui.hostile import ALL_AT_ONCE, HOSTILE, shares, shows_nothing_hostile
from tests.tui.journey import User, sit_down
from tests.tui.monkey import packet


async def test_from_compose_to_the_outbox(direct_mail: DirectMail, tmp_path: Path) -> None:
    direct_mail.sandbox.load("busy")
    file = spreadsheet(tmp_path, ["email,UserName", "ada@example.com,Ada", "bob@example.com,Bob"])
    async with sit_down(direct_mail) as user:
        await composes(user, file=file, subject="News for {UserName}", text="Dear {UserName},")
        await user.until(lambda: "2 recipients" in ahead(user), "the consequence")
        await reviews(user)
        assert "Send to 2 recipients?" in user.reads("#review-text")
        assert "News for Ada" in user.reads("#review-text")
        assert str(direct_mail.state_path.parent / "outbox") in user.reads("#review-text")
        assert direct_mail.sending.mailings() == ()
        await sends(user)
        await reads_in_dialog(user, "✓ Done.", "2 of 2", "100 %", "2 accepted")
        assert user.focused == "close"
        await user.presses("enter")
        await user.sees("console")
        await user.until(lambda: cells(user, TABLE)[0][2:4] == ["2/2", "✓ done"], "the row")
        assert cells(user, TABLE)[0][1].startswith("News for")
    messages = [path.read_text() for path in sorted((direct_mail.state_path.parent / "outbox/new").iterdir())]
    assert ["Dear Ada," in message for message in messages] == [True, False]
    assert "Subject: News for Bob" in messages[1]


def _screens_painted(patch: pytest.MonkeyPatch) -> set[str | None]:
    """Return the set that grows by the screen of every widget that is painted."""
    screens: set[str | None] = set()
    render = Widget.render_lines

    def noted(widget: Widget, crop: Region) -> list[Strip]:
        screens.add(widget.screen.id)
        return render(widget, crop)

    patch.setattr(Widget, "render_lines", noted)
    return screens


async def test_enter_after_the_first_mailing_opens_it_and_not_one_more(sender: DirectMail) -> None:
    async with sit_down(sender) as user:
        await composes(user, to="ada@example.com", subject="News", text="Hello")
        with pytest.MonkeyPatch.context() as patch:
            painted = _screens_painted(patch)
            [console] = [below for below in user.app.screen_stack if isinstance(below, ConsoleScreen)]
            console.reload_tabs()
            console.refresh()
            await user.pastes(" and more")
            await user.settles()
            assert painted == {"compose"}, "what lies below is not painted"
        await reviews(user)
        await sends(user)
        await reads_in_dialog(user, "✓ Done.")
        await user.presses("escape")
        await user.until(lambda: user.focused == TABLE, "the list")
        await user.presses("enter")
        await user.sees("mailing")


async def test_without_a_sender_address_it_leads_to_where_there_will_be_one(direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("activated")
    direct_mail.set_preferences(prompt_activation=False)
    async with sit_down(direct_mail) as user:
        await opens_send(user)
        assert "Press n" in user.reads("#send .empty")
        assert user.focused == "new"
        await user.presses("n")
        await user.sees("no-sender")
        assert user.focused == "stay"
        await user.presses("enter")
        await user.sees("console")
        await user.presses("n")
        await user.sees("no-sender")
        await user.clicks("#go-there")
        await user.sees("console")
        await user.until(lambda: user.find("#senders").display, "the tab Senders")


MISSING = [
    ("", "Hi", "Hello", "Add recipients.", "to"),
    ("ada", "Hi", "Hello", "Fix the recipients.", "to"),
    ("ada@example.com", "", "Hello", "Add a subject.", "subject"),
    ("ada@example.com", "Hi", "", "Write the text.", "text"),
    ("ada@example.com", "Hi", "a {Username} b", "Fix the text.", "text"),
    ("ada@example.com", "x" * 300, "Hello", "256 are allowed", "subject"),
]


async def test_the_first_line_has_its_number_before_anything_is_typed(sender: DirectMail) -> None:
    async with sit_down(sender) as user:
        await composes(user, to="ada@example.com", subject="Hi", text="")
        assert any("1  " in row and "Hello {UserName}," in row for row in user.rows())
        await user.pastes("Hello")
        await user.until(lambda: any("1  Hello " in row for row in user.rows()), "the text")


async def test_what_is_missing_is_said_and_nothing_typed_is_lost(sender: DirectMail) -> None:
    async with sit_down(sender) as user:
        await composes(user, subject="", text="")
        for to, subject, text, words, focus in MISSING:
            for field, value in (("to", to), ("subject", subject)):
                if user.value(f"#{field}") != value:
                    await user.reaches(f"#{field}")
                    await user.presses("end", "ctrl+u")
                    await user.pastes(value)
            user.screen.query_one("#text", TextArea).load_text(text)
            user.screen.set_focus(user.find("#review"))
            await user.presses("f9")
            await user.until(lambda words=words: words in ahead(user), words)  # type: ignore[misc]
            assert (user.here, user.focused) == ("compose", focus), words
            assert (user.value("#to"), user.value("#subject"), body(user)) == (to, subject, text)
    assert sender.sending.mailings() == ()


async def test_what_the_daily_quota_holds_back_is_told_before(sender: DirectMail, tmp_path: Path) -> None:
    file = spreadsheet(tmp_path, ["email", *(f"r{n}@example.com" for n in range(2_100))])
    async with sit_down(sender, (120, 36)) as user:
        await composes(user, file=file, subject="Hi", text="Hello")
        await user.until(lambda: "held back" in ahead(user), "the consequence")
        for words in (
            "2,100 recipients",
            "200 free quota",
            "1,800 pay-as-you-go",
            "100 held back",
            "Cost USD 0.522",
            "0 of the daily quota left",
            "The daily quota of 2,000 holds 100 emails back. They are sent after 31 January 2026, 16:00",
        ):
            assert words in ahead(user)


async def test_a_tag_and_an_address_to_unsubscribe_at_go_with_it(direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("busy")
    async with sit_down(direct_mail) as user:
        await composes(user, to="ada@example.com", subject="Hi", text="Hello")
        await user.reaches("#tag")
        await user.types("spring sale")
        await user.presses("f9")
        await user.until(lambda: "letters, digits" in ahead(user), "the refusal")
        assert (user.here, user.focused) == ("compose", "tag")
        await user.writes("#tag", "")
        await user.until(
            lambda: "letters, digits" not in ahead(user), "no refusal of what is no longer there"
        )
        await user.reaches("#track")
        await user.presses("space", "f9")
        await user.until(lambda: "under a tag" in ahead(user), "the refusal")
        assert (user.here, user.focused) == ("compose", "tag")
        await user.writes("#tag", "spring-sale")
        await user.reaches("#unsubscribe")
        await user.pastes("http://example.com/out")
        await user.presses("f9")
        await user.until(lambda: "Give an https address" in ahead(user), "the refusal")
        assert (user.here, user.focused) == ("compose", "unsubscribe")
        await user.writes("#unsubscribe", "https://example.com/out?{EAddr}")
        await reviews(user)
        for words in ("spring-sale, counts opens and clicks", "one click: https://example.com/out?{EAddr}"):
            assert words in user.reads("#review-text")
        await user.presses("escape")
        await user.sees("compose")
        await user.chooses("no-reply@mail.example.com")
        await user.until(
            lambda: not user.find("#unsubscribe").display, "what an event triggers has no such field"
        )
        await reviews(user)
        assert "Unsubscribe" not in user.reads("#review-text")
        await user.presses("escape")
        await user.sees("compose")
        await user.chooses("news@mail.example.com")
        await reviews(user)
        await sends(user)
        await reads_in_dialog(user, "✓ Done.")
    (message,) = (direct_mail.state_path.parent / "outbox/new").iterdir()
    parsed = message_from_bytes(message.read_bytes(), policy=default)
    assert "<https://example.com/out?ada%40example.com>" in parsed["List-Unsubscribe"]
    assert parsed["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    trace = json.loads(b64decode(parsed["X-AliDM-Trace"]))
    assert trace == {"TagName": "spring-sale", "OpenTrace": "1", "LinkTrace": "1"}


async def test_a_template_is_read_as_its_first_reader_will_see_it(
    direct_mail: DirectMail, tmp_path: Path
) -> None:
    direct_mail.sandbox.load("busy")
    file = spreadsheet(tmp_path, ["email,UserName", "ada@example.com,Ada [red]", "b@x.example,Bo"])
    async with sit_down(direct_mail) as user:
        await composes(user, file=file, subject="Kept", text="Kept too")
        await user.presses("f3")
        assert user.focused == "templates"
        assert user.chosen("#templates") == "welcome"
        await user.until(lambda: "Hello Ada [red]," in user.reads("#reading-text"), "it filled in")
        assert "As ada@example.com will read it" in user.reads("#reading-text")
        await reviews(user)
        assert "Welcome, Ada [red]" in user.reads("#review-text")
        await user.presses("escape")
        await user.sees("compose")
        await user.presses("f3")
        assert (user.value("#subject"), body(user)) == ("Kept", "Kept too")


async def test_hostile_text_in_every_field(sender: DirectMail) -> None:
    """The text meets all of it, each line its share."""
    lines = shares(("to", "recipients", "subject", "tag", "unsubscribe"))
    async with sit_down(sender) as user:
        await opens_send(user)
        await user.presses("n")
        await user.sees("compose")
        for field, share in {**lines, "text": (*HOSTILE, ALL_AT_ONCE)}.items():
            await user.reaches(f"#{field}")
            for text in share:
                await user.presses("ctrl+u")
                await user.pastes(text)
                assert user.focused == field
                shows_nothing_hostile(user)
            await user.presses("f9")
            await user.settles()
            shows_nothing_hostile(user)
            assert user.here == "compose"
            await user.reaches(f"#{field}")
            await user.presses("ctrl+u")


SIZES = ((60, 20), (40, 12), (120, 36), (39, 11), (1, 1), (80, 24))


async def test_nothing_is_lost_at_any_size_and_the_consequence_follows_the_account(
    sender: DirectMail,
) -> None:
    async with sit_down(sender) as user:
        await composes(user, to="ada@example.com", subject="Hi", text="Hello")
        await user.until(lambda: "1,999 of today's quota left" in ahead(user), "the consequence")
        sender.metering.record(1_000)
        await user.until(lambda: "999 of today's quota left" in ahead(user), "the new one")
        for size in SIZES:
            await user.resizes(*size)
            assert len(user.rows()) == size[1]
            typed = (user.value("#to"), user.value("#subject"), body(user))
            assert typed == ("ada@example.com", "Hi", "Hello"), size
        await reviews(user)
        for size in SIZES:
            await user.resizes(*size)
            assert len(user.rows()) == size[1]
        await user.presses("escape")
        await user.sees("compose")
        await user.presses("f3")
        assert "No template is approved yet" in user.reads("#reading-text")
        await user.presses("f9")
        await user.until(lambda: "No template is chosen" in ahead(user), "what to do")


async def test_it_fits_80_by_24_without_scrolling_and_help_and_palette_know_it(
    sender: DirectMail, tmp_path: Path
) -> None:
    file = spreadsheet(tmp_path, ["email,UserName", "ada@example.com,Ada", "x,y"])
    async with sit_down(sender) as user:
        await composes(user, file=file, subject="Hi", text="Hello")
        await user.until(lambda: "1 recipient" in ahead(user), "the consequence")
        assert user.find("#sheet").max_scroll_y == 0
        for id in ("from", "to", "recipients", "subject", "text", "review"):
            assert user.screen.region.contains_region(user.find(f"#{id}").region), id
        assert user.find("#text").region.height >= 5
        offered = {command.title for command in user.app.get_system_commands(user.screen)}
        assert {f"Review {MARKS.next}", "Text/template", "Left out", "Back"} <= offered
        await user.presses("f1")
        await user.sees("notice-screen")
        assert any("file of recipients" in row for row in user.rows())


def test_the_tab_has_the_key_of_its_place() -> None:
    assert tab_key("send") == "6"


async def test_beside_the_form_is_the_letter_as_its_first_reader_sees_it(
    sender: DirectMail, tmp_path: Path
) -> None:
    file = spreadsheet(tmp_path, ["email,UserName", "ada@example.com,Ada", "bob@example.com,Bob"])
    async with sit_down(sender, (100, 30)) as user:
        await composes(user, subject="News for {UserName}", text="Dear {UserName},")
        await user.until(lambda: "Dear {UserName}," in _letter(user), "the letter of nobody")
        assert "Add recipients" in _letter(user)
        await user.writes("#recipients", file)
        await user.until(lambda: "Dear Ada," in _letter(user), "the letter")
        assert _letter(user).splitlines()[0] == "News for Ada"
        assert str(user.screen.query_one("#as-read").border_title) == "As Ada reads it"
        assert "news@mail.example.com" in _letter(user)
        await user.reaches("#text")
        await user.types(" well")
        await user.until(lambda: "Dear Ada, well" in _letter(user), "what was typed")
        await user.presses("f3", "f3")
        await user.until(lambda: "Dear Ada, well" in _letter(user), "the same as Markdown")
        await user.resizes(99, 30)
        assert not user.find("#as-read").display
        assert "cost" in ahead(user)


@pytest.mark.parametrize("size", [(80, 24), (100, 24), (120, 36), (160, 48)])
async def test_a_template_is_read_in_the_form_and_what_is_beside_it_has_the_room(
    direct_mail: DirectMail, tmp_path: Path, size: tuple[int, int]
) -> None:
    direct_mail.sandbox.load("busy")
    file = spreadsheet(tmp_path, ["email,UserName", "ada@example.com,Ada", "nobody,N"])
    async with sit_down(direct_mail, size) as user:
        await composes(user, file=file, subject="Kept", text="Kept too")
        await user.presses("f3")
        await user.until(lambda: "Hello Ada," in user.reads("#reading-text"), "it filled in")
        await user.until(lambda: "quota left" in ahead(user), "the consequence")
        assert user.find("#reading").region.right <= user.find("#written").region.right
        assert user.find("#as-read").size.area == 0, "read twice"
        if size[0] >= 100:
            side, cost = user.find("#side").region, user.find("#consequence")
            assert side.contains_region(cost.region)
            assert not cost.max_scroll_y
            assert user.find("#who").display == (size[1] >= 36)
        await user.presses("f3", "f3")
        await user.until(lambda: not user.find("#reading").display, "Markdown")
        assert (user.find("#as-read").size.area > 0) == (size[0] >= 100)


async def test_what_it_uses_has_a_gauge_for_each_source(direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("busy")
    async with sit_down(direct_mail, (120, 36)) as user:
        await composes(user, to="ada@example.com", subject="News", text="Hello")
        await user.until(lambda: "of the daily quota left" in ahead(user), "the consequence")
        lines = user.reads("#consequence-text").splitlines()
        plan = next(at for at, line in enumerate(lines) if "plan DM" in line)
        assert "left" in lines[plan]
        assert set(lines[plan + 1]) <= set("█▏▎▍▌▋▊▉ ")
        quota = next(at for at, line in enumerate(lines) if "daily quota" in line)
        assert lines[quota + 1].startswith("████")


def _letter(user: User) -> str:
    return user.screen.query_one("#as-read", LetterPreview).shown


async def test_what_is_typed_ahead_of_tab_is_in_the_field_after_it(sender: DirectMail) -> None:
    """On a slow line several keys arrive together: the subject stood in the field before it."""
    async with sit_down(sender) as user:
        await opens_send(user)
        await user.presses("n")
        await user.sees("compose")
        packet(user, "ann@example.org", "\t", "\t", "Hello", "\x1b[Z", "b.csv")
        await user.settles()
        typed = [user.screen.query_one(f"#{id}", Input).value for id in ("to", "recipients", "subject")]
        assert typed == ["ann@example.org", "b.csv", "Hello"]
