"""The recipients: typed addresses, or a file, checked row by row before anything is sent."""

from collections.abc import Mapping
from types import MappingProxyType

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.mailing.letters.letter_variables import NO_VARIABLES, LetterVariables
from dm_tui.domain.mailing.mailing_draft import MailingDraft
from dm_tui.domain.mailing.recipients.kept_list import KeptList
from dm_tui.domain.mailing.recipients.recipients_reading import DETECT_ALL, RecipientsReading
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.mailing.audience import Audience, RecipientFile, parse_recipients, read_recipients
from dm_tui.settings.places import expand_user_path
from dm_tui.tui.background import Failure, run_in_thread
from dm_tui.tui.console.send.fields_to_fix import CODES_OF_LETTER
from dm_tui.tui.console.send.reading_summary import file_summary, guess_lines
from dm_tui.tui.console.send.report_block import ReportBlock
from dm_tui.tui.dialogs.question import Notice
from dm_tui.tui.keys_for_commands import with_fields
from dm_tui.tui.screen_text import Part, lines, muted, warning
from dm_tui.tui.toasts import toast_errors
from dm_tui.tui.widgets.field import Field, example
from dm_tui.tui.widgets.text_block import TextBlock

CHECK_AFTER = 0.3
"""Seconds after the last key until addresses are checked, or the file is read."""

MAX_TYPED_CHARS = 10_000
"""Characters of typed addresses; longer lists belong in a file."""

MAX_LISTED_PROBLEMS = 200
"""Problems that are listed; the others are counted."""

INDENT = 12
"""Cells of the labels."""


