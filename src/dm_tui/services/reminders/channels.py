"""The route of each channel: the real one where it is set up, otherwise the sandbox's outbox."""

from collections.abc import Callable, Mapping
from datetime import tzinfo
from pathlib import Path

from dm_tui.domain.dates import Clock
from dm_tui.domain.mailing.letters.letter import Letter
from dm_tui.domain.mailing.letters.mime import MimeComposer
from dm_tui.domain.mailing.recipients.recipient import Recipient
from dm_tui.domain.reminders.email_message import reminder_email, reminder_sender
from dm_tui.domain.reminders.hooks import ReminderHooks
from dm_tui.domain.reminders.notice import make_notice
from dm_tui.domain.reminders.reminder import Reminder
from dm_tui.domain.reminders.settings import Channel, ReminderSettings
from dm_tui.domain.reminders.sms_message import sms_text
from dm_tui.domain.reminders.wording import EMAIL_NOT_SET_UP, SMS_NOT_SET_UP
from dm_tui.services.mailing.transport_choice import outbox_path, server_or_outbox, smtp_settings
from dm_tui.services.reminders.delivery import ReminderRoute
from dm_tui.services.reminders.hook_secrets import with_address
from dm_tui.services.reminders.passed_variables import without_secrets
from dm_tui.settings.preferences import Preferences

SANDBOX_ADDRESS, SANDBOX_PHONE = "owner@example.com", "+12025550100"
"""The recipients in a sandbox's outbox while none is set; reserved for examples (RFC 2606, 555-0100)."""


class ReminderRoutes:
    """Finds the routes of one account: email leaves as all its mail does.

    Where nothing is set up, a sandbox reminds into its outbox folder. A live account refuses: in a folder, a
    reminder would reach no one.
    """

    def __init__(
        self,
        state: Path,
        preferences: Callable[[], Preferences],
        environment: Mapping[str, str],
        region: Callable[[], str] = lambda: "",
        *,
        hooks: Callable[[], ReminderHooks] = ReminderHooks,
        real_now: Clock,
        reminds_into_folder: bool,
    ) -> None:
        self._into_folder = reminds_into_folder
        self._state = state
        self._preferences = preferences
        self._environment = environment
        self._region = region
        self._real_now = real_now
        self._hooks = hooks

    def __call__(self, channel: Channel, settings: ReminderSettings) -> ReminderRoute:
        """Return the route of a channel; refuses one that is not set up."""
        match channel:
            case Channel.HOOK:
                return self._web_hooks()
            case Channel.COMMAND:
                return self._command()
            case Channel.EMAIL:
                return self._email(settings)
            case _:
                return self._text(settings)

    def _web_hooks(self) -> ReminderRoute:
        from dm_tui.providers.hooks.web_hooks import WebHooks

        hooks = {hook.name: hook for hook in self._hooks().hooks}
        transport = WebHooks(lambda name: with_address(hooks[name], self._environment), self._real_now)
        return ReminderRoute(transport, "", tuple(hooks), _write_notice)

    def _command(self) -> ReminderRoute:
        from dm_tui.providers.hooks.command import ReminderCommand

        words = self._hooks().command
        transport = ReminderCommand(words, without_secrets(self._environment))
        return ReminderRoute(transport, "", (transport.name,) if words else (), _write_notice)

    def _email(self, settings: ReminderSettings) -> ReminderRoute:
        server = smtp_settings(self._preferences(), self._environment, self._region())
        if server is None and not self._into_folder:
            raise EMAIL_NOT_SET_UP()
        transport = server_or_outbox(server, self._environment, self._state)
        example = (SANDBOX_ADDRESS,) if server is None and self._into_folder else ()
        addresses = settings.emails or example
        sender = reminder_sender(server.user if server else "", addresses)

        def write(reminder: Reminder, address: str, id: str, zone: tzinfo | None) -> bytes:
            letter = Letter(sender=sender, alias="dm-tui", content=reminder_email(reminder, zone))
            at = self._real_now() if transport.is_real else reminder.at
            return MimeComposer(letter).compose(Recipient(address=address), id, at.astimezone(zone))

        by_service, region = (server.service, server.region) if server is not None else (False, "")
        return ReminderRoute(transport, sender, addresses, write, by_service, region)

    def _text(self, settings: ReminderSettings) -> ReminderRoute:
        def write(reminder: Reminder, address: str, id: str, zone: tzinfo | None) -> bytes:
            return sms_text(reminder, zone).encode("utf-8")

        if settings.sms_endpoint:
            from dm_tui.providers.sms.service import SmsService

            return ReminderRoute(
                SmsService(settings.sms_endpoint), settings.sms_sender, settings.phones, write
            )
        if not self._into_folder:
            raise SMS_NOT_SET_UP()
        from dm_tui.providers.sms.folder import SmsFolder

        folder = SmsFolder(outbox_path(self._state) / "sms")
        return ReminderRoute(folder, settings.sms_sender, settings.phones or (SANDBOX_PHONE,), write)


def _write_notice(reminder: Reminder, address: str, id: str, zone: tzinfo | None) -> bytes:
    return make_notice(reminder, id, zone).model_dump_json().encode("utf-8")
