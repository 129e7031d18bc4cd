"""What became of the mail: counts by day, by sender and by tag, single emails, tasks of lists, opens and
clicks.
"""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

from tests.alibaba.server.account import Account
from tests.alibaba.server.mail_account import Detail, Row, beijing_stamp, page_of, utc_seconds
from tests.alibaba.server.purchases import BEIJING
from tests.alibaba.server.sending import today
from tests.alibaba.server.signature import Refusal

_COUNTED_AS = {0: "successCount", 2: "unavailableCount", 3: "faildCount", 4: "faildCount"}
"""How a status of a single email is counted.

The service writes the last name in its own way (vendor's SDK).
"""


def by_day(account: Account, query: dict[str, str]) -> Row:
    """SenderStatisticsByTagNameAndBatchID: one row a day, of everything or of one sender or tag."""
    mail = account.mail
    start, end = _days(account, query, mail.days_at_once, mail.days_back)
    if query.get("AccountName") or query.get("TagName"):
        counts: dict[date, dict[str, int]] = {}
        for detail in _of(account, query):
            day = counts.setdefault(detail.at.astimezone(BEIJING).date(), {})
            for name in ("requestCount", _COUNTED_AS[detail.status]):
                day[name] = day.get(name, 0) + 1
    else:
        counts = mail.days
    rows = [
        {"CreateTime": day.isoformat(), "succeededPercent": "0%", "unavailablePercent": "0%"}
        | {name: str(number) for name, number in of_day.items()}
        for day, of_day in sorted(counts.items())
        if start <= day <= end
    ]
    return {"TotalCount": len(rows), "data": {"stat": rows}}


def single(account: Account, query: dict[str, str]) -> Row:
    """SenderStatisticsDetailByParam: what became of each email, of one sender, tag or recipient."""
    named = [name for name in ("AccountName", "TagName", "ToAddress") if query.get(name)]
    if len(named) > 1:
        raise Refusal(400, "InvalidParameter", "Only one of AccountName, TagName and ToAddress may be given.")
    length = int(query.get("Length", "10"))
    start, end = (_minute(account, query[name]) for name in ("StartTime", "EndTime"))
    if not 1 <= length <= 100 or end - start > timedelta(days=30):
        raise Refusal(400, "InvalidDate.Malformed", "The specified date is not valid.")
    now, mail = account.clock(), account.mail
    found = [
        detail
        for detail in _of(account, query)
        if start <= detail.at.replace(second=0, microsecond=0) <= end
        and query.get("ToAddress", "") in ("", detail.recipient)
        and query.get("Status", "") in ("", str(detail.status))
        and now - detail.at >= mail.details_late
    ]
    offset = int(query.get("NextStart") or 0)
    more = {"NextStart": str(offset + length)} if offset + length < len(found) else {}
    rows = [_row(detail) for detail in found[offset : offset + length]]
    return {"data": {"mailDetail": rows}, **more}


def _row(detail: Detail) -> Row:
    return {
        "AccountName": detail.sender,
        "ToAddress": detail.recipient,
        "Subject": detail.subject,
        "Status": detail.status,
        "Message": detail.message,
        "ErrorClassification": "SendOk" if detail.status == 0 else "Other",
        "LastUpdateTime": beijing_stamp(detail.at),
        "UtcLastUpdateTime": str(utc_seconds(detail.at)),
    }


def tasks(account: Account, query: dict[str, str]) -> Row:
    """QueryTaskByParam: one row for each list that was sent to, the newest first."""
    word, status, mail = query.get("KeyWord", ""), query.get("Status", ""), account.mail
    rows: list[Row] = [
        {
            "TaskId": task.id,
            "ReceiversName": task.receivers,
            "TemplateName": task.template,
            "TagName": task.tag,
            "TaskStatus": task.status,
            "RequestCount": str(task.count),
            "AddressType": task.address_type,
            "CreateTime": beijing_stamp(task.at),
            "UtcCreateTime": utc_seconds(task.at),
        }
        for task in reversed(mail.tasks)
        if word in task.receivers
        and status in ("", task.status)
        and account.clock() - task.at >= mail.tasks_late
    ]
    return page_of(rows, query, "task")


def tracks(account: Account, action: str, query: dict[str, str]) -> Row:
    """GetTrackList and GetTrackListByMailFromAndTagName: opens and clicks a day, of mail with a tag."""
    whole = action == "GetTrackList"
    start, end = _days(account, query, 7 if whole else 15, 30)
    by: dict[date, Counter[str]] = {}
    for detail in _of(account, query):
        day = detail.at.astimezone(BEIJING).date()
        if detail.traced and detail.tag and start <= day <= end:
            by.setdefault(day, Counter()).update(
                total=1,
                opens=detail.opens,
                unique_opens=bool(detail.opens),
                clicks=detail.clicks,
                unique_clicks=bool(detail.clicks),
            )
    rows: list[Row] = [_track(day, counts) for day, counts in sorted(by.items())]
    number, size = int(query.get("PageNumber", "1")), int(query.get("PageSize", "10"))
    shown = rows[(number - 1) * size : number * size]
    pages = -(-len(rows) // size)
    page: Row = {"Total": len(rows), "PageNo": number, "PageSize": size}
    if whole:
        return page | {"TotalPages": pages, "data": {"stat": shown}}
    return page | {"TotalPages": str(pages), "TrackList": {"Stat": shown}}


def _track(day: date, counts: Counter[str]) -> Row:
    row: Row = {"CreateTime": day.isoformat(), "TotalNumber": str(counts["total"])}
    for name, key in (
        ("Open", "opens"),
        ("UniqueOpen", "unique_opens"),
        ("Click", "clicks"),
        ("UniqueClick", "unique_clicks"),
    ):
        row[f"Rcpt{name}Count"] = str(counts[key])
        row[f"Rcpt{name}Rate"] = f"{counts[key] / counts['total']:.2%}"
    return row


def _of(account: Account, query: dict[str, str]) -> list[Detail]:
    return [
        detail
        for detail in account.mail.details
        if query.get("AccountName", "") in ("", detail.sender)
        and query.get("TagName", "") in ("", detail.tag)
    ]


def _days(account: Account, query: dict[str, str], at_once: int, back: int) -> tuple[date, date]:
    start, end = (date.fromisoformat(query[name]) for name in ("StartTime", "EndTime"))
    if (end - start).days >= at_once or (today(account) - start).days >= back:
        raise Refusal(400, "InvalidDate.Malformed", "The specified date is not valid.")
    return start, end


def _minute(account: Account, text: str) -> datetime:
    zone = BEIJING if account.guesses.detail_times == "Beijing" else UTC
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=zone)