class RecipientsField(Vertical):
    """Posts `RecipientsChecked` whenever `audience` or `problem` changes.

    Only one of the two fields may be filled in. A problem with the letter, whose `part_at_fault` it is, is
    found here and shown at the letter.
    """

    DEFAULT_CSS = """
    RecipientsField {
        height: auto;
        & #recipients-report { height: auto; padding-left: 10; }
    }
    """
    SCOPED_CSS = False

    class RecipientsChecked(Message):
        """The recipients are known, or the problem with them."""

    def __init__(self, begun: MailingDraft) -> None:
        super().__init__(id="addressees")
        self._begun = begun
        self.reading = begun.reading
        self.audience: Audience | None = None
        self.problem = ""
        self.part_at_fault = ""
        self._needed = NO_VARIABLES
        self._asked: object = None
        self._timer: Timer | None = None
        self._rows = 0
        self._width = 0

    def compose(self) -> ComposeResult:
        with Horizontal(classes="line"):
            yield TextBlock("To", classes="named")
            hint = "ada@example.com, grace@example.com"
            yield Field(id="to", placeholder=example(hint), limit=MAX_TYPED_CHARS, whole=True)
        with Horizontal(classes="line"):
            yield TextBlock("or file", classes="named")
            yield Field(id="recipients", placeholder=example("~/recipients.csv"), limit=4_096)
        yield ReportBlock(id="recipients-report")

    def on_mount(self) -> None:
        """Fill in the draft; show progress while a long file is read."""
        self.query_one("#to", Field).put(self._begun.to)
        self.query_one("#recipients", Field).put(self._begun.file)
        self.query_one("#recipients-report").display = False
        if any(self.written):
            self._check_later()
        self.set_interval(0.2, self._show_reading)

    def on_unmount(self) -> None:
        """Give up a reading in progress."""
        self._asked = None

    # Fields

    @property
    def written(self) -> tuple[str, str]:
        """The text of both fields."""
        to, file = self.query_one("#to", Field), self.query_one("#recipients", Field)
        return to.value.strip(), file.value.strip()

    @property
    def all_checked(self) -> bool:
        """Whether everything typed is checked."""
        return self._timer is None and self._asked is None

    def require_variables(self, variables: LetterVariables) -> None:
        """Check again where the message has other variables than before."""
        if variables != self._needed:
            self._needed = variables
            if any(self.written):
                self._check_later()

    def ask_reading(self) -> None:
        """Ask how the file is to be read."""
        from dm_tui.tui.console.send.reading_form import reading_form

        rows = self._first_rows
        self.app.push_screen(reading_form(self.reading, rows), self._read_so)

    @property
    def source(self) -> RecipientFile | None:
        """The file that is read, once it is."""
        return self.audience.source if self.audience is not None else None

    def choose_list(self, direct_mail: DirectMail) -> None:
        """Ask for a list, or keep the file that is read as one."""
        from dm_tui.tui.console.send.kept_lists_dialog import ListsDialog

        def take(kept: KeptList | None) -> None:
            if kept is not None:
                with toast_errors(self.app):
                    self.take_file(str(direct_mail.recipient_lists.path(kept.name)))

        with toast_errors(self.app):
            kept = direct_mail.recipient_lists.all()
            self.app.push_screen(ListsDialog(direct_mail, kept, self.source), take)

    def take_file(self, path: str) -> None:
        """Read the recipients of another file, as it is detected."""
        self.reading = DETECT_ALL
        self.query_one("#to", Field).put("")
        self.query_one("#recipients", Field).put(path)
        self._check()

    @property
    def _first_rows(self) -> tuple[str, ...]:
        return self.source.rows if self.source is not None else ()

    def _read_so(self, reading: RecipientsReading | None) -> None:
        if reading is not None and reading != self.reading:
            self.reading = reading
            self._check()

    def read_again(self) -> None:
        """Read the file again."""
        self._check()

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self._check_later()

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self.check_now()
        self.screen.focus_next()
        if event.input.id == "to" and self.written[0]:
            self.screen.focus_next()  # a file beside addresses would be refused

    def check_now(self) -> None:
        """Check at once what would be checked soon."""
        if self._timer is not None:
            self._check()

    def _check_later(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._asked = None
        self._timer = self.set_timer(CHECK_AFTER, self._check)

    # Checking

    def _check(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer, self._asked = None, None
        to, file = self.written
        if to and file:
            self._show_result(None, "Fill in addresses or a file, not both.")
        elif file:
            self._asked = asked = object()
            self._rows = 0
            self._read(file, self._needed, asked)
        elif to:
            try:
                self._show_result(parse_recipients(to, self._needed))
            except DirectMailError as error:
                self._show_result(None, str(error), error.code, error.values)
        else:
            self._show_result(None)

    @work(group="recipients", exclusive=True)
    async def _read(self, file: str, needed: LetterVariables, asked: object) -> None:
        """Read the file in a thread; the result counts while the fields are the same."""
        reading = self.reading

        def given_up() -> bool:
            return self._asked is not asked

        def rows(count: int) -> None:
            self._rows = count

        result = await run_in_thread(
            lambda: read_recipients(expand_user_path(file), needed, rows, given_up, reading),
            fault="The file could not be read ({error}).",
        )
        if not given_up():
            self._asked = None
            if isinstance(result, Failure):
                self._show_result(None, result.words, result.code, result.values)
            else:
                self._show_result(result)

    def _show_result(
        self,
        audience: Audience | None,
        problem: str = "",
        code: str = "",
        values: Mapping[str, object] = MappingProxyType({}),
    ) -> None:
        if audience is not None and not audience.addresses and not problem:
            problem = "There are no recipients."
        self.audience, self.problem = audience, with_fields(problem)
        self.part_at_fault = str(values.get("part", "")) if code in CODES_OF_LETTER else ""
        self._report()
        self.post_message(self.RecipientsChecked())

    # Words

    def _show_reading(self) -> None:
        if self._asked is not None and self._rows:
            self._say(muted(f"Reading: {self._rows:,} rows …"))

    def on_resize(self) -> None:
        if self._asked is None and self.audience is not None and self._width != self.size.width:
            self._report()

    def _report(self) -> None:
        self._width = self.size.width
        problem = "" if self.part_at_fault else self.problem
        self._say(*([warning(problem, serious=True)] if problem else []), *self._about())

    def _about(self) -> list[Part]:
        audience = self.audience
        if audience is None:
            return []
        rows: list[Part] = []
        if audience.source is not None and audience.addresses:
            rows.append(file_summary(audience))
            rows += guess_lines(audience.source, max(20, self.size.width - INDENT))
        if audience.problem_count:
            first = audience.problems[0]
            line = f"{audience.problem_count:,} left out (F4): {audience.problem_words(first)}"
            room = max(20, self.size.width - INDENT)
            rows.append(warning(line).truncate(room, ellipsis=True))
        return rows

    def _say(self, *rows: Part) -> None:
        report = self.query_one("#recipients-report", TextBlock)
        report.update(lines(rows))
        report.display = bool(rows)

    @property
    def leaves_out(self) -> bool:
        """Whether rows are left out."""
        return self.audience is not None and self.audience.problem_count > 0

    def list_problems(self) -> None:
        """List the rows that are left out, with the reason."""
        audience = self.audience
        if audience is None or not self.leaves_out:
            return
        listed = [audience.problem_words(problem) for problem in audience.problems[:MAX_LISTED_PROBLEMS]]
        if audience.problem_count > len(listed):
            listed.append(f"and {audience.problem_count - len(listed):,} more")
        self.app.push_screen(
            Notice(f"{audience.problem_count:,} left out", [*listed, "", *audience.left_out])
        )
