"""Why other programs say that an address gets no mail, in their words."""

from dm_tui.domain.mailing.suppressed import SuppressionReason
from dm_tui.domain.mailing.suppressed_wording import UNKNOWN_REASON
from dm_tui.domain.text import clean_line

_WORDS = {
    SuppressionReason.UNSUBSCRIBED: ("unsub", "opt-out", "optout", "opted out", "abgemeldet", "退订", "退訂"),
    SuppressionReason.INVALID: ("invalid", "bounce", "nonexist", "unknown user", "cleaned", "无效", "無效"),
    SuppressionReason.SUPPRESSED: ("suppress", "block", "spam", "complain", "report", "投诉", "屏蔽"),
}
"""What other programs call a reason."""


def parse_reason(said: str, otherwise: SuppressionReason | None) -> SuppressionReason:
    """Return the reason that a file names, or what stands `otherwise`; an unknown one is refused."""
    text = said.strip().lower()
    for reason, words in _WORDS.items():
        if any(word in text for word in words):
            return reason
    if text and otherwise is None:
        raise UNKNOWN_REASON(reason=clean_line(said, 40))
    return otherwise or SuppressionReason.SUPPRESSED
