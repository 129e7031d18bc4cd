"""The Direct Mail side of the account: quotas, what was set up, what was sent and what became of it."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from tests.alibaba.server.purchases import BEIJING
from tests.alibaba.server.reports import Counted

Row = dict[str, object]


@dataclass
class MailList:
    """One list of recipients, with its rows as they were handed in."""

    id: str
    name: str
    rows: list[dict[str, str]] = field(default_factory=list)


@dataclass
class Detail:
    """What became of one email to one recipient. Status: 0 delivered, 2 invalid address, 3 spam, 4 failed."""

    at: datetime
    sender: str
    recipient: str
    subject: str
    tag: str = ""
    status: int = 0
    message: str = "250 Send Mail OK"
    opens: int = 0
    clicks: int = 0
    traced: bool = False


@dataclass
class Task:
    """One mailing to a list: what BatchSendMail was called with. `status` 1 is sent."""

    id: str
    at: datetime
    receivers: str
    template: str
    tag: str
    count: int
    address_type: str = "1"
    status: str = "1"


@dataclass
class Mail:
    """Quotas, and what was set up. `active` says that the service was activated: nothing answers before.

    `days` are counts by day; of at most `days_at_once`, and `days_back` at most, the service tells. Details
    and tasks are not seen until they are `details_late` and `tasks_late` old. `refusals` are how single
    recipients are refused: a status and a code by address. `invalid` are addresses that the service calls
    invalid, with the instant; `suppressed` those that the account suppresses. `dns_lookups` counts the
    domains that were looked up in DNS.
    """

    active: bool = True
    status: int = 0
    daily_quota: int = 2000
    free_left: int = 2000
    free_left_today: int = 200
    domains: list[Row] = field(default_factory=list)
    senders: list[Row] = field(default_factory=list)
    templates: list[Row] = field(default_factory=list)
    sent: list[dict[str, str]] = field(default_factory=list)
    lists: list[MailList] = field(default_factory=list)
    made: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    list_calls: list[dict[str, str]] = field(default_factory=list)
    tests: list[dict[str, str]] = field(default_factory=list)
    details: list[Detail] = field(default_factory=list)
    details_late: timedelta = timedelta(0)
    tasks: list[Task] = field(default_factory=list)
    tasks_late: timedelta = timedelta(0)
    days: dict[date, dict[str, int]] = field(default_factory=dict)
    counted: list[Counted] = field(default_factory=list)
    days_at_once: int = 31
    days_back: int = 90
    refusals: dict[str, tuple[int, str]] = field(default_factory=dict)
    invalid: dict[str, datetime] = field(default_factory=dict)
    suppressed: dict[str, datetime] = field(default_factory=dict)
    blocked: list[Row] = field(default_factory=list)
    dns_lookups: int = 0
    suppression_level: str = "Account"

    def count(self, day: date, **more: int) -> None:
        """Count mail of a day: `requestCount` what was handed in, and what became of it."""
        fields = ("requestCount", "successCount", "faildCount", "unavailableCount")  # each row has them all
        counts = self.days.setdefault(day, dict.fromkeys(fields, 0))
        for name, number in more.items():
            counts[name] = counts.get(name, 0) + number

    def received(self, address: str) -> int:
        """Return how often an address was sent to: the only proof of who got something, and how often."""
        return sum(sent["ToAddress"] == address for sent in self.sent)


def beijing_stamp(at: datetime) -> str:
    """Return a time as Direct Mail writes it: Beijing's clock with a Z behind it (example of
    QueryDomainByParam).
    """
    return at.astimezone(BEIJING).strftime("%Y-%m-%dT%H:%MZ")


def utc_seconds(at: datetime) -> int:
    return int(at.astimezone(UTC).timestamp())


def page_of(rows: list[Row], query: dict[str, str], name: str, size: int = 10) -> Row:
    """Return the page of rows that a query asks for, in the shape that every list of Direct Mail has."""
    number, size = int(query.get("PageNo", "1")), int(query.get("PageSize", str(size)))
    shown = rows[(number - 1) * size : number * size]
    return {"data": {name: shown}, "TotalCount": len(rows), "PageNumber": number, "PageSize": size}
