"""Sending: SingleSendMail, one letter, and BatchSendMail, a template to a list."""

import json
from datetime import date

from tests.alibaba.server.account import Account
from tests.alibaba.server.mail_account import Detail, Row, Task
from tests.alibaba.server.purchases import BEIJING
from tests.alibaba.server.signature import Refusal
from tests.alibaba.server.tags import require_tag

MOST_RECIPIENTS = 100
"""Recipients of one letter (SingleSendMail)."""

MOST_ADDRESS = 192
"""Characters of an address (error codes, EmailLengthError)."""


def today(account: Account) -> date:
    return account.clock().astimezone(BEIJING).date()


def _require_sender(account: Account, address: str) -> Row:
    for sender in account.mail.senders:
        if sender["AccountName"] == address:
            if sender["AccountStatus"] != "0":
                raise Refusal(400, "InvalidMailAddressStatus.Malformed", "The status is wrongly formed.")
            return sender
    raise Refusal(404, "InvalidMailAddress.NotFound", "The specified mailAddress does not exist.")


def send(account: Account, query: dict[str, str]) -> Row:
    mail = account.mail
    sender = _require_sender(account, query["AccountName"])
    reply = query["ReplyToAddress"].lower() if account.guesses.any_case else query["ReplyToAddress"]
    if query["AddressType"] not in ("0", "1") or reply not in ("true", "false"):
        raise Refusal(400, "InvalidParameter", "The specified parameter is not valid.")
    _require_letter(account, query)
    tag = require_tag(account, query)
    recipients = query["ToAddress"].split(",")
    if len(recipients) > MOST_RECIPIENTS:
        raise Refusal(400, "InvalidToAddress", "The specified toAddress is wrongly formed.")
    for address in recipients:
        _require_recipient(account, address)
    if account.guesses.spam_means == "the account" and _used(account) >= mail.daily_quota:
        raise Refusal(400, "InvalidSendMail.Spam", "Sendmail rejected by spam filter.")
    for address in recipients:
        mail.sent.append({**query, "ToAddress": address})
        _deliver(account, str(sender["AccountName"]), address, query.get("Subject", ""), tag, query)
    mail.count(today(account), requestCount=len(recipients))
    return {"EnvId": f"6000{len(mail.sent):05d}"}


def _require_letter(account: Account, query: dict[str, str]) -> None:
    guesses = account.guesses
    if not 0 < len(query.get("Subject", "")) <= guesses.subject_limit:
        raise Refusal(400, "InvalidSubject.Malformed", "The specified subject is wrongly formed.")
    if len(query.get("FromAlias", "")) > guesses.alias_limit:
        raise Refusal(400, "InvalidFromAlias.Malformed", "The specified fromAlias is wrongly formed.")
    if "@" not in query.get("ReplyAddress", "@"):
        raise Refusal(400, "InvalidReplyAddress.Malformed", "The replyAddress is wrongly formed.")
    bodies = [query.get(name, "") for name in ("HtmlBody", "TextBody", "Template")]
    if not any(bodies) or max(len(body.encode()) for body in bodies) > guesses.body_limit:
        raise Refusal(400, "InvalidBody", "The specified textBody or htmlBody is wrongly formed.")


def _require_recipient(account: Account, address: str) -> None:
    mail = account.mail
    if address in mail.refusals:
        status, code = mail.refusals[address]
        raise Refusal(status, code, "The recipient is refused.")
    if len(address) > MOST_ADDRESS:
        raise Refusal(400, "EmailLengthError", "The maximum length of Email is 192 characters.")
    if "@" not in address or address.endswith("@invalid.example"):
        raise Refusal(400, "InvalidToAddress", "The specified toAddress is wrongly formed.")
    if address in mail.invalid or address in mail.suppressed:
        raise Refusal(400, "InvalidToAddress.Spam", "Sendmail rejected by invalid address.")


def _used(account: Account) -> int:
    return account.mail.days.get(today(account), {}).get("requestCount", 0)


def _deliver(
    account: Account, sender: str, recipient: str, subject: str, tag: str, query: dict[str, str]
) -> None:
    traced = query.get("ClickTrace") == "1"
    account.mail.details.append(Detail(account.clock(), sender, recipient, subject, tag, traced=traced))


def send_to_list(account: Account, query: dict[str, str]) -> Row:
    mail = account.mail
    sender = _require_sender(account, query["AccountName"])
    tag = require_tag(account, query)
    approved = {row["TemplateName"]: row for row in mail.templates if row["TemplateStatus"] == "2"}
    if query["TemplateName"] not in approved:
        raise Refusal(404, "InvalidTemplate.NotFound", "The specified template does not exist.")
    found = [row for row in mail.lists if row.name == query["ReceiversName"]]
    if not found or not found[0].rows:
        raise Refusal(404, "InvalidReceiver.NotFound", "The specified receiver does not exist.")
    rows = found[0].rows
    if _used(account) + len(rows) > mail.daily_quota:
        raise Refusal(400, "InvalidSendMail.Spam", "Sendmail rejected by spam filter.")
    mail.list_calls.append(dict(query))
    subject = str(approved[query["TemplateName"]]["TemplateSubject"])
    for row in rows:
        mail.sent.append({**query, "ToAddress": row["e"], "Row": json.dumps(row)})
        if row["e"] not in mail.suppressed:
            _deliver(account, str(sender["AccountName"]), row["e"], subject, tag, query)
    id = f"{1_054_000 + len(mail.list_calls)}"
    mail.tasks.append(
        Task(id, account.clock(), query["ReceiversName"], query["TemplateName"], tag, len(rows))
    )
    mail.count(today(account), requestCount=len(rows))
    return {"EnvId": f"7000{len(mail.list_calls):05d}"}
