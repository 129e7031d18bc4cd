"""Previews a mailing: what sending would cost and leave, and whether anything can be sent at all."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from dm_tui.domain.account.prerequisites import require_service_access
from dm_tui.domain.account.unknown_figures import Figure
from dm_tui.domain.account.unread_lists import absent, require_read, require_usable_domain
from dm_tui.domain.billing_zone import billing_day
from dm_tui.domain.mailing.letters.letter import Letter
from dm_tui.domain.mailing.letters.mime import MimeComposer
from dm_tui.domain.mailing.letters.sent_as_list import require_template_match
from dm_tui.domain.mailing.recipients.recipient import Recipient
from dm_tui.domain.mailing.schedule import AT_ONCE, Schedule
from dm_tui.domain.mailing.schedule_wording import PACE_OF_LIST
from dm_tui.domain.mailing.send_preview import Preview, make_preview
from dm_tui.domain.mailing.send_warnings import SendWarningCode, budget_warnings, letter_warnings
from dm_tui.domain.mailing.sending_forecast import forecast_sending, schedule_words
from dm_tui.domain.mailing.suppressed import add_counts, address_key
from dm_tui.domain.mailing.wording import NO_DAILY_QUOTA, NOTHING_SENDABLE, SENDER_NOT_ADDED
from dm_tui.domain.purchase.plan import ResourcePlan
from dm_tui.domain.setup.mail_domain import MailDomain
from dm_tui.domain.setup.sender import SenderAddress
from dm_tui.domain.setup.template import Template
from dm_tui.domain.setup.variable_check import require_clear_variables
from dm_tui.domain.text import clean_line
from dm_tui.domain.usage.billing import PayAsYouGo
from dm_tui.domain.usage.budget import BudgetState
from dm_tui.domain.usage.paying_sources import in_order_of_use
from dm_tui.domain.usage.quota_wait import held_back_until
from dm_tui.providers.protocol import AccountProvider, Shop
from dm_tui.services.mailing.attachments import with_files
from dm_tui.services.mailing.suppressed_while_sending import find_suppressed, suppressed_keys
from dm_tui.services.usage.billing import Billing
from dm_tui.services.usage.budget import budget_state, require_within_budget
from dm_tui.services.usage.metering import preview_charge, preview_whole
from dm_tui.services.usage.quota_left import current_meter
from dm_tui.store.state import StateFile, Tables
from dm_tui.store.suppression_file import SuppressionFile


class SendPreviewer:
    """Looks ahead without changing anything."""

    def __init__(
        self,
        state: StateFile,
        account: AccountProvider,
        shop: Shop,
        billing: Billing,
        suppressed: SuppressionFile,
    ) -> None:
        self._state = state
        self._suppressed = suppressed
        self._account = account
        self._shop = shop
        self._billing = billing

    def preview(
        self, letter: Letter, recipients: Iterable[Recipient], schedule: Schedule = AT_ONCE
    ) -> Preview:
        """Return what sending would do now, without doing it. Refuses a letter that cannot be sent."""
        self.require_letter(letter, schedule)
        counted = self.count(with_files(letter, recipients))
        for _ in counted:
            pass
        self._billing.refresh_for_budget()
        now, catalogue = self._account.now(), self._shop.catalogue()
        start = schedule.allowed_from(now)
        begins_later = billing_day(start) > billing_day(now)
        day = start if begins_later else now  # another day has its own quota
        with self._state.read() as tables:
            left_out, emails = counted.left_out(tables), counted.emails(tables)
            split = preview_charge(tables, catalogue, emails, day)
            budget = self.budget_after(tables, emails)
            meter, pay_as_you_go = current_meter(tables, catalogue, day), tables.single(PayAsYouGo)
            preview = make_preview(
                catalogue,
                pay_as_you_go,
                meter,
                in_order_of_use(tables.of(ResourcePlan).open(), day),
                split,
                left_out=left_out,
                until=held_back_until(split.reason, meter, day),
                unknown=self._account.current().unknown,
                open_amount=self._billing.open_amount_after(pay_as_you_go, split.pay_as_you_go),
            )
        more = (*budget_warnings(budget), *letter_warnings(letter))
        known = [
            warning
            for warning in preview.warnings
            if not (budget.is_over and warning.code is SendWarningCode.BUDGET)
        ]
        preview = preview.model_copy(
            update={"warnings": (*known, *more), "budget": budget, "begins_later": begins_later}
        )
        return self.with_schedule(preview, schedule)

    def with_schedule(self, preview: Preview, schedule: Schedule) -> Preview:
        """Return a preview with what goes out when by a schedule; the recipients are not read again."""
        now, split = self._account.now(), preview.split
        with self._state.read() as tables:
            meter = current_meter(tables, self._shop.catalogue(), now)
        held_by_budget = split.reason in ("budget", "budget-unknown")
        forecast = forecast_sending(
            split.emails if held_by_budget else preview.recipients - preview.known_invalid,
            schedule,
            now,
            left_today=meter.daily_left,
            daily_limit=meter.daily_limit,
        )
        if held_by_budget:  # the rest waits for the free quota or for the next month
            forecast = forecast.model_copy(update={"complete": False, "done_at": None})
        update = {"schedule": schedule, "forecast": forecast}
        words = schedule_words(schedule, forecast, now, preview.until if held_by_budget else None)
        return preview.model_copy(update={**update, "schedule_words": words})

    def count(self, recipients: Iterable[Recipient]) -> "CountedRecipients":
        """Return recipients that are counted while they are read."""
        return CountedRecipients(self._state, self._suppressed, self._account.now(), recipients)

    def budget_after(self, tables: Tables, emails: int) -> BudgetState:
        """Return what the month comes to with so many emails, those that have to wait included."""
        now, catalogue = self._account.now(), self._shop.catalogue()
        more = preview_whole(tables, catalogue, emails, now)
        return budget_state(tables, catalogue, now, more)

    def require_within_budget(self, tables: Tables, emails: int) -> None:
        """Refuse emails that would go over the budget, where the user chose that they are refused."""
        now, catalogue = self._account.now(), self._shop.catalogue()
        more = preview_whole(tables, catalogue, emails, now)
        require_within_budget(budget_state(tables, catalogue, now, more), emails, more)

    def require_letter(self, letter: Letter, schedule: Schedule = AT_ONCE) -> None:
        """Refuse a letter whose sender address or content cannot be sent, and a pace that nobody keeps."""
        if letter.template and schedule.per_minute:
            raise PACE_OF_LIST()
        account = self._account.current()
        require_service_access(account)
        with self._state.read() as tables:
            sender = tables.of(SenderAddress).get(letter.sender)
            if sender is None:
                error = SENDER_NOT_ADDED(sender=clean_line(letter.sender, 60))
                raise absent(account, Figure.SENDERS, error)
            domain = tables.of(MailDomain).get(sender.domain)
            template = tables.of(Template).get(letter.template) if letter.template else None
        require_usable_domain(account, sender.address, domain)
        require_clear_variables(letter.content)
        MimeComposer(letter)
        if letter.template:
            if template is None:
                require_read(account, Figure.TEMPLATES)
            require_template_match(template, letter)

    def require_something_sendable(self, tables: Tables, schedule: Schedule = AT_ONCE) -> None:
        """Refuse unless at least one email can be sent when its schedule begins."""
        catalogue, now = self._shop.catalogue(), self._account.now()
        possible = preview_charge(tables, catalogue, 1, now)
        if not possible.emails:
            if possible.reason == "daily-quota":
                if current_meter(tables, catalogue, now).daily_limit == 0:
                    raise NO_DAILY_QUOTA()
                if billing_day(schedule.allowed_from(now)) > billing_day(now):
                    return
            raise NOTHING_SENDABLE[possible.reason]()


class CountedRecipients:
    """Recipients, read once, and how many of them are on the list of suppressed addresses."""

    def __init__(
        self, state: StateFile, suppressed: SuppressionFile, now: datetime, recipients: Iterable[Recipient]
    ) -> None:
        self._state, self._suppressed, self._now = state, suppressed, now
        self._recipients = recipients
        self._suspects: list[str] = []
        self.total = 0

    def __iter__(self) -> Iterator[Recipient]:
        with self._state.read() as tables:
            listed = suppressed_keys(tables, self._suppressed, self._now)
        for recipient in self._recipients:
            self.total += 1
            if address_key(recipient.address) in listed:
                self._suspects.append(recipient.address)
            yield recipient

    def left_out(self, tables: Tables) -> dict[str, int]:
        """Return how many of those that were read get no mail, by reason."""
        entries = (
            find_suppressed(tables, self._suppressed, suspect, self._now) for suspect in self._suspects
        )
        return add_counts({}, (entry.reason for entry in entries if entry is not None))

    def emails(self, tables: Tables) -> int:
        """Return how many of those that were read get mail."""
        return self.total - sum(self.left_out(tables).values())
