"""The way to the vendor without a connection: the SDK's transport hands it each call, and takes its answer.

A call over loopback costs three times what the program and the vendor have to do for it, and one that the SDK
hands to `requests` still twice as much: it is handed over before, as soon as it is signed.
"""

import io
import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import responses
from itertools import count
from typing import Any
from unittest import mock
from urllib.parse import urlsplit

from darabonba.core import DaraCore
from darabonba.exceptions import RetryError
from darabonba.request import DaraRequest
from darabonba.response import DaraResponse
from requests import PreparedRequest, Response, exceptions
from requests.structures import CaseInsensitiveDict
from urllib3.exceptions import MaxRetryError, NewConnectionError, ProtocolError, ReadTimeoutError

from dm_tui.providers.bounded_http import BoundedAdapter
from tests.alibaba.server.account import CHINA, INTERNATIONAL
from tests.alibaba.server.calls import Answered, Call, Lost
from tests.alibaba.server.rpc import Vendor

_numbers = count(1)

_NO_BODY = (204, 304)
"""A client reads no body of an answer with one of these, whatever the server sends."""


@contextmanager
def reached_in_process(vendor: Vendor) -> Iterator[Vendor]:
    """The vendor, for as long as the calls of this process to its hosts go to it straight away.

    Such a call takes no time, unless it is not answered: then it takes all that it has. Nothing listens at
    these hosts; each vendor has its own, because a call may be made again when its test is over.
    """
    sites = {f"localhost:{next(_numbers)}": site for site in (INTERNATIONAL, CHINA)}
    usual, usual_action = BoundedAdapter.send, DaraCore.do_action

    def do_action(request: DaraRequest, options: dict[str, Any]) -> DaraResponse:
        site = sites.get(request.headers.get("host", ""))
        if site is None or "DEBUG" in os.environ or _REFUSED.search("".join(request.headers.values())):
            return usual_action(request, options)
        return _act(vendor, request, site, int(options["readTimeout"]) / 1000)

    def send(adapter: BoundedAdapter, request: Any, *arguments: Any, **options: Any) -> Any:
        site = sites.get(urlsplit(request.url).netloc)
        if site is None:
            return usual(adapter, request, *arguments, **options)
        return _response(request, _ask(vendor, _prepared(request), site, options["timeout"][1]))

    vendor.hosts = list(sites)
    with (
        mock.patch.object(BoundedAdapter, "send", send),
        mock.patch.object(DaraCore, "do_action", staticmethod(do_action)),
    ):
        yield vendor


_REFUSED = re.compile(r"[\r\n]")
"""What `requests` sends in no header: it says so itself."""


def _act(vendor: Vendor, request: DaraRequest, site: str, seconds: float) -> DaraResponse:
    url = urlsplit(DaraCore.compose_url(request))
    target = f"{url.path or '/'}?{url.query}" if url.query else url.path or "/"
    body = request.body or b""
    encoded = body.encode() if isinstance(body, str) else body
    headers = {name.lower(): value for name, value in request.headers.items()}
    try:
        answer = _ask(vendor, Call(request.method, target, headers, encoded), site, seconds)
    except OSError as error:
        raise RetryError(str(error))  # noqa: B904  # as the SDK has it: the program looks at the context
    response = DaraResponse()
    response.status_code, response.status_message = answer.status, responses.get(answer.status, "")
    response.headers = {"content-type": answer.kind, "content-length": str(len(answer.body))}
    response.body = b"" if answer.status in _NO_BODY else answer.body
    return response


def _prepared(request: PreparedRequest) -> Call:
    body: Any = request.body or b""
    headers = {name.lower(): str(value) for name, value in request.headers.items()}
    return Call(
        str(request.method), request.path_url, headers, body if isinstance(body, bytes) else body.encode()
    )


def _ask(vendor: Vendor, call: Call, site: str, seconds: float) -> Answered:
    if vendor.is_gone:
        refused = NewConnectionError(None, "[Errno 111] Connection refused")  # type: ignore[arg-type]
        raise exceptions.ConnectionError(MaxRetryError(None, call.target, refused))  # type: ignore[arg-type]
    match vendor.take(call, site):
        case Lost.RESET:
            reset = ProtocolError(
                "Connection aborted.", ConnectionResetError(104, "Connection reset by peer")
            )
            raise exceptions.ConnectionError(reset)
        case Lost.NO_ANSWER:
            threading.Event().wait(seconds)
            late = ReadTimeoutError(None, None, f"Read timed out. (read timeout={seconds})")  # type: ignore[arg-type]
            raise exceptions.ReadTimeout(late)
        case answer:
            return answer


def _response(request: PreparedRequest, answer: Answered) -> Response:
    response = Response()
    response.status_code = answer.status
    response.reason = responses.get(answer.status, "")
    response.headers = CaseInsensitiveDict(
        {"Content-Type": answer.kind, "Content-Length": str(len(answer.body))}
    )
    response.url, response.request = request.url or "", request
    response.raw = io.BytesIO(b"" if answer.status in _NO_BODY else answer.body)
    return response
