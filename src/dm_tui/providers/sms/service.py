"""Text messages through the vendor's own service and SDK: the extra `sms`.

We use the only call of the service that takes free text (SendMessageToGlobe, 2018-05-01); it does not send to
the Chinese mainland. Credentials are found where every tool of the vendor finds them: the environment
(ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET), then the profile files.
"""

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from dm_tui.domain.errors import ErrorKind, ErrorText
from dm_tui.domain.mailing.smtp_settings import is_loopback
from dm_tui.domain.reminders.sms_message import is_beyond_reach
from dm_tui.domain.text import clean_line
from dm_tui.domain.upkeep.installing import extra_command
from dm_tui.providers.mail.transport import (
    Accepted,
    Deferred,
    DeliveryOutcome,
    Leaving,
    Refused,
    Unknown,
    notify_nobody,
)
from dm_tui.providers.profile_credentials import credentials_of_profile
from dm_tui.settings.profiles import account_value

if TYPE_CHECKING:  # an optional extra, which takes a third of a second to import
    from alibabacloud_dysmsapi20180501.client import Client

NO_SMS_SDK = ErrorText(
    ErrorKind.USAGE,
    "no-sms-sdk",
    "Text messages need the vendor's SMS library, which is not installed.",
    f"Install it: {extra_command('sms')}. Or remove sms_endpoint from the settings.",
)
NO_SMS_CREDENTIALS = ErrorText(
    ErrorKind.NOT_ALLOWED,
    "no-credentials",
    "There are no credentials for the SMS service.",
    "Set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET.",
)

CONNECT_SECONDS, ANSWER_SECONDS = 10, 30  # our own limit

_NEVER_LEFT = ("NewConnectionError", "NameResolutionError", "ConnectTimeoutError")


class SmsService:
    """The service at `endpoint`; one on this computer is called without TLS, for tests."""

    connections, is_real, takes_attachments = 1, True, False

    def __init__(self, endpoint: str) -> None:
        self.name = endpoint

    def connect(self) -> "SmsConnection":
        """Find the credentials and make the client, without a call."""
        # Outside the cloud, the look-up of a cloud machine's credentials would hang, and print.
        os.environ.setdefault("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "true")
        try:
            from alibabacloud_credentials.client import Client as Credentials
            from alibabacloud_dysmsapi20180501.client import Client
            from alibabacloud_tea_openapi.models import Config

            from dm_tui.providers.bounded_http import bound_sdk_calls
        except ImportError:
            raise NO_SMS_SDK() from None
        try:
            credentials = _credentials(Credentials)
        except Exception:  # its message names files and may hold more
            raise NO_SMS_CREDENTIALS() from None
        bound_sdk_calls()
        host = self.name.rpartition(":")[0] or self.name
        config = Config(
            credential=credentials,
            endpoint=self.name,
            protocol="http" if is_loopback(host) else "https",
            connect_timeout=CONNECT_SECONDS * 1_000,
            read_timeout=ANSWER_SECONDS * 1_000,
        )
        return SmsConnection(Client(config), self.name)

    def settle(self, id: str) -> DeliveryOutcome | None:
        """Return None: the service does not report the outcome of a text message to its sender."""
        return None


def _credentials(default_chain: Callable[[], Any]) -> Any:
    """Return the credentials of the profile that is set, or of the default chain; raises without any."""
    if name := account_value("credentials"):
        profile = credentials_of_profile(name)
        if profile is None:
            raise LookupError(name)
        return profile.source
    credentials = default_chain()
    credentials.get_credential()
    return credentials


class SmsConnection:
    """One client; each call is a connection of its own."""

    def __init__(self, client: "Client", name: str) -> None:
        self._client = client
        self._name = name

    def deliver(
        self, id: str, sender: str, recipient: str, message: bytes, leaving: Leaving = notify_nobody
    ) -> DeliveryOutcome:
        """Send one text, with `id` as the task id, which receipts carry."""
        if is_beyond_reach(recipient):
            words = "text messages to the Chinese mainland are not supported"
            return Refused(code=0, words=words, invalid=True)
        from alibabacloud_dysmsapi20180501.models import SendMessageToGlobeRequest
        from alibabacloud_tea_openapi.exceptions import ClientException, ServerException

        request = SendMessageToGlobeRequest(
            to=recipient.removeprefix("+"),
            from_=sender or None,
            message=message.decode("utf-8"),
            type="NOTIFY",
            task_id=id,
        )
        leaving()
        try:
            body = self._client.send_message_to_globe(request).body
        except ClientException as error:
            return Deferred(words=f"the service refused: {_reason(error)}")
        except ServerException as error:
            return Unknown(words=f"the service failed: {_reason(error)}")
        except Exception as error:  # it carries the signed request: never shown
            if _never_left(error):
                return Deferred(words=f"no connection to {self._name}", lost=True)
            return Unknown(words=f"no answer from {self._name}")
        code = str(body.response_code or "")
        words = clean_line(f"{code} {body.response_description or ''}")
        if code == "OK":
            return Accepted(words=clean_line(str(body.message_id or "")))
        if not code:
            return Unknown(words=f"unreadable answer from {self._name}")
        if code.endswith("MOBILE_NUMBER_ILLEGAL"):
            return Refused(code=0, words=words, invalid=True)
        return Deferred(words=f"the service refused: {words}")

    def close(self) -> None:
        pass


def _reason(error: Any) -> str:
    return clean_line(f"{error.code or ''} {error.status_code or ''}")


def _never_left(error: Any) -> bool:
    """Say whether the connection failed, so that the request certainly never left."""
    cause = getattr(getattr(error, "inner_exception", None), "__context__", None)
    if type(cause).__name__ in ("ConnectTimeout", "SSLError", "ProxyError"):
        return True
    reasons = (getattr(argument, "reason", None) for argument in getattr(cause, "args", ()))
    return any(type(reason).__name__ in _NEVER_LEFT for reason in reasons)
