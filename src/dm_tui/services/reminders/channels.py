"""By which way each channel leaves: real where it is set up, otherwise the outbox, where all can be seen."""

from collections.abc import Callable, Mapping
from datetime import tzinfo
from pathlib import Path

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.mailing.message import Letter, Recipient
from dm_tui.domain.mailing.mime import MimeComposer
from dm_tui.domain.reminders.rules import Reminder
from dm_tui.domain.reminders.settings import Channel, ReminderSettings
from dm_tui.domain.reminders.sms_wording import sms_text
from dm_tui.domain.reminders.wording import reminder_email
from dm_tui.domain.setup.address import parse_address
from dm_tui.services.mailing.transports import outbox_path, smtp_settings, transport_for
from dm_tui.services.reminders.delivery import ReminderRoute
from dm_tui.settings import Preferences

SANDBOX_ADDRESS, SANDBOX_PHONE = "owner@example.com", "+12025550100"
"""Who a sandbox's outbox shows as reminded where nobody is set; they belong to nobody (RFC 2606, 555-0100)."""


class ReminderRoutes:
    """Knows the ways out of one account: email goes where all its mail goes.

    Where nothing is set up, a `sandbox` shows in its outbox what somebody would receive. Of a live account that
    would be a lie: a reminder in a folder reminds nobody.
    """

    def __init__(
        self,
        state: Path,
        preferences: Callable[[], Preferences],
        environment: Mapping[str, str],
        *,
        sandbox: bool,
    ) -> None:
        self._sandbox = sandbox
        self._state = state
        self._preferences = preferences
        self._environment = environment

    def __call__(self, channel: Channel, settings: ReminderSettings) -> ReminderRoute:
        """Return the way of email or text messages; refuses settings that lead nowhere."""
        return self._email(settings) if channel is Channel.EMAIL else self._text(settings)

    def _email(self, settings: ReminderSettings) -> ReminderRoute:
        preferences = self._preferences()
        server = smtp_settings(preferences, self._environment)
        if server is None and not self._sandbox:
            raise _not_set_up("email", "Choose a server on the Account tab, “Mail leaves by”")
        transport = transport_for(preferences, self._environment, self._state)
        shown = (SANDBOX_ADDRESS,) if server is None and self._sandbox else ()
        addresses = settings.emails or shown
        sender = _sender(server.user if server is not None else "", addresses)

        def write(reminder: Reminder, address: str, id: str, zone: tzinfo | None) -> bytes:
            composer = MimeComposer(
                Letter(sender=sender, alias="dm-tui", content=reminder_email(reminder, zone))
            )
            at = reminder.at.astimezone(zone)
            return composer.compose(Recipient(address=address), id, at)

        return ReminderRoute(transport, sender, addresses, write)

    def _text(self, settings: ReminderSettings) -> ReminderRoute:
        def write(reminder: Reminder, address: str, id: str, zone: tzinfo | None) -> bytes:
            return sms_text(reminder, zone).encode("utf-8")

        if settings.sms_endpoint:
            from dm_tui.providers.sms.service import SmsService

            service = SmsService(settings.sms_endpoint)
            return ReminderRoute(service, settings.sms_sender, settings.phones, write)
        if not self._sandbox:
            raise _not_set_up("text message", "Set the SMS service on the Account tab")
        from dm_tui.providers.sms.folder import SmsFolder

        folder = SmsFolder(outbox_path(self._state) / "sms")
        return ReminderRoute(
            folder, settings.sms_sender, settings.phones or (SANDBOX_PHONE,), write
        )


def _not_set_up(channel: str, hint: str) -> DirectMailError:
    return DirectMailError(
        ErrorKind.REFUSED,
        "channel-not-set-up",
        f"Nothing is set up that could remind by {channel}.",
        f"{hint}, or turn the channel off.",
    )


def _sender(user: str, addresses: tuple[str, ...]) -> str:
    """Return who a reminder comes from: whoever signs in at the server, where that is an address.

    Otherwise who is reminded: the mail is one to oneself.
    """
    try:
        return parse_address(user)
    except DirectMailError:
        return addresses[0] if addresses else ""
