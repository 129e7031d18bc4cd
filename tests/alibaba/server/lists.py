"""Lists of recipients: made, filled, listed and deleted (CreateReceiver, SaveReceiverDetail and siblings)."""

import json

from tests.alibaba.server.account import Account
from tests.alibaba.server.mail_account import MailList, Row, page_of
from tests.alibaba.server.signature import Refusal

MOST_LISTS = 10
MOST_IN_LIST = 10_000
MOST_AT_ONCE = 500
"""Limits (quota page)."""


def lists(account: Account, action: str, query: dict[str, str]) -> Row:
    mail = account.mail
    if action == "QueryReceiverByParam":
        rows: list[Row] = [
            {
                "ReceiverId": found.id,
                "ReceiversName": found.name,
                "Count": str(len(found.rows)),
                "ReceiversStatus": "1",
            }
            for found in mail.lists
            if query.get("KeyWord", "") in found.name
        ]
        return page_of(rows, query, "receiver", size=100)
    if action == "CreateReceiver":
        return _create(account, query["ReceiversName"], query["ReceiversAlias"])
    found = [row for row in mail.lists if row.id == query["ReceiverId"]]
    if not found:
        raise Refusal(404, "InvalidReceiver.NotFound", "The specified receiver does not exist.")
    match action:
        case "DeleteReceiver":
            mail.lists.remove(found[0])
            return {}
        case "QueryReceiverDetail":
            word = query.get("KeyWord", "")
            details: list[Row] = [
                {"Email": row["e"], "Data": json.dumps(row)} for row in found[0].rows if word in row["e"]
            ]
            return {
                "data": {"detail": details[: int(query.get("PageSize", "10"))]},
                "TotalCount": len(details),
            }
        case _:
            if "CustomDetail" in query:
                own = json.loads(query["CustomDetail"])
                return _fill(found[0], [{"e": row["Email"], **row["CustomData"]} for row in own])
            return _fill(found[0], json.loads(query["Detail"]))


def _create(account: Account, name: str, alias: str) -> Row:
    mail = account.mail
    if not 0 < len(name) <= 30 or len(alias) >= 30 or "@" not in alias:
        raise Refusal(400, "InvalidReceiverName.Malformed", "The name is wrongly formed.")
    if len(mail.lists) >= MOST_LISTS:
        raise Refusal(400, "QuotaExceed.Receiver", "There are too many receiver lists.")
    if name in [found.name for found in mail.lists]:
        raise Refusal(400, "InvalidReceiverName.Duplicate", "The name is there.")
    mail.lists.append(MailList(str(4000 + len(mail.made)), name))
    mail.made.append(name)
    return {"ReceiverId": mail.lists[-1].id}


def _fill(found: MailList, rows: list[dict[str, str]]) -> Row:
    if len(rows) > MOST_AT_ONCE or len(found.rows) + len(rows) > MOST_IN_LIST:
        raise Refusal(400, "InvalidDetail", "There are too many.")
    bad: list[Row] = []
    known = {row["e"] for row in found.rows}
    for row in rows:
        if row["e"] in known or row["e"].endswith("@invalid.example"):
            bad.append({"Email": row["e"], "ErrMessage": "The address is not valid."})
        else:
            found.rows.append(row)
    return {"ErrorCount": len(bad), "SuccessCount": len(rows) - len(bad), "Data": {"Detail": bad}}
