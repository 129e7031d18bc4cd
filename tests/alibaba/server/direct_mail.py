"""The Direct Mail service: the account's summary, what is set up, sending. Version 2015-11-23."""

import json
from collections.abc import Mapping
from datetime import date, timedelta, timezone

from tests.alibaba.server import reports, sender_passwords
from tests.alibaba.server.account import Account, Mail, MailList
from tests.alibaba.server.signature import Refusal

ZONE = timezone(timedelta(hours=8))
VERSION = "2015-11-23"
Query = Mapping[str, str]
Answer = dict[str, object]


def answer(account: Account, action: str, query: Query) -> Answer:
    """Return the body of the answer to `action`."""
    mail = account.mail
    if not mail.active:
        raise Refusal(404, "InvalidUser.NotFound", "The specified user is not found.")
    match action:
        case "DescAccountSummary":
            return _summary(mail)
        case "SenderStatisticsByTagNameAndBatchID" if {"AccountName", "TagName"} & set(query):
            return reports.statistics(account, query)
        case "GetTrackListByMailFromAndTagName":
            return reports.opens(account, query)
        case "SenderStatisticsByTagNameAndBatchID":
            return _statistics(account, query)
        case "SingleSendMail":
            return _send(account, query)
        case "BatchSendMail":
            return _send_to_list(account, query)
        case _ if "Tag" in action:
            return _tags(mail, action, query)
        case _ if "Receiver" in action:
            return _lists(mail, action, query)
        case _ if "Domain" in action:
            return _domains(mail, action, query)
        case "ModifyMailAddress":
            return sender_passwords.modify(account, query)
        case _ if "MailAddress" in action:
            return _senders(mail, action, query)
        case _ if "Template" in action:
            return _templates(mail, action, query)
        case _:
            raise Refusal(404, "InvalidAction.NotFound", f"No action {action} is scripted here.")


def _summary(mail: Mail) -> Answer:
    return {
        "UserStatus": mail.status,
        "DailyQuota": mail.daily_quota,
        "MonthQuota": mail.daily_quota * 30,
        "RemainFreeQuota": mail.free_left,
        "DailyRemainFreeQuota": mail.free_left_today,
        "QuotaLevel": 3,
        "MaxQuotaLevel": 10,
        "Domains": len(mail.domains),
        "MailAddresses": len(mail.senders),
        "Templates": len(mail.templates),
    }


def _today(account: Account) -> date:
    return account.clock().astimezone(ZONE).date()


def _statistics(account: Account, query: Query) -> Answer:
    mail, today = account.mail, _today(account)
    start, end = (date.fromisoformat(query[name]) for name in ("StartTime", "EndTime"))
    if (end - start).days >= mail.days_at_once or (today - start).days >= mail.days_back:
        raise Refusal(400, "InvalidDate.Malformed", "The specified date is not valid.")
    rows = [
        {"CreateTime": day.isoformat(), "succeededPercent": "0%"}
        | {name: str(number) for name, number in counts.items()}
        for day, counts in sorted(mail.days.items())
        if start <= day <= end
    ]
    return {"TotalCount": len(rows), "data": {"stat": rows}}


def _send(account: Account, query: Query) -> Answer:
    mail = account.mail
    if query["AccountName"] not in [sender["AccountName"] for sender in mail.senders]:
        raise Refusal(404, "InvalidMailAddress.NotFound", "The address is not found.")
    if query["ToAddress"].endswith("@invalid.example"):
        raise Refusal(400, "InvalidToAddress", "The recipient's address is not valid.")
    mail.sent.append(dict(query))
    mail.count(_today(account), requestCount=1)
    return {"EnvId": f"6000{len(mail.sent):05d}"}


