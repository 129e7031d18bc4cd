"""What the answer of each kind of hook means, as the vendors' documents have it.

- DingTalk: 200 with `errcode`, 0 for done.
- Feishu: `code`, or `StatusCode` in older answers, 0 for done.
- Slack: "ok", or a status of 4xx with one word.
- ntfy: 200 with a document that has an `id`.
- JSON: any status of 2xx.
"""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from dm_tui.domain.hidden_secrets import HiddenSecrets
from dm_tui.domain.reminders.hook_wording import ANSWERED, REDIRECTS, UNREADABLE
from dm_tui.domain.reminders.hooks import Hook, HookKind
from dm_tui.domain.text import clean_line
from dm_tui.providers.hooks.web_post import WebAnswer
from dm_tui.providers.mail.transport import Accepted, Deferred, DeliveryOutcome, Unknown

_CERTAINLY_NOT = (501, 503)
"""A server that did not take the message (RFC 9110); of other faults of its own (5xx) nobody knows."""

_SHORTEST_SECRET = 4  # letters: a shorter part of an address gives nothing away (our own limit)


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
