"""The use cases of mailings: create, send, pause and cancel. `send_preview` has the preview."""

from collections.abc import Callable, Iterable, Iterator
from threading import Event

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.idempotency_key import require_key
from dm_tui.domain.lazy_list import LazyList, MappedList
from dm_tui.domain.mailing.letters.letter import Letter
from dm_tui.domain.mailing.letters.mime import MimeComposer
from dm_tui.domain.mailing.log_entry import DeliveryStep, LogEntry
from dm_tui.domain.mailing.mailing import Mailing
from dm_tui.domain.mailing.progress import Progress
from dm_tui.domain.mailing.recipients.recipient import Recipient, with_parsed_address
from dm_tui.domain.mailing.recipients.recipients_wording import NO_RECIPIENTS
from dm_tui.domain.mailing.resuming import may_resume
from dm_tui.domain.mailing.schedule import AT_ONCE, Schedule
from dm_tui.domain.mailing.send_preview import Preview
from dm_tui.domain.mailing.status import MailingStatus
from dm_tui.domain.mailing.status_changes import cancel_mailing, detach_mailing, pause_mailing
from dm_tui.providers.mail.transport import Transport
from dm_tui.providers.protocol import AccountProvider, Outbound, Shop
from dm_tui.services.ledger.used_keys import require_known_keys
from dm_tui.services.mailing.attachments import read_row_file, require_way_out, with_files
from dm_tui.services.mailing.delivery.crash_recovery import CrashRecovery
from dm_tui.services.mailing.delivery.delivery_workers import Compose
from dm_tui.services.mailing.delivery.mailing_run import MailingRun
from dm_tui.services.mailing.dry_run import DryRun
from dm_tui.services.mailing.find_mailing import lock_mailing, read_log_of, read_mailing, require_mailing
from dm_tui.services.mailing.log_totals import with_logged_outcomes
from dm_tui.services.mailing.mailing_drafts import drop_sent_draft
from dm_tui.services.mailing.old_recipients import forget_old_recipients
from dm_tui.services.mailing.outdated_counts import outdate_counts
from dm_tui.services.mailing.repeated_mailings import (
    mailing_of_key,
    refuse_same,
    report_same,
    require_same_content,
    require_same_schedule,
)
from dm_tui.services.mailing.send_preview import SendPreviewer
from dm_tui.services.mailing.unknown_at_service import UnknownLookup
from dm_tui.services.mailing.unknown_deliveries import UnknownDeliveries
from dm_tui.services.usage.billing import Billing
from dm_tui.store.delivery_log import empty_log_end
from dm_tui.store.mailing_files import MailingFiles
from dm_tui.store.state import StateFile

_DAMAGED = ("mailing-log-damaged", "mailing-recipients-damaged")