def _send_to_list(account: Account, query: Query) -> Answer:
    mail = account.mail
    if query["AccountName"] not in [sender["AccountName"] for sender in mail.senders]:
        raise Refusal(404, "InvalidMailAddress.NotFound", "The address is not found.")
    approved = [one["TemplateName"] for one in mail.templates if one["TemplateStatus"] == "2"]
    if query["TemplateName"] not in approved:
        raise Refusal(404, "InvalidTemplate.NotFound", "The specified template does not exist.")
    found = [one for one in mail.lists if one.name == query["ReceiversName"]]
    if not found or not found[0].rows:
        raise Refusal(404, "InvalidReceiver.NotFound", "The receiver list is not found.")
    today = mail.days.get(_today(account), {}).get("requestCount", 0)
    if today + len(found[0].rows) > mail.daily_quota:
        raise Refusal(400, "InvalidSendMail.Spam", "Sendmail rejected by spam filter.")
    mail.list_calls.append(dict(query))
    for row in found[0].rows:
        mail.sent.append({**query, "ToAddress": row["e"], "Row": json.dumps(row)})
    mail.count(_today(account), requestCount=len(found[0].rows))
    return {"EnvId": f"7000{len(mail.list_calls):05d}"}


def _tags(mail: Mail, action: str, query: Query) -> Answer:
    if action == "QueryTagByParam":
        rows = [{"TagId": str(number), "TagName": tag} for number, tag in enumerate(mail.tags)]
        return {"data": {"tag": [row for row in rows if query.get("KeyWord", "") in row["TagName"]]}}
    if query["TagName"] in mail.tags:
        raise Refusal(400, "InvalidTag.Duplicate", "The tag is there.")
    mail.tags.append(query["TagName"])
    return {"TagId": str(len(mail.tags))}


def _lists(mail: Mail, action: str, query: Query) -> Answer:
    if action == "QueryReceiverByParam":
        rows = [
            {"ReceiverId": one.id, "ReceiversName": one.name, "Count": str(len(one.rows))}
            for one in mail.lists
            if query.get("KeyWord", "") in one.name
        ]
        return {"data": {"receiver": rows}, "TotalCount": len(rows)}
    if action == "CreateReceiver":
        name, alias = query["ReceiversName"], query["ReceiversAlias"]
        if not 0 < len(name) <= 30 or len(alias) >= 30 or "@" not in alias:
            raise Refusal(400, "InvalidReceiverName.Malformed", "The name is wrongly formed.")
        if len(mail.lists) >= 10 or name in [one.name for one in mail.lists]:
            raise Refusal(400, "InvalidReceiver.Quota", "There are too many receiver lists.")
        mail.lists.append(MailList(str(4000 + len(mail.made)), name))
        mail.made.append(name)
        return {"ReceiverId": mail.lists[-1].id}
    (found,) = (one for one in mail.lists if one.id == query["ReceiverId"])
    if action == "DeleteReceiver":
        mail.lists.remove(found)
        return {}
    rows, bad = json.loads(query["Detail"]), []
    if len(rows) > 500:
        raise Refusal(400, "InvalidDetail", "There are too many.")
    known = {row["e"] for row in found.rows}
    for row in rows:
        if row["e"] in known or row["e"].endswith("@invalid.example"):
            bad.append({"Email": row["e"], "ErrMessage": "The address is not valid."})
        else:
            found.rows.append(row)
    good = len(rows) - len(bad)
    return {"ErrorCount": len(bad), "SuccessCount": good, "Data": {"Detail": bad}}


def _domains(mail: Mail, action: str, query: Query) -> Answer:
    if action == "QueryDomainByParam":
        word = query.get("KeyWord", "")
        found = [one for one in mail.domains if word in str(one["DomainName"])]
        rows = [{name: one[name] for name in ("DomainId", "DomainName", "DomainStatus")} for one in found]
        return {"data": {"domain": rows}, "TotalCount": len(rows)}
    if action == "CreateDomain":
        name = query["DomainName"]
        if any(one["DomainName"] == name for one in mail.domains):
            raise Refusal(400, "InvalidDomainName.Duplicate", "The domain is there.")
        mail.domains.append(_new_domain(1000 + len(mail.domains), name))
        return {"DomainId": str(mail.domains[-1]["DomainId"])}
    (one,) = (one for one in mail.domains if str(one["DomainId"]) == query["DomainId"])
    match action:
        case "DescDomain":
            return one
        case "CheckDomain":
            published = one.pop("published", False)
            status = "0" if published else "1"
            for name in ("DomainStatus", "SpfAuthStatus", "MxAuthStatus", "DkimAuthStatus"):
                one[name] = status
            if published:
                one["DnsTxt"] = one["DomainType"]
            return {"DomainStatus": int(status)}
        case _:
            mail.domains.remove(one)
            return {}


