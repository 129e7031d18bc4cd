"""Addresses that get nothing: those the service calls invalid, and those the account suppresses."""

from datetime import date

from tests.alibaba.server.account import Account
from tests.alibaba.server.mail_account import Row, beijing_stamp, page_of, utc_seconds
from tests.alibaba.server.purchases import BEIJING
from tests.alibaba.server.signature import Refusal

ACTIONS = (
    "QueryInvalidAddress",
    "DeleteInvalidAddress",
    "ListUserSuppression",
    "CreateUserSuppression",
    "RemoveUserSuppression",
    "GetSuppressionListLevel",
    "ListBlockSending",
    "UnblockSending",
)


def suppression(account: Account, action: str, query: dict[str, str]) -> Row:
    mail = account.mail
    match action:
        case "QueryInvalidAddress":
            return _invalid(account, query)
        case "DeleteInvalidAddress":
            if mail.invalid.pop(query["ToAddress"], None) is None:
                raise Refusal(400, "InvalidAddress.NotFound", "The address is not in the database.")
            return {}
        case "ListUserSuppression":
            return _listed(account, query)
        case "CreateUserSuppression":
            mail.suppressed.setdefault(query["Address"], account.clock())
            return {"SuppressionId": str(list(mail.suppressed).index(query["Address"]) + 1)}
        case "RemoveUserSuppression":
            numbers = {int(number) for number in query["SuppressionIds"].split(",")}
            for number, address in enumerate(list(mail.suppressed), 1):
                if number in numbers:
                    del mail.suppressed[address]
            return {}
        case "GetSuppressionListLevel":
            return {"SuppressionListLevel": mail.suppression_level}
        case "ListBlockSending":
            return _blocked(account, query)
        case _:
            mail.blocked = [row for row in mail.blocked if row["BlockEmail"] != query["BlockEmail"]]
            return {}


def _invalid(account: Account, query: dict[str, str]) -> Row:
    """QueryInvalidAddress: by the day of the first failure, 30 days at most, each address once."""
    start, end = (date.fromisoformat(query[name][:10]) for name in ("StartTime", "EndTime"))
    if (end - start).days > 30:
        raise Refusal(400, "InvalidDate.Malformed", "The specified date is not valid.")
    rows: list[Row] = [
        {"ToAddress": address, "LastUpdateTime": beijing_stamp(at), "UtcLastUpdateTime": utc_seconds(at)}
        for address, at in account.mail.invalid.items()
        if start <= at.astimezone(BEIJING).date() <= end and query.get("KeyWord", "") in address
    ]
    length, offset = int(query.get("Length", "10")), int(query.get("NextStart") or 0)
    more = {"NextStart": str(offset + length)} if offset + length < len(rows) else {}
    return {"data": {"mailDetail": rows[offset : offset + length]}, "TotalCount": len(rows), **more}


def _listed(account: Account, query: dict[str, str]) -> Row:
    rows: list[Row] = [
        {
            "SuppressionId": number,
            "Address": address,
            "CreateTime": utc_seconds(at),
            "LastBounceTime": 0,
            "Type": "user",
        }
        for number, (address, at) in enumerate(account.mail.suppressed.items(), 1)
        if query.get("Address", "") in address
    ]
    page = page_of(rows, query, "UserSuppressions")
    return {"Data": page.pop("data"), **page}


def _blocked(account: Account, query: dict[str, str]) -> Row:
    """ListBlockSending: what recipients ended, of one type; the token of the next page is a number here."""
    wanted: list[Row] = [
        {name: value for name, value in row.items() if name != "BlockType"}
        for row in account.mail.blocked
        if row.get("BlockType", "UNSUB") == query["BlockType"]
        and query.get("BlockEmail", "") in str(row["BlockEmail"])
    ]
    most, at = int(query.get("MaxResults", "100")), int(query.get("NextToken") or 0)
    token = str(at + most) if at + most < len(wanted) else ""
    return {"Data": wanted[at : at + most], "MaxResults": most, "NextToken": token}
