"""The way to the vendor without a connection: the SDK's transport hands it each call, and takes its answer.

A call over loopback costs three times what the program and the vendor have to do for it.
"""

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import responses
from itertools import count
from typing import Any
from unittest import mock
from urllib.parse import urlsplit

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
    usual = BoundedAdapter.send

    def send(adapter: BoundedAdapter, request: Any, *arguments: Any, **options: Any) -> Any:
        site = sites.get(urlsplit(request.url).netloc)
        if site is None:
            return usual(adapter, request, *arguments, **options)
        return _ask(vendor, request, site, options["timeout"][1])

    vendor.hosts = list(sites)
    with mock.patch.object(BoundedAdapter, "send", send):
        yield vendor


def _ask(vendor: Vendor, request: PreparedRequest, site: str, seconds: float) -> Response:
    if vendor.is_gone:
        refused = NewConnectionError(None, "[Errno 111] Connection refused")  # type: ignore[arg-type]
        raise exceptions.ConnectionError(MaxRetryError(None, request.url or "", refused))  # type: ignore[arg-type]
    body: Any = request.body or b""
    headers = {name.lower(): str(value) for name, value in request.headers.items()}
    call = Call(
        str(request.method), request.path_url, headers, body if isinstance(body, bytes) else body.encode()
    )
    match vendor.take(call, site):
        case Answered() as answer:
            return _response(request, answer)
        case Lost.RESET:
            reset = ProtocolError(
                "Connection aborted.", ConnectionResetError(104, "Connection reset by peer")
            )
            raise exceptions.ConnectionError(reset, request=request)
        case Lost.NO_ANSWER:
            threading.Event().wait(seconds)
            late = ReadTimeoutError(None, None, f"Read timed out. (read timeout={seconds})")  # type: ignore[arg-type]
            raise exceptions.ReadTimeout(late, request=request)


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
