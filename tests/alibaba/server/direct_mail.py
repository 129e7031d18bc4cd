"""The Direct Mail service: the account's summary, what is set up, sending. Version 2015-11-23."""

from collections.abc import Mapping

from tests.alibaba.server.account import Account
from tests.alibaba.server.signature import Refusal

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
        case "QueryDomainByParam":
            return {"data": {"domain": mail.domains}, "TotalCount": len(mail.domains)}
        case "QueryMailAddressByParam":
            return {"data": {"mailAddress": mail.senders}, "TotalCount": len(mail.senders)}
        case "QueryTemplateByParam":
            return {"data": {"template": mail.templates}, "TotalCount": len(mail.templates)}
        case "SingleSendMail":
            if query["AccountName"] not in [sender["AccountName"] for sender in mail.senders]:
                raise Refusal(404, "InvalidMailAddress.NotFound", "The address is not found.")
            mail.sent.append(dict(query))
            return {"EnvId": f"6000{len(mail.sent):05d}"}
        case _:
            raise Refusal(404, "InvalidAction.NotFound", f"No action {action} is scripted here.")
