"""Web hooks on loopback that answer as their vendors' documents say."""

import json
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from hmac import digest
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

from tests.loopback_http import QuietHandler, listening

SECRET = "SEC-Sesame-1234"  # of the signatures
TOKEN = "tk_sesame_1234"
NOW = 1_769_850_000  # seconds


class Received(NamedTuple):
    """One request."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def document(self) -> Any:
        return json.loads(self.body)


class HookServer:
    """Four vendors and a program of one's own; `planted` answers come first."""

    def __init__(self) -> None:
        self.received: list[Received] = []
        self.taken: list[str] = []
        """The text of each message that a person saw."""
        self.planted: list[tuple[int, dict[str, str], bytes] | BaseException] = []
        self.port = 0

    def url(self, path: str) -> str:
        """Return the address of a hook."""
        return f"http://127.0.0.1:{self.port}{path}"

    def answer(self, request: Received) -> tuple[int, dict[str, str], bytes]:
        """Return status, headers and body for a request."""
        self.received.append(request)
        if self.planted:
            planted = self.planted.pop(0)
            if isinstance(planted, BaseException):
                raise planted
            return planted
        path = urlsplit(request.path)
        match path.path.split("/")[1]:
            case "robot":
                return self._dingtalk(request, parse_qs(path.query))
            case "open-apis":
                return self._feishu(request)
            case "services":
                return self._slack(request)
            case "topic":
                return self._ntfy(request)
            case _:
                self.taken.append(request.document["text"])
                return 204, {}, b""

    def _dingtalk(self, request: Received, query: dict[str, list[str]]) -> tuple[int, dict[str, str], bytes]:
        def say(code: int, words: str) -> tuple[int, dict[str, str], bytes]:
            return 200, {}, json.dumps({"errcode": code, "errmsg": words}).encode()

        if query.get("access_token") != ["robot-token-1234"]:
            return say(300001, "token is not exist")
        if "sign" in query:
            stamp = query["timestamp"][0]
            sign = b64encode(digest(SECRET.encode(), f"{stamp}\n{SECRET}".encode(), sha256)).decode()
            if query["sign"] != [sign] or abs(int(stamp) - NOW * 1_000) > 3_600_000:
                return say(310000, "sign not match")
        document = request.document
        if (
            document["msgtype"] != "text"
            or request.headers["Content-Type"].split(";")[0] != "application/json"
        ):
            return say(40035, "missing parameter")
        text = document["text"]["content"]
        if "Direct Mail" not in text:
            return say(310000, "keywords not in content")
        self.taken.append(text)
        return say(0, "ok")

    def _feishu(self, request: Received) -> tuple[int, dict[str, str], bytes]:
        document = request.document
        if "sign" in document:
            key = f"{document['timestamp']}\n{SECRET}".encode()
            fresh = abs(int(document["timestamp"]) - NOW) < 3_600
            if not fresh or document["sign"] != b64encode(digest(key, b"", sha256)).decode():
                return 200, {}, b'{"code":19021,"msg":"sign match fail or timestamp is too old"}'
        if document.get("msg_type") != "text":
            return 400, {}, b'{"code":9499,"msg":"Bad Request","data":{}}'
        self.taken.append(document["content"]["text"])
        return 200, {}, b'{"StatusCode":0,"StatusMessage":"success","code":0,"data":{},"msg":"success"}'

    def _slack(self, request: Received) -> tuple[int, dict[str, str], bytes]:
        text = request.document["text"]
        if "<" in text or ">" in text:
            return 400, {}, b"invalid_payload"
        self.taken.append(text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
        return 200, {}, b"ok"

    def _ntfy(self, request: Received) -> tuple[int, dict[str, str], bytes]:
        if request.headers.get("Authorization", f"Bearer {TOKEN}") != f"Bearer {TOKEN}":
            return 401, {}, b'{"code":40101,"http":401,"error":"unauthorized"}'
        if len(request.body) > 4_096:
            return 413, {}, b'{"code":41301,"http":413,"error":"attachment too large"}'
        self.taken.append(request.body.decode())
        return 200, {}, b'{"id":"sPs71M8A2T","time":1769850000,"event":"message","topic":"topic"}'


@contextmanager
def hook_server() -> Iterator[HookServer]:
    """Answer for one test."""
    server = HookServer()

    class Handler(QuietHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            try:
                status, headers, answer = server.answer(Received(self.path, dict(self.headers), body))
            except ConnectionError:  # no answer, and the end of the connection
                self.close_connection = True
                return
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

    with listening(Handler) as port:
        server.port = port
        yield server
