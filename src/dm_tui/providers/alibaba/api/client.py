"""Calls to the vendor. A read is retried within a budget; a write is made once, whatever the outcome.

The SDK's own retries are left off: it would repeat a purchase under a new nonce, which the vendor takes for
another purchase.
"""

import re
import time
from collections.abc import Callable
from contextlib import suppress
from copy import copy
from importlib import import_module
from threading import Semaphore, local
from typing import Any, TypeVar

from pydantic import ValidationError

from dm_tui.domain.model import Model
from dm_tui.providers.alibaba.api import errors
from dm_tui.providers.alibaba.api.answer_rows import R, RowsAnswer
from dm_tui.providers.alibaba.api.call_log import note_call, request_in
from dm_tui.providers.alibaba.api.call_permissions import Action, Service, require_action
from dm_tui.providers.alibaba.api.call_timeouts import CONNECT_SECONDS, READ_SECONDS, WRITE_SECONDS
from dm_tui.providers.alibaba.api.certain_refusals import doubt
from dm_tui.providers.alibaba.api.credentials import Credentials
from dm_tui.providers.alibaba.api.endpoints import Endpoints, Site
from dm_tui.providers.alibaba.api.failure_kinds import classify_exception, classify_unsuccessful
from dm_tui.providers.alibaba.api.pace import Pace, has_own_rate
from dm_tui.providers.alibaba.api.parallel_reads import MAX_PARALLEL_READS, ParallelReads
from dm_tui.providers.alibaba.api.permission_denials import name_missing_permission
from dm_tui.providers.alibaba.api.read_retries import (
    BROKEN_TRIES,
    PERMANENT_FAILURES,
    RETRY_BUDGET_SECONDS,
    RETRY_PAUSES,
    THROTTLED_PAUSES,
)
from dm_tui.providers.retry_jitter import with_jitter

A = TypeVar("A", bound=Model)


_METHODS = {"SenderStatisticsByTagNameAndBatchID": "sender_statistics_by_tag_name_and_batch_idwith_options"}
"""Methods of the SDK that are not named after their action."""


