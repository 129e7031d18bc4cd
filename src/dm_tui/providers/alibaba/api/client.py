"""Calls to the vendor. A read is retried within a budget; a write is made once, whatever the outcome.

The SDK's own retries are left off: it would repeat a purchase under a new nonce, which the vendor takes for
another purchase.
"""

import time
from collections.abc import Callable
from enum import StrEnum
from importlib import import_module
from typing import Any, TypeVar

from pydantic import ValidationError

from dm_tui.domain.model import Model
from dm_tui.providers.alibaba.api.credentials import Credentials
from dm_tui.providers.alibaba.api.endpoints import Endpoints, Site
from dm_tui.providers.alibaba.api.errors import (
    PERMANENT_FAILURES,
    CallFailedError,
    NotSentError,
    OutcomeUnknownError,
    RefusedError,
    ThrottledError,
    classify_exception,
    classify_unsuccessful,
)

A = TypeVar("A", bound=Model)

CONNECT_SECONDS = 5.0
READ_SECONDS = 10.0
WRITE_SECONDS = 60.0
"""How long to wait for an answer. A purchase may take long, and giving up leaves its outcome unknown."""

RETRY_BUDGET_SECONDS = 25.0
"""How long a read is retried in all."""

RETRY_PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0)
"""Seconds between retries of a read."""


_METHODS = {"SenderStatisticsByTagNameAndBatchID": "sender_statistics_by_tag_name_and_batch_idwith_options"}
"""Methods of the SDK that are not named after their action."""


class Service(StrEnum):
    """The services we call, by the names of the SDK's packages."""

    BILLING = "bssopenapi20171214"
    MAIL = "dm20151123"
    IDENTITY = "sts20150401"


class Client:
    """One set of credentials at one site and region. `sleep` takes seconds."""

    def __init__(
        self,
        credentials: Credentials,
        endpoints: Endpoints,
        sleep: Callable[[float], None],
        site: Site = Site.INTERNATIONAL,
        region: str = "ap-southeast-1",
    ) -> None:
        self.link = credentials.link
        self.site = site
        self.region = region
        self._credentials = credentials
        self._endpoints = endpoints
        self._sleep = sleep
        self._clients: dict[tuple[Service, str, float], Any] = {}

    def read(self, service: Service, action: str, answer: type[A], **parameters: object) -> A:
        """Return the answer to a call that changes nothing, or raise the failure of the last try."""
        end = time.monotonic() + RETRY_BUDGET_SECONDS
        for pause in RETRY_PAUSES:
            try:
                return self._call(service, action, answer, READ_SECONDS, parameters)
            except (ThrottledError, OutcomeUnknownError, NotSentError) as failure:
                if not _is_transient(failure):
                    raise
                wait = getattr(failure, "retry_after", None) or pause
                if time.monotonic() + wait > end:
                    raise
                self._sleep(wait)
        return self._call(service, action, answer, READ_SECONDS, parameters)

    def write(self, service: Service, action: str, answer: type[A], **parameters: object) -> A:
        """Return the answer to a call that changes something; it is made exactly once."""
        return self._call(service, action, answer, WRITE_SECONDS, parameters)

    def _call(
        self, service: Service, action: str, answer: type[A], seconds: float, parameters: dict[str, object]
    ) -> A:
        try:
            body = self._body(service, action, seconds, parameters)
        except Exception as error:  # the SDK raises what it likes, with the signed request inside
            failure = classify_exception(error)
        else:
            read = _parse_answer(body, answer)
            if not isinstance(read, CallFailedError):
                return read
            failure = read
        raise failure

    def _body(self, service: Service, action: str, seconds: float, parameters: dict[str, object]) -> object:
        from darabonba.runtime import RuntimeOptions

        package = f"alibabacloud_{service}"
        client = self._client(package, service, seconds)
        ask = getattr(client, _METHODS.get(action) or f"{_snake(action)}_with_options")
        runtime = RuntimeOptions()
        request = getattr(import_module(f"{package}.models"), f"{action}Request", None)
        response = ask(request(**parameters), runtime) if request is not None else ask(runtime)
        return response.body.to_map() if response.body is not None else None

    def _client(self, package: str, service: Service, seconds: float) -> Any:
        billing = service is Service.BILLING
        where = self._endpoints.billing(self.site) if billing else self.region
        made = self._clients.get((service, where, seconds))
        if made is None:
            from alibabacloud_tea_openapi.utils_models import Config

            config = Config(
                credential=self._credentials.source,
                region_id=self.region,
                endpoint=where if billing else self._endpoints.other(),
                protocol=self._endpoints.protocol,
                connect_timeout=int(CONNECT_SECONDS * 1000),
                read_timeout=int(seconds * 1000),
            )
            made = import_module(f"{package}.client").Client(config)
            self._clients[service, where, seconds] = made
        return made


def _parse_answer(body: object, answer: type[A]) -> A | CallFailedError:
    """Return the answer in a body, or what is wrong with it; only `Success: false` means no."""
    if isinstance(body, dict) and body.get("Success", True) is True:
        try:
            return answer.model_validate(body)
        except ValidationError:
            pass
    elif isinstance(body, dict) and body.get("Success") is False:
        return classify_unsuccessful(str(body.get("Code") or ""), str(body.get("Message") or ""))
    return OutcomeUnknownError("The answer cannot be read.", "unreadable")


def refused_action(failure: CallFailedError) -> str:
    """Return the RAM action that a failure names as missing, empty if it names none."""
    return failure.action if isinstance(failure, RefusedError) else ""


def _is_transient(failure: CallFailedError) -> bool:
    return failure.code not in PERMANENT_FAILURES


def _snake(action: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in action)[1:]