class Sending:
    """The use cases of sending. `tokens` returns the part of a mailing's id that makes it unique."""

    def __init__(
        self,
        state: StateFile,
        account: AccountProvider,
        shop: Shop,
        outbound: Outbound,
        billing: Billing,
        transport: Callable[[], Transport],
        *,
        sleep: Callable[[float], None],
        tokens: Callable[[], str],
    ) -> None:
        self._state = state
        self._account = account
        self._shop = shop
        self._outbound = outbound
        self._billing = billing
        self._transport = transport
        self._sleep = sleep
        self._tokens = tokens
        self._shown: set[str] = set()
        self._files = MailingFiles(state)
        self._previewer = SendPreviewer(state, account, shop, billing, self._files.suppressed)
        self.dry_run = DryRun(state, self._previewer, outbound, transport, account.now)
        self._recovery = CrashRecovery(state, account, shop, self._files, transport)
        self._lookup = UnknownLookup(state, account, outbound, self._files, self._recovery)
        self.unknown = UnknownDeliveries(state, account, self._files, self._recovery, self._lookup)

    def preview(
        self, letter: Letter, recipients: Iterable[Recipient], schedule: Schedule = AT_ONCE
    ) -> Preview:
        """Return what sending would do now, without doing it. Refuses a letter that cannot be sent."""
        return self._previewer.preview(letter, recipients, schedule)

    def create(
        self,
        letter: Letter,
        recipients: Iterable[Recipient],
        *,
        key: str | None = None,
        draft: str | None = None,
        schedule: Schedule = AT_ONCE,
        once: bool = False,
        again: bool = False,
    ) -> Mailing:
        """Create a mailing; nothing is sent yet.

        The same `key` with the same content returns the existing one; `once` refuses the same content without
        a key while a mailing of it is not finished, or while its outcome is not known, and unless `again`
        where a program sent it that ended before it said so. The addresses of `recipients` must differ; they
        are read once and may be more than fit into memory. The transaction drops the `draft` of this id, too,
        so that it cannot be sent twice, also not by two consoles. Refuses a draft that is gone, a letter that
        cannot be sent, an invalid address, no recipients, other content under the same key, a mailing of
        which nothing could be sent when its `schedule` begins, a transport that is not ready, and a tag the
        service does not take.
        """
        if key is not None:
            require_key(key)
        self._previewer.require_letter(letter, schedule)
        require_way_out(letter, self._transport())  # so is a missing password, before there is a mailing
        if letter.tag:
            self._outbound.prepare_tag(letter.tag)
        now = self._account.now()
        forget_old_recipients(self._state, self._files, now)
        id = f"M{now:%y%m%d}-{self._tokens()}"
        with self._files.hold(id):
            complete = with_files(letter, map(with_parsed_address, recipients))
            counted = self._previewer.count(complete)
            written = self._files.write(id, letter, counted)
            self._billing.refresh_for_budget()
            try:
                mailing = Mailing(
                    id=id,
                    key=key,
                    digest=written.digest,
                    created_at=now,
                    sender=letter.sender,
                    subject=letter.content.subject,
                    batch=letter.batch,
                    tag=letter.tag,
                    recipients=written.recipients,
                    offset=written.offset,
                    log=empty_log_end(id),
                    schedule=schedule,
                    unreported=once,
                )
                with self._state.transaction() as tables:
                    if (known := mailing_of_key(tables, key)) is not None:
                        require_same_content(known, written.digest)
                        require_same_schedule(known, schedule)
                        self._files.discard(id)
                        return known
                    require_known_keys(self._state, key)
                    if once and key is None:
                        refuse_same(tables, written.digest, now, again=again)
                        report_same(tables, written.digest)
                    if not written.recipients:
                        raise NO_RECIPIENTS()
                    self._previewer.require_something_sendable(tables, schedule)
                    self._previewer.require_within_budget(tables, counted.emails(tables))
                    self._files.keep(id)
                    if draft is not None:
                        drop_sent_draft(tables, draft)
                    return tables.of(Mailing).put(mailing)
            except BaseException:
                self._files.discard(id)
                raise

    def run(
        self,
        mailing_id: str,
        progress: Callable[[Progress], None] = lambda progress: None,
        stop: Event | None = None,
        *,
        by_hand: bool = True,
    ) -> Mailing:
        """Send a mailing from where it stopped, and return it afterwards. Blocks.

        It is then done; or paused, because `stop` was set, another program paused it, or a server serves
        nobody now or has put somebody off (with the reason); or held back, because nothing pays for the next
        email. Only `by_hand` those who were put off are tried before they are due.
        `progress` is called from the calling thread, about ten times a second at most. Refuses while another
        program sends it.
        """
        with lock_mailing(self._state, self._files, mailing_id) as mailing:
            if mailing.ended and mailing.chunk is None:
                return self._lookup.settle_known(mailing)
            mailing, log = self._recovery.catch_up(mailing_id)
            if mailing.ended:
                return self._lookup.settle_known(mailing)
            if not by_hand and not may_resume(mailing, self._account.now()):
                return mailing
            recipients = self._files.recipients(mailing_id)
            recipients.verify(mailing.digest)
            self._billing.refresh_for_budget()
            letter = recipients.letter()
            lists = self._outbound.lists() if letter.template else None
            run = MailingRun(
                self._state,
                self._account,
                self._shop,
                self._billing,
                self._files,
                chunk_size=lists.most if lists is not None else 0,
                sleep=self._sleep,
                progress=progress,
                stop=stop or Event(),
                by_hand=by_hand,
            )
            try:
                if lists is not None:
                    mailing = run.send_to_lists(mailing, log, lists, letter)
                else:
                    transport = self._transport()
                    compose = self._composer(letter, mailing_id, transport)
                    mailing = run.send(mailing, log, transport, compose)
            finally:
                outdate_counts(self._state, self._account)
            interrupted = stop is not None and stop.is_set()
            return mailing if interrupted else self._lookup.settle_known(mailing)

    def _composer(self, letter: Letter, mailing_id: str, transport: Transport) -> Compose:
        """Return what writes the messages; what leaves this machine carries the time of the world."""
        compose, real_now = MimeComposer(letter, mailing_id, read_row_file).compose, self._account.real_now
        return (lambda recipient, id, _: compose(recipient, id, real_now())) if transport.is_real else compose

    def note_shown(self, mailing: Mailing) -> None:
        """Note that this program shows what became of a mailing; what is not known is still to be learned."""
        if mailing.unreported and not mailing.unknown:
            self._shown.add(mailing.id)

    def save_reported(self) -> None:
        """Save that you have seen what became of the mailings that were shown. Call it once they were.

        If the program dies before that, the same letter given again is a question. One that a restore took
        away since is left out.
        """
        for mailing_id in sorted(self._shown):
            with self._state.transaction() as tables:
                mailing = tables.of(Mailing).find(mailing_id)
                if mailing is not None:
                    tables.of(Mailing).replace(mailing.model_copy(update={"unreported": False}))
        self._shown.clear()

    def goes_to_list(self, mailing_id: str) -> bool:
        """Say whether the service writes to a list of a mailing's recipients itself."""
        return bool(self._files.recipients(mailing_id).letter().template)

    def letter(self, mailing_id: str) -> Letter:
        """Return what the recipients of a mailing get; refuses where it is not kept any more."""
        return self._files.recipients(mailing_id).letter()

    def pause(self, mailing_id: str) -> Mailing:
        """Pause a mailing, also one that would resume by itself; the emails under way are finished."""
        with self._state.transaction() as tables:
            mailing = require_mailing(tables, mailing_id)
            if not mailing.ended and not mailing.is_paused_by_hand:
                mailing = tables.of(Mailing).put(pause_mailing(mailing))
            return mailing

    def cancel(self, mailing_id: str) -> Mailing:
        """Cancel a mailing for good; the program that sends it finishes the emails under way."""
        with self._state.transaction() as tables:
            mailing = require_mailing(tables, mailing_id)
            if mailing.status is not MailingStatus.CANCELLED:
                mailing = tables.of(Mailing).put(cancel_mailing(mailing))
        if mailing.chunk is None or self.running(mailing_id):
            return mailing
        with lock_mailing(self._state, self._files, mailing_id):
            try:
                return self._recovery.catch_up(mailing_id)[0]
            except DirectMailError as error:
                if error.code not in _DAMAGED:
                    raise
            with self._state.transaction() as tables:
                return tables.of(Mailing).put(detach_mailing(require_mailing(tables, mailing_id)))

    def mailing_history(self) -> LazyList[Mailing]:
        """Return every mailing, newest first, each read when it is needed, with all that its log has."""
        with self._state.read() as tables:
            return MappedList[Mailing, Mailing](tables.of(Mailing).history(), self._with_log)

    def mailings(self, limit: int | None = None) -> tuple[Mailing, ...]:
        """Return mailings, newest first, all of them or the first `limit`."""
        with self._state.read() as tables:
            return tuple(map(self._with_log, tables.of(Mailing).history()[:limit]))

    def mailing(self, mailing_id: str) -> Mailing:
        """Return one mailing with all that its log has, or refuse when there is none."""
        return self._with_log(read_mailing(self._state, mailing_id))

    def _with_log(self, mailing: Mailing) -> Mailing:
        return with_logged_outcomes(self._files, mailing)

    def running(self, mailing_id: str) -> bool:
        """Say whether any program is sending a mailing right now."""
        return self._files.is_held(mailing_id)

    def refused_entries(self, mailing_id: str) -> Iterator[LogEntry]:
        """Yield the refused recipients in order, with address, code and the server's words."""
        entries = read_log_of(self._files, read_mailing(self._state, mailing_id))
        return (entry for entry in entries if entry.step is DeliveryStep.REFUSED)
