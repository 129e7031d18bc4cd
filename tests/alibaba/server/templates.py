"""Templates of Direct Mail: created, changed, reviewed, and sent as a test."""

from tests.alibaba.server.account import Account
from tests.alibaba.server.mail_account import Detail, Row, beijing_stamp, page_of, utc_seconds
from tests.alibaba.server.signature import Refusal

MOST_NAME = 30
MOST_SUBJECT = 256
MOST_TEXT_BYTES = 1_000_000
"""Limits of a template (vendor's SDK, ModifyTemplate)."""

_ROW = (
    "TemplateId",
    "TemplateName",
    "TemplateStatus",
    "TemplateComment",
    "TemplateType",
    "CreateTime",
    "UtcCreatetime",
)
DRAFT, PENDING, APPROVED, REJECTED = "0", "1", "2", "3"


def templates(account: Account, action: str, query: dict[str, str]) -> Row:
    mail = account.mail
    if action == "QueryTemplateByParam":
        word = query.get("KeyWord", "")
        rows = [
            {name: row[name] for name in _ROW if name in row}
            for row in mail.templates
            if word in str(row["TemplateName"])
        ]
        return page_of(rows, query, "template")
    if action == "CreateTemplate":
        _require_form(account, query)
        mail.templates.append(_new_template(account, query))
        return {"TemplateId": mail.templates[-1]["TemplateId"]}
    found = [row for row in mail.templates if str(row["TemplateId"]) == query["TemplateId"]]
    if not found:
        raise Refusal(404, "InvalidTemplate.NotFound", "The specified template does not exist.")
    match action:
        case "DescTemplate":
            return found[0]
        case "ModifyTemplate":
            _require_form(account, query)
            names = ("TemplateName", "TemplateNickName", "TemplateSubject", "TemplateText")
            found[0].update({name: query[name] for name in names if name in query})
            found[0]["TemplateStatus"] = account.guesses.changed_template
            return {}
        case "SendTestByTemplate":
            return _send_test(account, query)
        case _:
            mail.templates.remove(found[0])
            return {}


def _require_form(account: Account, query: dict[str, str]) -> None:
    if not 0 < len(query["TemplateName"]) <= MOST_NAME:
        raise Refusal(400, "InvalidTemplateName.Malformed", "The template name is wrongly formed.")
    nick = query.get("TemplateNickName", "")
    if not 0 < len(nick) <= account.guesses.nick_limit:
        raise Refusal(400, "InvalidTemplateNickName.Malformed", "The nick name is wrongly formed.")
    if not 0 < len(query.get("TemplateSubject", "")) <= MOST_SUBJECT:
        raise Refusal(400, "InvalidSubject.Malformed", "The subject is wrongly formed.")
    if not 0 < len(query.get("TemplateText", "").encode()) <= MOST_TEXT_BYTES:
        raise Refusal(400, "InvalidBody", "The text is wrongly formed.")


def _new_template(account: Account, query: dict[str, str]) -> Row:
    now = account.clock()
    return {
        "TemplateId": str(3000 + len(account.mail.templates)),
        "TemplateName": query["TemplateName"],
        "TemplateSubject": query["TemplateSubject"],
        "TemplateText": query["TemplateText"],
        "TemplateNickName": query["TemplateNickName"],
        "TemplateStatus": PENDING,
        "TemplateComment": "",
        "TemplateType": 0,
        "CreateTime": beijing_stamp(now),
        "UtcCreatetime": utc_seconds(now),
    }


def _send_test(account: Account, query: dict[str, str]) -> Row:
    if query["AccountName"] not in [sender["AccountName"] for sender in account.mail.senders]:
        raise Refusal(404, "InvalidMailAddress.NotFound", "The specified mailAddress does not exist.")
    if "@" not in query["Email"] or len(query["Email"]) > 60:
        raise Refusal(400, "InvalidToAddress", "The specified toAddress is wrongly formed.")
    account.mail.tests.append(dict(query))
    (template,) = [row for row in account.mail.templates if row["TemplateId"] == query["TemplateId"]]
    subject = str(template["TemplateSubject"]).replace("{UserName}", query.get("UserName", ""))
    account.mail.details.append(Detail(account.clock(), query["AccountName"], query["Email"], subject))
    return {}
