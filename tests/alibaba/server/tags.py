"""Tags of Direct Mail. One must exist before mail is sent under it (SingleSendMail, TagName)."""

import re

from tests.alibaba.server.account import Account
from tests.alibaba.server.mail_account import Row, page_of
from tests.alibaba.server.signature import Refusal

MOST_TAGS_BEFORE = 10
"""How many tags the older page of CreateTag allows; the newer one names no number."""

_RULES = {
    "as sent": r"[0-9A-Za-z_-]{1,128}",
    "letters, digits, underscores": r"[0-9A-Za-z_]{1,128}",
    "letters, digits": r"[0-9A-Za-z]{1,50}",
}
"""The rules of a name by page: SingleSendMail's, today's of CreateTag, and the older one of CreateTag."""


def tags(account: Account, action: str, query: dict[str, str]) -> Row:
    mail = account.mail
    if action == "QueryTagByParam":
        word = query.get("KeyWord", "")
        if len(word) > 50:
            raise Refusal(400, "InvalidTagName.Malformed", "The tag name is wrongly formed.")
        rows: list[Row] = [
            {"TagId": str(number), "TagName": tag, "TagDescription": ""}
            for number, tag in enumerate(mail.tags, 5000)
            if word in tag
        ]
        return page_of(rows, query, "tag")
    if action == "CreateTag":
        rule = account.guesses.tag_names
        if re.fullmatch(_RULES[rule], query["TagName"], re.ASCII) is None:
            raise Refusal(400, "InvalidTagName.Malformed", "The tag name is wrongly formed.")
        if query["TagName"] in mail.tags:
            raise Refusal(400, "InvalidTag.Duplicate", "The tag is there.")
        if rule == "letters, digits" and len(mail.tags) >= MOST_TAGS_BEFORE:
            raise Refusal(400, "QuotaExceed.Tag", "There are too many tags.")
        mail.tags.append(query["TagName"])
        return {"TagId": str(4999 + len(mail.tags))}
    number = int(query["TagId"]) - 5000
    if not 0 <= number < len(mail.tags):
        raise Refusal(404, "InvalidTag.NotFound", "The specified tag does not exist.")
    if action == "ModifyTag":
        mail.tags[number] = query["TagName"]
    else:
        del mail.tags[number]
    return {}


def require_tag(account: Account, query: dict[str, str]) -> str:
    """Return the tag that a mail is sent under, empty where it has none; refuse or drop an unknown one."""
    tag, trace = query.get("TagName", ""), query.get("ClickTrace", "0")
    if trace not in ("0", "1"):
        raise Refusal(400, "InvalidClickTrace", "The specified ClickTrace is not valid.")
    if trace == "1" and not tag and account.guesses.trace_needs_tag:
        raise Refusal(400, "MissingTagName", "TagName is mandatory where ClickTrace is 1.")
    if not tag or tag in account.mail.tags:
        return tag
    if account.guesses.unknown_tag == "dropped":
        return ""
    raise Refusal(404, "InvalidTag.NotFound", "The specified tag does not exist.")