def _new_domain(id: int, name: str) -> dict[str, object]:
    registered = ".".join(name.split(".")[-2:])
    under = name.removesuffix(registered).rstrip(".")
    hosts = {host: f"{host}.{under}".rstrip(".") for host in ("aliyundm", "aliyun-sg._domainkey", "_dmarc")}
    return {
        "TlDomainName": registered,
        "DomainId": str(id),
        "DomainName": name,
        "DomainStatus": "1",
        "HostRecord": hosts["aliyundm"],
        "DomainType": "a1b2c3d4e5f6a7b8c9d0",
        "SpfRecord": "include:spf1.dm.aliyun.com",
        "SpfRecordV2": "v=spf1 include:spf1.dm.aliyun.com -all",
        "SpfAuthStatus": "1",
        "MxRecord": "mxdm.aliyun.com",
        "MxAuthStatus": "1",
        "DkimRR": hosts["aliyun-sg._domainkey"],
        "DkimPublicKey": "v=DKIM1; k=rsa; p=" + "M" * 392,
        "DkimAuthStatus": "1",
        "DmarcRecord": "v=DMARC1;p=none;rua=mailto:dmarc_report@service.aliyun.com",
        "DmarcHostRecord": hosts["_dmarc"],
        "DmarcAuthStatus": 1,
        "CnameRecord": "dmtrace",
        "TracefRecord": "tracedm.aliyuncs.com",
        "CnameAuthStatus": "1",
    }


def _senders(mail: Mail, action: str, query: Query) -> Answer:
    if action == "QueryMailAddressByParam":
        word = query.get("KeyWord", "")
        rows = [one for one in mail.senders if word in str(one["AccountName"])]
        return {"data": {"mailAddress": rows}, "TotalCount": len(rows)}
    if action == "CreateMailAddress":
        if any(one["AccountName"] == query["AccountName"] for one in mail.senders):
            raise Refusal(400, "InvalidMailAddress.Exist", "The address is there.")
        mail.senders.append(
            {
                "MailAddressId": str(2000 + len(mail.senders)),
                "AccountName": query["AccountName"],
                "Sendtype": query["Sendtype"],
                "ReplyAddress": query.get("ReplyAddress", ""),
                "AccountStatus": "0",
            }
        )
        return {"MailAddressId": mail.senders[-1]["MailAddressId"]}
    (one,) = (one for one in mail.senders if one["MailAddressId"] == query["MailAddressId"])
    mail.senders.remove(one)
    return {}


def _templates(mail: Mail, action: str, query: Query) -> Answer:
    if action == "QueryTemplateByParam":
        word = query.get("KeyWord", "")
        shown = ("TemplateId", "TemplateName", "TemplateStatus", "TemplateComment")
        rows = [
            {name: one[name] for name in shown} for one in mail.templates if word in str(one["TemplateName"])
        ]
        return {"data": {"template": rows}, "TotalCount": len(rows)}
    if action == "CreateTemplate":
        mail.templates.append(
            {
                "TemplateId": str(3000 + len(mail.templates)),
                "TemplateName": query["TemplateName"],
                "TemplateSubject": query["TemplateSubject"],
                "TemplateText": query["TemplateText"],
                "TemplateNickName": query["TemplateNickName"],
                "TemplateStatus": "1",
                "TemplateComment": "",
            }
        )
        return {"TemplateId": mail.templates[-1]["TemplateId"]}
    (one,) = (one for one in mail.templates if one["TemplateId"] == query["TemplateId"])
    if action == "DescTemplate":
        return one
    mail.templates.remove(one)
    return {}
