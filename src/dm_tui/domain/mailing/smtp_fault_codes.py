"""What mail servers say, by code, status and words: whose fault it is, and for how long.

The codes are those of RFC 5321 and 3463 with its registry (IANA), and the service's own.
"""

import re

from dm_tui.domain.mailing.fault_scope import FaultDuration, FaultScope

RECIPIENT, LETTER, SENDER, SESSION, ACCOUNT, SERVICE = FaultScope
FOR_GOOD, FOR_NOW, UNKNOWN = FaultDuration

CLOSING = 421
"""The server closes the connection, whatever it was asked (RFC 5321, 3.8)."""

STATUS = re.compile(r"[245]\.(\d{1,3})\.(\d{1,3})(?!\S)", re.ASCII)
"""An enhanced status (RFC 3463)."""

SERVICE_REPLIES: dict[int, tuple[FaultScope, FaultDuration, bool]] = {
    436: (SENDER, FOR_GOOD, False),
    440: (SENDER, FOR_GOOD, False),
    454: (ACCOUNT, FOR_NOW, False),
    501: (SENDER, FOR_GOOD, False),
    526: (ACCOUNT, FOR_GOOD, False),
    551: (ACCOUNT, UNKNOWN, False),
    552: (ACCOUNT, FOR_NOW, True),
    553: (SENDER, FOR_GOOD, False),
}
"""The service's own replies (SMTP error codes): whose fault, how long, and whether the next day helps."""

_STATUS_GROUPS: tuple[tuple[FaultScope, str], ...] = (
    (RECIPIENT, "1.1 1.2 1.3 1.4 1.6 1.9 1.10 2.0 2.1 2.2 2.4 4.1 4.4 4.6 4.7 7.2 7.17 7.18"),
    (LETTER, "2.3 3.4 6.0 6.1 6.2 6.3 6.4 6.5 6.6 6.7 6.8 6.9 6.10"),
    (SENDER, "1.7 1.8 7.20 7.21 7.22 7.23 7.24 7.26 7.27 7.29"),
    (SESSION, "4.2 5.0 5.1 5.2 5.3 5.4 5.5 5.6 7.4 7.10 7.30"),
    (ACCOUNT, "7.8 7.9 7.11 7.12 7.13 7.14 7.28"),
    (SERVICE, "3.1 3.2 3.3 3.5 4.3 7.25"),
)
STATUS_SCOPES = {digits: scope for scope, group in _STATUS_GROUPS for digits in group.split()}
"""By the last two digits of a status; one that says too little (x.0.0, x.3.0, x.7.1) is not here."""

INVALID_ADDRESS = ("1.1", "1.2", "1.3", "1.10")
INVALID_ADDRESS_CODES = (550, 551, 553, 556)
"""The codes of an address that does not exist (RFC 5321, 4.2.2, RFC 7504)."""


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


OF_RECIPIENT = _words(
    r"gr[ae]y[- ]?list|no such (user|person|mailbox|recipient|address)|unknown (user|mailbox|recipient)"
    r"|(user|mailbox|recipient)\S* (is |was |has been |does )?(unknown|not found|not exist|unavailable|disabled"
    r"|inactive|invalid|full)|(mailbox|recipient)\b.{0,40}\b(quota|full)|account .{0,30}tried to reach"
    r"|recipient address rejected|user not local|no mailbox|invalid (recipient|mailbox)|(用户|收件人|邮箱)不存在"
)
"""Words in answer to a recipient that name it; the account's own quota has others."""

WORDS: tuple[tuple[FaultScope, re.Pattern[str]], ...] = (
    (
        SESSION,
        _words(
            r"\b(per|this|in this|of this) (session|connection)|too many (transactions|commands|errors|connections)"
            r"|reconnect|too many messages (in|on|per) th?(is|e) |out of sequence|bad sequence"
        ),
    ),
    (
        SENDER,
        _words(r"\bspf\b|\bdkim\b|\bdmarc\b|mail from|from address|envelope from|sender (address )?reject"),
    ),
    (
        ACCOUNT,
        _words(
            r"\b(rate|quota|limits?|too many|too much|too (fast|frequent)|frequen\w+|throttl\w+|exceed\w*|flood\w*)\b"
            r"(?<!size limit)(?!.*\bsize\b)|slow down|behaviou?r spam|authenticat|authoriz|auth\b.*required|relay"
            r"|log ?in first|password|credential|account|suspend|overdue|unpaid|配额|超[过限]|频率|频繁|登录|认证"
        ),
    ),
    (SENDER, _words(r"\bsender|return.?path|发[件信]人")),
    (
        LETTER,
        _words(
            r"\bsize\b|too (big|large|long)|spam|virus|malware|phish|content|attachment|header|subject|内容|垃圾"
        ),
    ),
    (
        SERVICE,
        _words(
            r"client host|blocked using|black ?list|block ?list|banned|reputation|\bip\b|your (host|server|network)"
            r"|insufficient (system )?(storage|resources)|system (is )?(full|busy|not accepting)|shutting down"
            r"|maintenance|service (is )?(unavailable|not available)|local error|internal (server )?error|系统"
        ),
    ),
)
"""Words by whose fault they name, the first that fits; they are asked where the status says too little."""

PASSES = _words(
    r"try (it )?again|later|temporar|daily|per (day|hour|minute)|today|tomorrow|\brate\b|too many|too (fast|frequent)"
    r"|quota|limit|reconnect|slow down|greylist|稍后|每[日天小分]|今[日天]|频率|频繁"
)
"""Words of what passes, whatever the code."""

VERB_SCOPES: dict[str, dict[int, FaultScope]] = {
    "GREETING": {0: SERVICE},
    "AUTH": {0: ACCOUNT},
    "MAIL": {0: SENDER, 451: SERVICE, 452: SERVICE, 454: ACCOUNT, 455: SESSION, 500: SESSION, 502: SESSION}
    | {503: SESSION, 504: SESSION, 521: SERVICE, 530: ACCOUNT, 534: ACCOUNT, 535: ACCOUNT, 538: ACCOUNT}
    | {552: ACCOUNT, 554: SERVICE, 555: SESSION},
    "RCPT": {0: RECIPIENT, 454: ACCOUNT, 455: SESSION, 500: SESSION, 502: SESSION, 503: SESSION}
    | {504: SESSION, 521: SERVICE, 530: ACCOUNT, 534: ACCOUNT, 535: ACCOUNT, 538: ACCOUNT, 555: SESSION},
    "DATA": {0: SESSION, 451: SERVICE, 452: SERVICE, 454: ACCOUNT, 530: ACCOUNT, 552: ACCOUNT, 554: SERVICE},
    "MESSAGE": {0: LETTER, 452: SERVICE, 454: ACCOUNT, 500: SESSION, 503: SESSION, 521: SERVICE}
    | {530: ACCOUNT, 534: ACCOUNT, 535: ACCOUNT, 538: ACCOUNT},
}
"""By verb and code where neither status nor words say more; 0 stands for every other code (RFC 5321)."""

PERMANENT_DURATIONS = {
    RECIPIENT: FOR_GOOD,
    LETTER: FOR_GOOD,
    SENDER: FOR_GOOD,
    SESSION: FOR_NOW,
    ACCOUNT: UNKNOWN,
    SERVICE: UNKNOWN,
}
"""How long a reply of 5xx lasts that says nothing of it: a new session may do, a sender has to be fixed."""
