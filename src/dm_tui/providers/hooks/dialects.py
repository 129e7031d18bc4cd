"""What each kind of hook gets and what its answer means, as the vendors' documents have it.

- DingTalk (custom robot): {"msgtype": "text", "text": {"content"}}; 200 with `errcode`, 0 for done. A
  signature is HMAC-SHA256 over "milliseconds\\nsecret" with the secret as key, in the address.
- Feishu (custom bot): {"msg_type": "text", "content": {"text"}}; `code`, or `StatusCode` in older answers, 0
  for done. A signature is HMAC-SHA256 over nothing with "seconds\\nsecret" as key, in the message.
- Slack (incoming webhook): {"text"}, with & < > escaped; "ok", or a status of 4xx with one word.
- ntfy: the text as it is, with the headers Title, Priority and Tags; 200 with a document that has an `id`.
- JSON: the notice as it is; any status of 2xx.
"""

import json
from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime
from email.header import Header
from hashlib import sha256
from hmac import digest
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, quote_plus, urlsplit

from dm_tui.domain.hidden_secrets import HiddenSecrets
from dm_tui.domain.reminders.hook_wording import ANSWERED, REDIRECTS, UNREADABLE
from dm_tui.domain.reminders.hooks import Hook, HookKind
from dm_tui.domain.reminders.notice import ReminderNotice
from dm_tui.domain.text import clean_line
from dm_tui.providers.hooks.web_post import WebAnswer
from dm_tui.providers.mail.transport import Accepted, Deferred, DeliveryOutcome, Unknown

NTFY_BYTES = 4_096
"""The longest message (ntfy's page on publishing, our own limit); a longer one becomes an attachment."""

_CERTAINLY_NOT = (501, 503)
"""A server that did not take the message (RFC 9110); of other faults of its own (5xx) nobody knows."""

_SHORTEST_SECRET = 4  # letters: a shorter part of an address gives nothing away (our own limit)


class WebMessage(NamedTuple):
    """One POST."""

    url: str
    headers: dict[str, str]
    body: bytes


def compose(hook: Hook, notice: ReminderNotice, now: datetime) -> WebMessage:
    """Return what to send to a hook that has its address; `now` is the world's time, for the signature."""
    url = hook.url.get_secret_value() if hook.url else ""
    secret = hook.secret.get_secret_value() if hook.secret else ""
    words = f"{notice.subject}\n\n{notice.text}"
    match hook.kind:
        case HookKind.DINGTALK:
            return _json(_sign_url(url, secret, now), {"msgtype": "text", "text": {"content": words}})
        case HookKind.FEISHU:
            message: dict[str, Any] = {"msg_type": "text", "content": {"text": words}}
            return _json(url, {**_signature(secret, now), **message})
        case HookKind.SLACK:
            escaped = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
            return _json(url, {"text": escaped, "mrkdwn": False})
        case HookKind.NTFY:
            headers = {
                "Title": Header(notice.subject, "utf-8" if not notice.subject.isascii() else "ascii", 10_000)
                .encode()
                .replace("\n", ""),
                "Priority": "high" if notice.urgent else "default",
                "Tags": "email",
                "Content-Type": "text/plain; charset=utf-8",
            }
            text = notice.text.encode()[:NTFY_BYTES].decode(errors="ignore").encode()
            return WebMessage(url, headers | _bearer(secret), text)
        case HookKind.JSON:
            return _json(url, notice.model_dump(mode="json"), _bearer(secret))


def judge(hook: Hook, url: str, answer: WebAnswer) -> DeliveryOutcome:
    """Return what the answer to a POST at `url` means.

    An answer that says no was no delivery: it is tried again later.
    """
    host = urlsplit(url).hostname
    if 300 <= answer.status < 400:
        return Deferred(words=REDIRECTS.format(host=host))
    document = _document(answer.body)
    says_no = Deferred(words=_words(hook, url, answer, document))
    if 400 <= answer.status < 500 or answer.status in _CERTAINLY_NOT:
        return says_no
    if not 200 <= answer.status < 300:
        return Unknown(words=says_no.words)
    unreadable = Unknown(words=UNREADABLE.format(host=host))
    match hook.kind:
        case HookKind.DINGTALK:
            code = document.get("errcode")
        case HookKind.FEISHU:
            code = document.get("code", document.get("StatusCode"))
        case HookKind.SLACK:
            return Accepted() if answer.body.strip() == b"ok" else unreadable
        case HookKind.NTFY:
            return Accepted() if document.get("id") else unreadable
        case HookKind.JSON:
            return Accepted()
    if type(code) is not int:
        return unreadable
    if code == -1:  # the vendor's own fault, of which nobody knows how far it went
        return Unknown(words=says_no.words)
    return says_no if code else Accepted()


def _json(url: str, document: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> WebMessage:
    kind = {"Content-Type": "application/json; charset=utf-8"}
    return WebMessage(url, {**kind, **(headers or {})}, json.dumps(document, ensure_ascii=False).encode())


def _bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"} if secret else {}


def _sign_url(url: str, secret: str, now: datetime) -> str:
    if not secret:
        return url
    stamp = str(int(now.timestamp() * 1_000))
    sign = b64encode(digest(secret.encode(), f"{stamp}\n{secret}".encode(), sha256)).decode()
    return f"{url}{'&' if '?' in url else '?'}timestamp={stamp}&sign={quote_plus(sign)}"


def _signature(secret: str, now: datetime) -> dict[str, str]:
    if not secret:
        return {}
    stamp = str(int(now.timestamp()))
    sign = b64encode(digest(f"{stamp}\n{secret}".encode(), b"", sha256)).decode()
    return {"timestamp": stamp, "sign": sign}


def _document(body: bytes) -> dict[str, Any]:
    try:
        document = json.loads(body)
    except ValueError:  # also what is no UTF-8
        return {}
    except RecursionError:
        return {}
    return document if isinstance(document, dict) else {}


def _words(hook: Hook, url: str, answer: WebAnswer, document: Mapping[str, Any]) -> str:
    """Return the status and the vendor's words, without any piece of the address or of the secret."""
    keys = ("errcode", "errmsg", "code", "msg", "error")
    words = " ".join(str(document[key]) for key in keys if isinstance(document.get(key), str | int))
    if not words and hook.kind is HookKind.SLACK:
        words = answer.body.decode(errors="replace")
    words = clean_line(_secrets(hook, url).hide(clean_line(words)), 120)
    return clean_line(ANSWERED.format(host=urlsplit(url).hostname, status=answer.status, words=words))


def _secrets(hook: Hook, url: str) -> HiddenSecrets:
    """Return every part of the address as it was called, its signature too, and the secret."""
    parts = urlsplit(url)
    secrets = {parts.path, parts.query, *parts.path.split("/"), *parts.query.replace("=", "&").split("&")}
    secrets |= {value for _, value in parse_qsl(parts.query)}
    if hook.secret:
        secrets.add(hook.secret.get_secret_value())
    return HiddenSecrets(part for part in secrets if len(part) >= _SHORTEST_SECRET)
