"""A dry run of sending ends as the real one would, and changes nothing here or at the service."""

from collections.abc import Callable, Iterable

from dm_tui.domain.dates import Clock
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.idempotency_key import require_key
from dm_tui.domain.mailing.letters.letter import Letter
from dm_tui.domain.mailing.letters.mime import MimeComposer
from dm_tui.domain.mailing.letters.received_letter import OpenedLetter, open_letter
from dm_tui.domain.mailing.mailing import Mailing
from dm_tui.domain.mailing.recipients.recipient import Recipient, with_parsed_address
from dm_tui.domain.mailing.recipients.recipients_wording import NO_RECIPIENTS
from dm_tui.domain.mailing.schedule import Schedule
from dm_tui.domain.mailing.send_preview import Preview
from dm_tui.domain.mailing.send_warnings import new_tag_warning
from dm_tui.domain.mailing.wording import WOULD_BE_PAUSED
from dm_tui.providers.mail.transport import Transport, TriedOut
from dm_tui.providers.protocol import Outbound
from dm_tui.services.mailing.attachments import read_row_file, require_way_out
from dm_tui.services.mailing.repeated_mailings import (
    mailing_of_key,
    may_be_refused_as_same,
    refuse_same,
    require_same_content,
    require_same_schedule,
)
from dm_tui.services.mailing.send_preview import SendPreviewer
from dm_tui.store.recipients_file import digest_of_mailing
from dm_tui.store.state import StateFile


class DryRun:
    """Refuses what `Sending.create` would refuse now."""

    def __init__(
        self,
        state: StateFile,
        previewer: SendPreviewer,
        outbound: Outbound,
        transport: Callable[[], Transport],
        now: Clock,
    ) -> None:
        self._state = state
        self._previewer = previewer
        self._outbound = outbound
        self._transport = transport
        self._now = now

    def require_start(self, preview: Preview, letter: Letter) -> Preview:
        """Refuse what stands in the way besides the letter.

        That is a transport that is not ready or takes no mail from the sender, a tag that cannot be looked
        for, no recipients, and nothing that pays for an email. The preview then warns of a tag that has to
        be created.
        """
        transport = self._transport()
        require_way_out(letter, transport)
        known = not letter.tag or self._outbound.prepare_tag(letter.tag, only_look=True)
        if not preview.recipients:
            raise NO_RECIPIENTS()
        with self._state.read() as tables:
            self._previewer.require_something_sendable(tables, preview.schedule)
            self._previewer.require_within_budget(tables, preview.recipients - preview.known_invalid)
        self._require_open_way(transport, preview, letter)
        return preview if known else preview.with_warning(new_tag_warning(letter.tag))

    def _require_open_way(self, transport: Transport, preview: Preview, letter: Letter) -> None:
        """Refuse a way out that would pause the mailing at once; a list and a later mailing take it later."""
        now = self._now()
        if letter.template or preview.schedule.allowed_from(now) > now or not isinstance(transport, TriedOut):
            return
        try:
            transport.try_out(letter.sender)
        except DirectMailError as error:
            raise WOULD_BE_PAUSED._replace(code=error.code)(words=error.message, hint=error.hint) from None

    def read_as(self, letter: Letter, recipient: Recipient) -> OpenedLetter:
        """Return a letter as a recipient will read it; refuses one that cannot be made for them."""
        composer = MimeComposer(letter, "", read_row_file)
        return open_letter("", composer.compose(recipient, "preview", self._now()))

    def with_schedule(self, preview: Preview, schedule: Schedule) -> Preview:
        """Return a preview with what goes out when by another schedule."""
        return self._previewer.with_schedule(preview, schedule)

    def require_no_same(
        self, letter: Letter, recipients: Iterable[Recipient], count: int, *, again: bool
    ) -> None:
        """Refuse what a mailing of the same content to `count` sends, may have sent, or sent unseen."""
        with self._state.read() as tables:
            if not may_be_refused_as_same(tables, count, self._now(), again=again):
                return
        digest = digest_of_mailing(letter, map(with_parsed_address, recipients))
        with self._state.read() as tables:
            refuse_same(tables, digest, self._now(), again=again)

    def made_under(self, key: str | None, letter: Letter, recipients: Iterable[Recipient]) -> Mailing | None:
        """Return the mailing that a used key has made, or refuse the key where that has other content."""
        if key is None:
            return None
        require_key(key)
        self._previewer.require_letter(letter)
        with self._state.read() as tables:
            known = mailing_of_key(tables, key)
        if known is not None:
            require_same_content(known, digest_of_mailing(letter, map(with_parsed_address, recipients)))
        return known

    def require_same_schedule(self, made: Mailing, schedule: Schedule) -> None:
        """Refuse a used key with another schedule: its mailing keeps the one that it has."""
        require_same_schedule(made, schedule)
