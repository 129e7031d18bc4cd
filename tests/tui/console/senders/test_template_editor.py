"""Writing a template: live preview, unknown variables named by place, drafts, and nothing written is lost."""

import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from textual import events
from textual.widgets import TextArea

from dm_tui.domain.draft_size import MAX_DRAFT_BYTES
from dm_tui.domain.setup.subject_and_body import MAX_BODY_BYTES
from dm_tui.domain.setup.template import TemplateStatus
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.app import DirectMailApp
from dm_tui.tui.app_messages import QuitRequested
from dm_tui.tui.console.senders import template_form as manuscript
from dm_tui.tui.console.shared.editor_screen import EditorScreen
from dm_tui.tui.console.shared.tab_names import tab_key
from dm_tui.tui.widgets.text_box import MAX_LINE_CHARS
from tests.held import HELD
from tests.tui.conftest import SitDown
from tests.tui.console.looking import selected
from tests.tui.console.senders.test_senders_tab import TABLE, shown, submits_anyway
from tests.tui.hostile import shares, shows_nothing_hostile
from tests.tui.journey import User


@pytest.fixture(autouse=True)
def checked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody types as slowly as a test waits."""
    monkeypatch.setattr(manuscript, "CHECK_AFTER", 0.01)


@pytest.fixture
def activated(direct_mail: DirectMail) -> DirectMail:
    """An account that starts on the console."""
    direct_mail.sandbox.load("activated")
    return direct_mail


async def opens_editor(user: User) -> None:
    await user.sees("console")
    await user.presses(tab_key("senders"))
    while shown(user) != "templates":
        await user.presses("v")
    await user.presses("n")
    await user.sees("template-editor")
    assert user.focused == "template-name"


async def opens_draft(user: User, name: str) -> None:
    await user.sees("console")
    await user.presses(tab_key("senders"))
    while shown(user) != "templates":
        await user.presses("v")
    await user.until(lambda: user.focused == TABLE, "the list")
    await user.presses("home" if name == "second" else "end")
    assert selected(user, TABLE) == name
    await user.presses("enter")
    await user.sees("template")
    await user.presses("e")
    await user.sees("template-editor")


def box(user: User, part: str) -> TextArea:
    return user.screen.query_one(f"#{part}", TextArea)


def problems(user: User) -> str:
    return user.reads("#problems")


def preview(user: User) -> str:
    return user.reads("#preview-text")


async def _says(user: User, read: Callable[[User], str], words: str) -> None:
    await user.until(partial(_has, user, read, words), words)


def _has(user: User, read: Callable[[User], str], words: str) -> bool:
    return words in " ".join(read(user).split())


async def writes_template(user: User, name: str = "welcome", text: str = "Hello") -> None:
    await opens_editor(user)
    await user.types(name)
    await user.presses("enter")
    await user.types("Hi {UserName}")
    await user.presses("enter")
    await user.types(text)


async def test_a_template_is_written_saved_and_submitted(user_at: SitDown, activated: DirectMail) -> None:
    async with user_at() as user:
        await opens_editor(user)
        assert "{EAddr} {UserName} {NickName} {Gender} {Birthday} {Mobile}" in problems(user)
        await user.types("welcome")
        await user.presses("enter")
        assert user.focused == "subject"
        await user.types("Hi {UserName}")
        await user.presses("enter")
        assert user.focused == "text"
        await user.types("Hello {NickName},")
        await user.presses("enter")
        await user.types("bye")
        await user.presses("ctrl+s")
        await user.hears("draft “welcome” is saved")
        assert user.here == "template-editor"
        [draft] = activated.templates.records()
        assert (draft.status, draft.text) == (TemplateStatus.DRAFT, "Hello {NickName},\nbye")
        assert user.find("#template-name").disabled
        await user.presses("f3")
        assert user.focused == "html"
        await user.types("<p>Hello")
        await user.hammers("f9", "f9")
        await submits_anyway(user)
        await user.hears("“welcome” is pending", "working days")
        await user.sees("console")
    [template] = activated.templates.records()
    assert (template.status, template.html) == (TemplateStatus.PENDING, "<p>Hello")


async def test_what_a_reviewer_may_reject_is_asked_about_once_with_the_variables_of_ones_own(
    user_at: SitDown, activated: DirectMail
) -> None:
    async with user_at() as user:
        await writes_template(user)
        await user.until(lambda: user.focused == "text", "the text")
        box(user, "text").load_text("Dear {UserName}, hello {Nope}")
        await user.presses("f9")
        await user.sees("submit-template")
        asked = " ".join(user.reads("#question-words").split())
        assert "no link to unsubscribe" in asked
        assert "{Nope} is no variable of the service" in asked
        assert user.focused == "change-it"
        await user.presses("enter")
        await user.sees("template-editor")
        assert activated.templates.records() == ()
        await user.presses("f9")
        await submits_anyway(user)
        await user.hears("“welcome” is pending")


async def test_what_keeps_to_the_rules_is_submitted_without_a_question(
    user_at: SitDown, activated: DirectMail
) -> None:
    async with user_at() as user:
        await writes_template(user)
        await user.until(lambda: user.focused == "text", "the text")
        words = "Dear {Nope}, our news.\nUnsubscribe: https://x.example/u?e={EAddr}"
        box(user, "text").load_text(words)
        await _says(user, problems, "Review: {Nope} is no variable")
        await user.presses("f9")
        await user.hears("“welcome” is pending")


async def test_the_buttons_do_what_the_keys_do(user_at: SitDown, activated: DirectMail) -> None:
    async with user_at() as user:
        await writes_template(user)
        await user.clicks("#save")
        await user.hears("draft “welcome” is saved")
        await user.clicks("#submit")
        await submits_anyway(user)
        await user.sees("console")
    assert activated.templates.records()[0].status is TemplateStatus.PENDING


async def test_the_preview_follows_what_is_typed(user_at: SitDown, activated: DirectMail) -> None:
    async with user_at((100, 30)) as user:
        await opens_editor(user)
        assert "No subject yet." in preview(user)
        assert "No text yet." in preview(user)
        await user.presses("tab")
        await user.types("For {NickName}")
        await _says(user, preview, "For Ada")
        await user.presses("tab")
        await user.types("To {EAddr}: {UserName} {Gender} {Birthday} {Mobile}")
        await _says(user, preview, "To ada@example.com: Ada Lovelace female 1815-12-10 +44")
        await user.presses("f3")
        await user.types("<h1>{NickName}</h1><style>x</style>a<br>b <i>c</i> {{x}")
        await _says(user, preview, "For Ada Ada a b c {{x}")
        assert box(user, "text").region.area == 0
        assert user.find("#preview").region.x > box(user, "html").region.x


async def test_in_a_narrow_window_the_preview_takes_its_turn(user_at: SitDown, activated: DirectMail) -> None:
    async with user_at() as user:
        await writes_template(user, text="Hello {NickName}")
        assert "● Text   ○ HTML   ○ Preview" in "\n".join(user.rows())
        assert not user.find("#preview").display
        await user.presses("f3", "f3")
        assert user.focused == "preview"
        assert "No HTML yet." in preview(user)
        await user.presses("f3", "f3")
        assert user.focused == "html"
        await user.presses("f3", "f3")
        assert user.focused == "text"
        row = next(number for number, row in enumerate(user.rows()) if "Preview" in row)
        await user.pilot.click(offset=(user.rows()[row].index("Preview"), row))
        await _says(user, preview, "Hello Ada")
        await user.resizes(120, 36)
        await user.until(lambda: box(user, "text").display, "both beside one another")
        assert "Preview" not in user.rows()[6]
        assert box(user, "text").text == "Hello {NickName}"


async def test_unknown_variables_are_named_by_line_and_column_and_reached(
    user_at: SitDown, activated: DirectMail
) -> None:
    async with user_at() as user:
        await opens_editor(user)
        await user.presses("tab")
        await user.types("Hi {Na_e}")
        await _says(user, problems, "! Unknown {Na_e}: subject, line 1, column 4. F4 goes there.")
        await user.presses("tab")
        await user.pastes("one\ntwo {F_o} and {UserName}\n\tthree {B_r}")
        await _says(user, problems, "(1 of 3)")
        await user.presses("f4")
        assert user.focused == "subject"
        assert user.screen.query_one("#subject").cursor_position == 3  # type: ignore[attr-defined]
        await _says(user, problems, "Unknown {Na_e}")
        await user.presses("f4")
        assert user.focused == "text"
        assert box(user, "text").cursor_location == (1, 4)
        assert box(user, "text").selected_text == "{F_o}"
        await user.clicks("#problems")
        assert box(user, "text").cursor_location == (2, 7)
        await user.types("{EAddr}")
        await _says(user, problems, "(1 of 2)")
        assert box(user, "text").text.endswith("three {EAddr}")
        await user.presses("f3")
        await user.types("<p>{B_z}")
        await _says(user, problems, "(1 of 3)")
        await user.presses("f4", "f4", "f4")
        assert user.focused == "html"
        assert box(user, "html").cursor_location == (0, 3)


async def test_a_template_with_an_unknown_variable_is_not_kept_and_the_place_is_shown(
    user_at: SitDown, activated: DirectMail
) -> None:
    async with user_at() as user:
        await writes_template(user, text="a {F_o}")
        for key in ("ctrl+s", "f2", "f9"):
            await user.presses("f3", key)
            assert box(user, "text").cursor_location == (0, 2)
        assert user.here == "template-editor"
    assert activated.templates.records() == ()


REFUSED = [
    ("", "Hello", "text", "The name is empty"),
    ("n" * 31, "Hello", "text", "31 characters; 30 are allowed"),
    ("taken", "Hello", "text", "There is already a template “taken”"),
    ("new", "", "text", "There is no subject"),
    ("new", "s" * 257, "text", "257 characters; 256 are allowed"),
    ("new", "Hello", "", "There is neither text nor HTML"),
]


async def test_what_cannot_be_kept_is_refused_and_nothing_written_is_lost(
    user_at: SitDown, activated: DirectMail
) -> None:
    activated.templates.add("taken", "Taken", "Taken", draft=True)
    async with user_at() as user:
        await opens_editor(user)
        for name, subject, text, words in REFUSED:
            for field, value in (("template-name", name), ("subject", subject)):
                if user.value(f"#{field}") != value:
                    await user.reaches(f"#{field}")
                    await user.presses("end", "ctrl+u")
                    await user.pastes(value)
            await user.reaches("#text")
            box(user, "text").load_text("")
            await user.pastes(text)
            await user.presses("ctrl+s")
            await _says(user, problems, words)
            assert (user.value("#template-name"), user.value("#subject")) == (name, subject), words
            assert box(user, "text").text == text, words
            await user.types("more")
            await _says(user, problems, "Variables:")
    assert [record.name for record in activated.templates.records()] == ["taken"]


async def test_both_bodies_together_are_refused_with_the_limit_and_the_number(
    user_at: SitDown, activated: DirectMail
) -> None:
    async with user_at() as user:
        await writes_template(user)
        box(user, "html").load_text(("é" * 900 + "\n") * (MAX_BODY_BYTES // 1801 + 1))
        await user.presses("ctrl+s")
        await _says(user, problems, "1,048,576 are allowed")
        assert "bytes" in problems(user)


async def test_a_draft_that_could_not_be_submitted_is_kept_all_the_same(
    user_at: SitDown, activated: DirectMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with user_at(survives=True) as user:

        def broken(name: str) -> None:
            raise RuntimeError("a fault")

        monkeypatch.setattr(user.app.direct_mail.templates, "submit", broken)
        await writes_template(user)
        await user.presses("f9")
        await submits_anyway(user)
        await _says(user, problems, "(RuntimeError)")
        assert user.find("#template-name").disabled
        await user.presses("escape")
        await user.sees("console")
    assert activated.templates.records()[0].status is TemplateStatus.DRAFT


async def test_what_another_program_submitted_meanwhile_is_not_changed(
    user_at: SitDown, activated: DirectMail
) -> None:
    async with user_at() as user:
        await writes_template(user)
        await user.presses("ctrl+s")
        await user.hears("saved")
        activated.templates.submit("welcome")
        await user.types("!")
        await user.presses("ctrl+s")
        await _says(user, problems, "is pending: you cannot change it during its review")
        assert box(user, "text").text == "Hello!"


# Leaving


async def test_leaving_asks_only_where_something_would_be_lost(
    user_at: SitDown, activated: DirectMail
) -> None:
    async with user_at() as user:
        await opens_editor(user)
        await user.presses("escape")
        await user.sees("console")
        await writes_template(user)
        for stay in ("enter", "escape"):
            await user.presses("escape")
            await user.sees("unsaved")
            assert user.focused == "stay"
            await user.presses(stay)
            await user.sees("template-editor")
        assert box(user, "text").text == "Hello"
        await user.presses("ctrl+s")
        await user.hears("saved")
        await user.clicks("#back")
        await user.sees("console")


async def test_leaving_all_the_same_leaves_nothing_of_it(
    user_at: SitDown, activated: DirectMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with user_at() as user:
        await writes_template(user)
        await user.until(lambda: activated.templates.read_unsaved().text == "Hello", "it kept")
        editor = user.screen
        assert isinstance(editor, EditorScreen)
        dismiss = editor.dismiss

        def dismiss_and_look(result: None) -> object:
            left = dismiss(result)
            editor.follow()  # as the clock may do before its widgets are gone
            return left

        monkeypatch.setattr(editor, "dismiss", dismiss_and_look)
        await user.presses("escape")
        await user.sees("unsaved")
        await user.clicks("#leave-it")
        await user.sees("console")
        assert user.label("#new") == "New template"
    assert activated.templates.records() == ()
    assert activated.templates.read_unsaved().empty


async def test_what_is_written_is_there_after_the_program_was_killed(
    user_at: SitDown, activated: DirectMail
) -> None:
    async with user_at() as user:
        await writes_template(user, text="An hour's work {Nam")
        await user.until(
            lambda: activated.templates.read_unsaved().text == "An hour's work {Nam", "all of it kept"
        )  # and with that the program is gone, without a word
    async with user_at() as user:
        await user.hears("template", "saved")
        await user.presses(tab_key("senders"), "v", "v")
        await user.until(lambda: user.label("#new") == "Continue writing", "the way back")
        await user.presses("n")
        await user.sees("template-editor")
        assert (user.value("#template-name"), user.value("#subject")) == ("welcome", "Hi {UserName}")
        assert box(user, "text").text == "An hour's work {Nam"
        box(user, "text").text = "An hour's work"
        await user.presses("ctrl+s")
        await user.hears("draft", "is saved")
        assert activated.templates.read_unsaved().empty
    assert activated.templates.show("welcome").text == "An hour's work"


async def test_a_draft_that_was_being_changed_comes_before_another_template(
    user_at: SitDown, activated: DirectMail
) -> None:
    for name in ("first", "second"):
        activated.templates.add(name, "Hi", "Hello", draft=True)
    async with user_at() as user:
        await opens_draft(user, "first")
        await user.presses("end")
        await user.types("!")
        await user.until(lambda: activated.templates.read_unsaved().text == "Hello!", "it kept")
    async with user_at() as user:  # the one before was killed
        await opens_draft(user, "second")
        assert (user.value("#template-name"), box(user, "text").text) == ("first", "Hello!")
        await user.presses("ctrl+s")
        await user.hears("draft “first” is saved")
        await user.presses("escape")
        await opens_draft(user, "second")
        assert (user.value("#template-name"), box(user, "text").text) == ("second", "Hello")
    assert [record.text for record in activated.templates.records()] == ["Hello!", "Hello"]


async def test_a_template_that_is_written_is_kept_when_the_program_is_left(
    user_at: SitDown, activated: DirectMail
) -> None:
    async with user_at() as user:
        await writes_template(user)
        await user.presses("ctrl+q")
        await user.sees("leave-draft")
        await user.presses("tab", "enter")
        await user.until(lambda: user.app.return_code == 0, "the end")
    assert activated.templates.read_unsaved().name == "welcome"


async def test_what_is_too_long_to_be_kept_outlives_a_terminal_that_goes_away(
    user_at: SitDown, activated: DirectMail, state_path: Path
) -> None:
    async with user_at() as user:
        await writes_template(user)
        box(user, "text").text = "An hour's work\n" * (MAX_DRAFT_BYTES // 10)
        await user.hears("a draft holds at most")
        await user.presses("escape")
        await user.sees("unsaved")
        assert isinstance(user.app, DirectMailApp)
        user.app.post_message(QuitRequested(129))
        await user.until(lambda: user.app.return_code == 129, "the end")
    [kept] = state_path.parent.glob("unsaved-*.txt")
    assert kept.stat().st_mode & 0o777 == 0o600
    written = kept.read_text()
    for words in ("Template: welcome", "Subject: Hi {UserName}", "An hour's work"):
        assert words in written


async def test_saving_goes_on_when_the_editor_is_left(
    user_at: SitDown, activated: DirectMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    async with user_at() as user:
        add = user.app.direct_mail.templates.add

        def slow(*args: str, draft: bool = False) -> object:
            go_on.wait(HELD)
            return add(*args, draft=draft)

        monkeypatch.setattr(user.app.direct_mail.templates, "add", slow)
        await writes_template(user)
        await user.presses("ctrl+s")
        await _says(user, problems, "Saving")
        await user.presses("escape")
        await user.sees("unsaved")
        await user.clicks("#leave-it")
        await user.sees("console")
        go_on.set()
        await user.hears("draft “welcome” is saved")


# What is pasted


async def test_any_paste_is_taken_and_nothing_of_it_harms(user_at: SitDown, activated: DirectMail) -> None:
    async with user_at((120, 36)) as user:
        await opens_editor(user)
        for field, share in shares(("template-name", "subject")).items():
            for text in share:
                await user.writes(f"#{field}", "")
                await user.pastes(text)
                shows_nothing_hostile(user)
        for part, share in shares(("text", "html")).items():
            await user.presses("f3")
            for text in (*share, "\u200f" * 300, "\u202e\u2066 x", "a\x0bb\x85c\u2028d\r\ne\rf"):
                box(user, part).load_text("")
                box(user, part).focus()
                await user.pastes(text)
                await user.presses("up", "end", "f4")
                shows_nothing_hostile(user)
        assert box(user, "html").text == "a\nb\nc\nd\ne\nf"
        await user.presses("f2")
        await user.settles()
        shows_nothing_hostile(user)


async def test_control_characters_are_left_out_and_directions_kept(
    user_at: SitDown, activated: DirectMail
) -> None:
    async with user_at() as user:
        await writes_template(user, text="")
        await user.pastes("a\x1b[31mb\x00\x9bc\u200fd\te")
        assert box(user, "text").text == "a[31mbc\u200fd\te"
        await user.presses("ctrl+s")
        await user.hears("saved")
        shows_nothing_hostile(user)
    assert activated.templates.records()[0].text == "a[31mbc\u200fd\te"


async def test_too_much_is_refused_whole_with_the_limit_and_the_number(
    user_at: SitDown, activated: DirectMail
) -> None:
    async with user_at() as user:
        await writes_template(user)
        await user.pastes("x\n" * 600_000)
        await user.hears("1,200,005 characters; the limit is 1,048,576")
        await user.pastes("x" * 30_000)
        await user.hears("a line would have 30,005 characters", f"{MAX_LINE_CHARS:,}")
        assert box(user, "text").text == "Hello"
        await user.pastes("word " * 100 + "\n")
        assert len(box(user, "text").text) == 506


async def test_a_large_text_is_written_on(user_at: SitDown, activated: DirectMail) -> None:
    async with user_at((120, 36)) as user:
        await writes_template(user)
        await user.pastes("<p>word word word {NickName} word\n" * 20_000)
        await user.types("end {N_pe}")
        await _says(user, problems, "line 20001, column 5")
        await user.presses("ctrl+z")
        assert "The first 60,000 of" in preview(user)


async def test_a_template_with_a_line_too_long_to_edit_is_told(
    user_at: SitDown, activated: DirectMail
) -> None:
    activated.templates.add("long", "Hello", "x" * 30_000, draft=True)
    async with user_at() as user:
        await user.sees("console")
        await user.presses(tab_key("senders"), "v", "v", "enter")
        await user.sees("template")
        await user.presses("e")
        await user.hears("30,000 characters", "20,000")
        await user.sees("console")


# The screen


SIZES = ((80, 24), (60, 20), (40, 12), (120, 36), (39, 11), (10, 3), (1, 1), (80, 24))


async def test_every_size_is_survived_nothing_written_is_lost_and_mouse_and_clipboard_go_on(
    user_at: SitDown, activated: DirectMail
) -> None:
    async with user_at() as user:
        await writes_template(user)
        for size in SIZES:
            await user.resizes(*size)
            await user.settles()
            assert all(len(row) <= size[0] for row in user.rows())
        assert box(user, "text").text == "Hello"
        await user.reaches("#text")
        user.app.copy_to_clipboard("\x1b[31mred\r\nline")
        await user.presses("ctrl+v")
        assert box(user, "text").text == "Hello[31mred\nline", "what is pasted inside the program is cleaned"
        shows_nothing_hostile(user)
        await user.clicks("#text", (8, 1))
        assert user.focused == "text"
        assert box(user, "text").cursor_location[0] == 0
        user.app.post_message(events.Paste("X"))
        await user.until(lambda: "X" in box(user, "text").text, "the X where the mouse put the cursor")


async def test_everything_is_reached_by_keyboard(user_at: SitDown, activated: DirectMail) -> None:
    async with user_at() as user:
        await opens_editor(user)
        for size in SIZES[:4]:
            await user.resizes(*size)
            for id in ("subject", "text", "back", "save", "submit", "template-name"):
                await user.reaches(f"#{id}")
                await user.settles()
                region = user.find(f"#{id}").region
                assert region.area, (id, size)
                assert user.screen.region.contains_region(region), (id, size)


async def test_the_help_names_the_keys(user_at: SitDown, activated: DirectMail) -> None:
    async with user_at((120, 50)) as user:
        await opens_editor(user)
        await user.presses("f1")
        await user.sees("notice-screen")
        shown = "\n".join(user.rows())
        for words in ("{UserName}", "F9", "^s", "Submit"):
            assert words in shown
        await user.presses("f1")
        await user.sees("template-editor")
        offered = {command.title for command in user.app.get_system_commands(user.screen)}
        assert {"Save draft", user.label("#submit"), "View", "Back"} <= offered


async def test_the_way_to_a_problem_is_named_while_there_is_one(
    user_at: SitDown, activated: DirectMail
) -> None:
    def named() -> bool:
        return "F4 Problem" in user.rows()[-1]

    async with user_at((120, 36)) as user:
        await opens_editor(user)
        assert not named()
        await user.writes("#text", "Hello {Nobody}")
        await user.until(named, "the key")
        await user.writes("#text", "")
        await user.until(lambda: not named(), "no key")
