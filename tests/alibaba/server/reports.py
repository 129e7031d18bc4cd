"""Counts by sender address and by tag, and opens and clicks: the docstrings of the SDK name the spans.

Whether a day without opens has a row is a guess: here a tracked day always has one, an untracked day none.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from tests.alibaba.server.purchases import BEIJING
from tests.alibaba.server.signature import Refusal

if TYPE_CHECKING:
    from tests.alibaba.server.account import Account

TRACK_SPAN, TRACK_BACK = 15, 30
"""Days of opens in one call, and days back."""


@dataclass
class Counted:
    """The mail of one sender, tag and day. `opened` is None where tracking was off."""

    sender: str
    tag: str
    day: date
    sent: int
    delivered: int = 0
    failed: int = 0
    invalid: int = 0
    opened: int | None = None
    clicked: int = 0


def statistics(account: "Account", query: Mapping[str, str]) -> dict[str, Any]:
    """SenderStatisticsByTagNameAndBatchID of a sender, a tag, or both."""
    days = _asked(account, query, account.mail.days_at_once, account.mail.days_back)
    rows = [
        {
            "CreateTime": mail.day.isoformat(),
            "requestCount": str(mail.sent),
            "successCount": str(mail.delivered),
            "faildCount": str(mail.failed),
            "unavailableCount": str(mail.invalid),
        }
        for mail in days
    ]
    return {"TotalCount": len(rows), "data": {"stat": rows}}


def opens(account: "Account", query: Mapping[str, str]) -> dict[str, Any]:
    """GetTrackListByMailFromAndTagName; a tag needs its sender."""
    if "TagName" in query and "AccountName" not in query:
        raise Refusal(400, "MissingAccountName", "AccountName is mandatory for this action.")
    rows = [
        {
            "CreateTime": mail.day.isoformat(),
            "TotalNumber": str(mail.sent),
            "RcptOpenCount": str(3 * mail.opened),
            "RcptUniqueOpenCount": str(mail.opened),
            "RcptClickCount": str(2 * mail.clicked),
            "RcptUniqueClickCount": str(mail.clicked),
        }
        for mail in _asked(account, query, TRACK_SPAN, TRACK_BACK)
        if mail.opened is not None
    ]
    return {"PageNo": 1, "PageSize": 50, "Total": len(rows), "TrackList": {"Stat": rows}}


def _asked(account: "Account", query: Mapping[str, str], span: int, back: int) -> list[Counted]:
    start, end = (date.fromisoformat(query[name]) for name in ("StartTime", "EndTime"))
    today = account.clock().astimezone(BEIJING).date()
    if (end - start).days >= span or (today - start).days >= back:
        raise Refusal(400, "InvalidDate.Malformed", "The specified date is not valid.")
    return [
        mail
        for mail in account.mail.counted
        if start <= mail.day <= end
        and query.get("AccountName") in (None, mail.sender)
        and query.get("TagName") in (None, mail.tag)
    ]
