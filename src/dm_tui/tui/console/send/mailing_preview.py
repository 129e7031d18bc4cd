"""A mailing beside the list: its state, its funnel, who paid, who refused, and its letter."""

from collections.abc import Callable
from functools import partial

from textual.content import Content

from dm_tui.domain.counts import show_count
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.mailing.letters.html_to_text import html_to_text
from dm_tui.domain.mailing.letters.letter import Letter
from dm_tui.domain.mailing.mailing import Mailing
from dm_tui.domain.mailing.refusals_by_domain import NAMED_DOMAINS, RefusedAt, refusals_by_domain
from dm_tui.domain.mailing.status import is_being_sent
from dm_tui.domain.text import clean_line
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.background import Failure, run_in_thread
from dm_tui.tui.console.send.funnel import paint_funnel
from dm_tui.tui.console.send.mailing_charges import charges_line
from dm_tui.tui.console.send.mailing_progress import outcome_words, pace_words
from dm_tui.tui.console.send.mailing_status import mailing_status_text, no_mail_lines
from dm_tui.tui.console.shared.setup_status import name_in_full
from dm_tui.tui.console.shared.shown_chars import CHARS_BESIDE
from dm_tui.tui.marks import MARKS
from dm_tui.tui.screen_text import Part, fact, hang_facts, lines, muted, text


class MailingPreviews:
    """Paints them. Letters and refusals are read once: a letter never changes, a count says when others do.

    A log may be long, so a thread reads it: `read_refusals` is asked to, and shows the mailing again.
    """

    def __init__(self, direct_mail: DirectMail, read_refusals: Callable[[Mailing], object]) -> None:
        self.direct_mail = direct_mail
        self._read_refusals = read_refusals
        self._refusals: dict[str, tuple[int, tuple[RefusedAt, ...]]] = {}
        self._letters: dict[str, list[Part]] = {}

    def paint(self, id: str, width: int) -> Content:
        """Return a mailing as it is now, in `width` cells."""
        mailing = self.direct_mail.sending.mailing(id)
        sent_by = self.direct_mail.background_mailings
        running = sent_by.running_program(mailing)
        progress = sent_by.progress(mailing)
        moving = is_being_sent(mailing.status, running)
        rows: list[Part] = [
            (clean_line(mailing.subject, 120), "bold"),
            muted(f"{mailing.id} {MARKS.dot} {name_in_full(mailing.sender)}"),
            "",
            mailing_status_text(mailing, running, listed=True),
            pace_words(progress, moving=moving),
            outcome_words(progress),
            "",
            *paint_funnel(mailing, progress, width),
            "",
            *hang_facts([charges_line(mailing), *no_mail_lines(mailing)], width, 8),
            *self._refused(mailing, width),
            *self._letter(mailing),
        ]
        return lines(rows)

    def _refused(self, mailing: Mailing, width: int) -> list[Part]:
        """Return who refused, domain by domain; nothing until that is read."""
        if not mailing.refused:
            return []
        counted, refusals = self._refusals.get(mailing.id, (0, ()))
        if counted != mailing.refused:
            self._read_refusals(mailing)
        if not refusals:
            return []
        rows: list[Part] = ["", muted("Refused by domain")]
        figures = max(len(f"{refusal.emails:,}") for refusal in refusals[:NAMED_DOMAINS])
        for refusal in refusals[:NAMED_DOMAINS]:
            row = text(
                f"{refusal.emails:>{figures},}  {clean_line(refusal.domain, 60)}  ",
                (refusal.answer, "$muted"),
            )
            rows.append(row.truncate(max(1, width), ellipsis=True))
        if more := len(refusals) - NAMED_DOMAINS:
            rows += [muted(f"and {show_count(more, 'more domain')}")] if more > 0 else []
        return rows

    async def read_refusals(self, mailing: Mailing) -> None:
        """Read the log of a mailing beside the screen. What cannot be read now is not asked for again."""
        read = partial(self.direct_mail.sending.refused_entries, mailing.id)
        result = await run_in_thread(lambda: refusals_by_domain(read()))
        refusals = () if isinstance(result, Failure) else result
        self._refusals[mailing.id] = (mailing.refused, refusals)

    def _letter(self, mailing: Mailing) -> list[Part]:
        """Return the letter; nothing where it is not kept any more."""
        if mailing.id not in self._letters:
            try:
                self._letters[mailing.id] = _paint_letter(self.direct_mail.sending.letter(mailing.id))
            except DirectMailError:
                self._letters[mailing.id] = []
        return self._letters[mailing.id]


def _paint_letter(letter: Letter) -> list[Part]:
    content = letter.content
    read = content.text[:CHARS_BESIDE] or html_to_text(content.html[:CHARS_BESIDE])
    rows: list[Part] = ["", muted("The letter")]
    if letter.attachments:
        names = ", ".join(clean_line(file.name, 40) for file in letter.attachments)
        rows.append(fact("Attached", names, 8))
    return [*rows, read or muted("It has no text to read.")]
