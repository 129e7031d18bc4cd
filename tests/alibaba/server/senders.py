"""Sender addresses of Direct Mail (CreateMailAddress and siblings); no answer shows a password."""

import re

from tests.alibaba.server.account import Account
from tests.alibaba.server.domains import USABLE
from tests.alibaba.server.mail_account import Row, beijing_stamp, page_of
from tests.alibaba.server.signature import Refusal

SEND_TYPES = ("batch", "trigger")


def senders(account: Account, action: str, query: dict[str, str]) -> Row:
    mail = account.mail
    if action == "QueryMailAddressByParam":
        word, kind = query.get("KeyWord", ""), query.get("Sendtype", "")
        rows = [
            {name: value for name, value in row.items() if name != "Password"}
            for row in mail.senders
            if word in str(row["AccountName"]) and kind in ("", row["Sendtype"])
        ]
        return page_of(rows, query, "mailAddress")
    if action == "CreateMailAddress":
        return _create(account, query)
    found = [row for row in mail.senders if row["MailAddressId"] == query["MailAddressId"]]
    if not found:
        raise Refusal(404, "InvalidMailAddress.NotFound", "The specified mailAddress does not exist.")
    mail.senders.remove(found[0])
    return {}


def _create(account: Account, query: dict[str, str]) -> Row:
    mail, address = account.mail, query["AccountName"]
    if query["Sendtype"] not in SEND_TYPES:
        raise Refusal(400, "InvalidMailAddressSendType.Malformed", "The sendType is wrongly formed.")
    name, at, host = address.partition("@")
    if not at or re.fullmatch(r"[a-z0-9._-]+", name) is None or len(address) > 60:
        raise Refusal(400, "InvalidMailAddress.Malformed", "The specified mailAddress is wrongly formed.")
    domain = next((row for row in mail.domains if str(row["DomainName"]).lower() == host), None)
    if domain is None:
        raise Refusal(400, "InvalidMailAddressDomain.Malformed", "The mailAddress domain does not exist.")
    if any(row["AccountName"] == address for row in mail.senders):
        raise Refusal(400, "InvalidMailAddress.Exist", "The address is there.")
    mail.senders.append(
        {
            "MailAddressId": str(2000 + len(mail.senders)),
            "AccountName": address,
            "Sendtype": query["Sendtype"],
            "ReplyAddress": query.get("ReplyAddress", ""),
            "ReplyStatus": "1",
            "AccountStatus": "0",
            "DomainStatus": "0" if domain["DomainStatus"] in USABLE else "1",
            "CreateTime": beijing_stamp(account.clock()),
            "DailyCount": "0",
            "DailyReqCount": "0",
            "MonthCount": "0",
            "MonthReqCount": "0",
        }
    )
    return {"MailAddressId": mail.senders[-1]["MailAddressId"]}
