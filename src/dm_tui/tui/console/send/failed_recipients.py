"""The recipients without delivery: refused, with the server's words, or unknown, because no answer came."""

from itertools import islice
from typing import NamedTuple

from textual import work
from textual.content import Content
from textual.message import Message

from dm_tui.domain.mailing.log_entry import LogEntry
from dm_tui.domain.mailing.mailing import Mailing
from dm_tui.domain.mailing.status import RunningProgram
from dm_tui.domain.text import clean_line
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.background import Failure, run_in_thread
from dm_tui.tui.marks import MARKS
from dm_tui.tui.screen_text import Part, lines, muted, text
from dm_tui.tui.widgets.text_block import TextBlock

MAX_SHOWN, MIN_SHOWN = 20, 2
"""How many of each are shown, in a tall window and in a small one."""

LINES_BESIDES_RECIPIENTS = 20
"""Lines of the dialog besides these recipients."""


class _LogExcerpt(NamedTuple):
    """An excerpt of the log: the counts when it was read, and the first recipients of each."""

    counts: tuple[int, int]
    refused: tuple[LogEntry, ...] = ()
    unknown: tuple[LogEntry, ...] = ()
    problem: str = ""


class FailedRecipients(TextBlock):
    """The first refused and unknown recipients, read in a thread whenever their number changes."""

    DEFAULT_CSS = """
    FailedRecipients { height: auto; margin-top: 1; }
    .-short FailedRecipients { margin-top: 0; }
    """
    SCOPED_CSS = False

    class Resized(Message):
        """The recipients take another number of lines: what stands above has more or less room."""

    def __init__(self, direct_mail: DirectMail) -> None:
        super().__init__(id="mailing-people")
        self.direct_mail = direct_mail
        self._excerpt = _LogExcerpt((0, 0))

    def on_resize(self) -> None:
        self.post_message(self.Resized())

    def follow(self, mailing: Mailing, by: RunningProgram) -> None:
        """Show the refused and unknown recipients of the mailing now."""
        if (mailing.refused, mailing.unknown) != self._excerpt.counts:
            self._read_log(mailing, by)
        self._paint()

    @work(group="log", exclusive=True)
    async def _read_log(self, mailing: Mailing, by: RunningProgram) -> None:
        sending, counts = self.direct_mail.sending, (mailing.refused, mailing.unknown)

        def read() -> _LogExcerpt:
            refused = tuple(islice(sending.refused_entries(mailing.id), MAX_SHOWN)) if counts[0] else ()
            unknown = sending.unknown.of(mailing.id)[:MAX_SHOWN] if counts[1] else ()
            return _LogExcerpt(counts, refused, unknown)

        result = await run_in_thread(read)
        if isinstance(result, Failure):
            if by is not RunningProgram.NO_PROGRAM:  # its writer may be amid a line: read again
                return
            result = _LogExcerpt(counts, problem=result.words)
        self._excerpt = result
        self._paint()

    def _paint(self) -> None:
        rows = [*self._refused_parts(), *self._unknown_parts()]
        if self._excerpt.problem:
            rows.append(muted(self._excerpt.problem))
        self.update(lines(rows))
        self.display = bool(rows)

    def _refused_parts(self) -> list[Part]:
        count = self._excerpt.counts[0]
        return self._recipient_lines(count, self._excerpt.refused, text((f"Refused: {count:,}", "bold")))

    def _unknown_parts(self) -> list[Part]:
        count = self._excerpt.counts[1]
        head = text(
            (f"{MARKS.warning} Unknown: {count:,}", "bold $warning"),
            (" without an answer. Nothing is sent to them again.", "$muted"),
        )
        return self._recipient_lines(count, self._excerpt.unknown, head)

    def _recipient_lines(self, count: int, entries: tuple[LogEntry, ...], head: Content) -> list[Part]:
        shown = entries[: max(MIN_SHOWN, (self.app.size.height - LINES_BESIDES_RECIPIENTS) // 2)]
        if not shown:
            return []
        more = [muted(f"  and {count - len(shown):,} more")] if count > len(shown) else []
        return [head, *map(_line, shown), *more]


def _line(entry: LogEntry) -> Content:
    words = clean_line(f"{entry.code or ''} {entry.words}", 80)
    return text(f"  {clean_line(entry.address, 60)}  ", (words, "$muted"))