class Client:
    """One set of credentials at one site and region.

    `made` are the calls that were made, `allowed` those that were answered, so that these credentials may
    make them. `on_answer` and `on_refusal` are called with each call that was answered or refused. `sleep`
    takes seconds. `throttled_at` is when a call
    without a rate of its own was last not taken, by the clock of `time.monotonic`.
    """

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
        self.sleep = sleep
        self._pace = Pace(sleep)
        self._room = Semaphore(MAX_PARALLEL_READS)
        self.made: set[str] = set()
        self.allowed: set[str] = set()
        self.on_answer: Callable[[Action], None] = lambda rule: None
        self.on_refusal: Callable[[Action, errors.RefusedError], None] = lambda rule, refused: None
        self.throttled_at = 0.0
        self._answer = local()
        self._clients: dict[tuple[Service, str], Any] = {}

    def read(self, service: Service, action: str, answer: type[A], **parameters: object) -> A:
        """Return the answer to a call that changes nothing, or raise the failure of the last try."""
        rule = require_action(service, action, changes=False)
        budget, pauses, throttled_pauses = RETRY_BUDGET_SECONDS, iter(RETRY_PAUSES), iter(THROTTLED_PAUSES)
        tries = 0
        while True:
            began = time.monotonic()
            try:
                with self._room:
                    return self._call(rule, answer, min(READ_SECONDS, budget), parameters)
            except errors.ThrottledError as failure:
                pause = next(throttled_pauses, None)
                if pause is None:
                    raise
                self.sleep(failure.retry_after or with_jitter(pause))
            except (errors.OutcomeUnknownError, errors.NotSentError) as failure:
                tries += 1
                wait = failure.retry_after or next(pauses, None)
                budget -= time.monotonic() - began + (wait or 0)
                if failure.code in PERMANENT_FAILURES or wait is None or budget <= 0:
                    raise
                if failure.was_answered and tries >= BROKEN_TRIES:
                    raise
                self.sleep(wait)

    def in_region(self, region: str) -> "Client":
        """Return the same client, at the same pace, in another region."""
        other = copy(self)
        other.region = region
        return other

    def parallel_reads(self) -> ParallelReads:
        """Return a reading in parallel, which waits longer while calls of this client are not taken."""
        return ParallelReads(lambda: self.throttled_at)

    def read_pages(
        self,
        service: Service,
        action: str,
        answer: type[RowsAnswer[R]],
        *,
        page_size: int,
        most: int,
        **parameters: object,
    ) -> list[R]:
        """Return the rows of all pages of a query, of `most` pages at most."""
        number = "page_no" if service is Service.MAIL else "page_num"
        rows: list[R] = []
        for page in range(1, most + 1):
            parameters |= {number: page, "page_size": page_size}
            page_rows = self.read(service, action, answer, **parameters).rows
            rows += page_rows
            if len(page_rows) < page_size:
                break
        return rows

    def read_named(self, action: str, answer: type[RowsAnswer[R]], word: str = "") -> list[R]:
        """Return the domains, sender addresses or templates whose names contain `word`, all without one."""
        return self.read_pages(Service.MAIL, action, answer, page_size=50, most=10, key_word=word or None)

    def write(self, service: Service, action: str, answer: type[A], **parameters: object) -> A:
        """Return the answer to a call that changes something; it is made exactly once."""
        rule = require_action(service, action, changes=True)
        return self._call(rule, answer, WRITE_SECONDS, parameters)

    def act(
        self,
        service: Service,
        action: str,
        answer: type[A],
        leaving: Callable[[], None] = lambda: None,
        /,
        **parameters: object,
    ) -> A:
        """Return the answer to a call that costs money or sends mail, made exactly once.

        Only a refusal on the list of `certain_refusals` is raised as one: everything else leaves the outcome
        unknown. `leaving` is called after any wait, just before the call is made.
        """
        rule = require_action(service, action, changes=True)
        try:
            return self._call(rule, answer, WRITE_SECONDS, parameters, leaving)
        except errors.RefusedError as refused:
            raise doubt(refused) from None

    def _call(
        self,
        rule: Action,
        answer: type[A],
        seconds: float,
        parameters: dict[str, object],
        leaving: Callable[[], None] = lambda: None,
    ) -> A:
        with self._pace.turn(rule):
            leaving()
            self.made.add(rule.call)
            answered = self._try_call(rule, answer, seconds, parameters)
        self._pace.note_taken(rule)
        self.allowed.add(rule.call)
        self.on_answer(rule)
        return answered

    def _try_call(self, rule: Action, answer: type[A], seconds: float, parameters: dict[str, object]) -> A:
        began, request = time.monotonic(), None
        try:
            body = self._body(rule.service, rule.call, seconds, parameters)
        except Exception as error:  # the SDK raises what it likes, with the signed request inside
            request, body = request_in(getattr(error, "data", None)), classify_exception(error)
        try:
            if isinstance(body, errors.CallFailedError):
                raise body
            answered = _parse_answer(body, answer)
        except errors.CallFailedError as failure:
            note_call(rule, began, request or request_in(body), failure)
            self._note_failure(rule, failure)
            raise
        note_call(rule, began, request_in(body))
        return answered

    def _note_failure(self, rule: Action, failure: errors.CallFailedError) -> None:
        if isinstance(failure, errors.ThrottledError):
            self._pace.note_refused(rule)
            if not has_own_rate(rule):
                self.throttled_at = time.monotonic()
        elif isinstance(failure, errors.RefusedError):
            name_missing_permission(failure, rule)
            self.on_refusal(rule, failure)

    def _body(self, service: Service, action: str, seconds: float, parameters: dict[str, object]) -> object:
        from darabonba.runtime import RuntimeOptions

        milliseconds = max(1, int(seconds * 1000))
        method = _METHODS.get(action) or re.sub("(?!^)(?=[A-Z])", "_", action).lower() + "_with_options"
        ask = getattr(self._client(service), method)
        runtime, self._answer.body = RuntimeOptions(read_timeout=milliseconds), None
        request = getattr(import_module(f"alibabacloud_{service}.models"), f"{action}Request", None)
        try:
            ask(request(**parameters), runtime) if request is not None else ask(runtime)
        except Exception:  # the SDK cannot put an answer of another shape into its models
            if self._answer.body is None:
                raise
        return self._answer.body

    def _client(self, service: Service) -> Any:
        billing = service is Service.BILLING
        where = self._endpoints.billing(self.site) if billing else self.region
        key = (service, where)
        if key not in self._clients:
            from alibabacloud_tea_openapi.utils_models import Config

            from dm_tui.providers.bounded_http import bound_sdk_calls

            bound_sdk_calls()
            config = Config(
                credential=self._credentials.source,
                region_id=self.region,
                endpoint=where if billing else self._endpoints.other(),
                protocol=self._endpoints.protocol,
                connect_timeout=int(CONNECT_SECONDS * 1000),
            )
            made = import_module(f"alibabacloud_{service}.client").Client(config)
            made.call_api = self._keeping_answers(made.call_api)
            self._clients[key] = made
        return self._clients[key]

    def _keeping_answers(self, call_api: Callable[..., Any]) -> Callable[..., Any]:
        """Return the SDK's call, which keeps the body as it came: the SDK's models drop unknown fields."""

        def call(*arguments: Any) -> Any:
            response = call_api(*arguments)
            self._answer.body = response.get("body") if isinstance(response, dict) else None
            return response

        return call


def _parse_answer(body: object, answer: type[A]) -> A:
    """Return the answer in a body, or raise what is wrong with it; only `Success: false` means no."""
    if isinstance(body, dict) and body.get("Success", True) is True:
        with suppress(ValidationError):
            return answer.model_validate(body)
    elif isinstance(body, dict) and body.get("Success") is False:
        raise classify_unsuccessful(str(body.get("Code") or ""), str(body.get("Message") or ""))
    raise errors.OutcomeUnknownError("The answer cannot be read.", "unreadable")
