"""The Direct Mail service: which call is answered where.

Nothing is before it is activated. Version 2015-11-23.
"""

from tests.alibaba.server import reports, sender_passwords, statistics
from tests.alibaba.server.account import Account
from tests.alibaba.server.domains import domains
from tests.alibaba.server.lists import lists
from tests.alibaba.server.mail_account import Row
from tests.alibaba.server.senders import senders
from tests.alibaba.server.sending import send, send_to_list
from tests.alibaba.server.signature import Refusal
from tests.alibaba.server.suppression import ACTIONS as SUPPRESSION
from tests.alibaba.server.suppression import suppression
from tests.alibaba.server.tags import tags
from tests.alibaba.server.templates import templates

VERSION = "2015-11-23"


def answer(account: Account, action: str, query: dict[str, str]) -> Row:
    """Return the body of the answer to `action`."""
    if not account.mail.active:
        raise Refusal(404, "InvalidUser.NotFound", "The specified user is not found.")
    counted = account.mail.counted  # figures that a test gives; what was sent here is counted otherwise
    match action:
        case "DescAccountSummary":
            return _summary(account)
        case "SenderStatisticsByTagNameAndBatchID" if counted and {"AccountName", "TagName"} & set(query):
            return reports.statistics(account, query)
        case "GetTrackListByMailFromAndTagName" if counted:
            return reports.opens(account, query)
        case "SenderStatisticsByTagNameAndBatchID":
            return statistics.by_day(account, query)
        case "SenderStatisticsDetailByParam":
            return statistics.single(account, query)
        case "QueryTaskByParam":
            return statistics.tasks(account, query)
        case "GetTrackList" | "GetTrackListByMailFromAndTagName":
            return statistics.tracks(account, action, query)
        case "SingleSendMail":
            return send(account, query)
        case "BatchSendMail":
            return send_to_list(account, query)
        case _ if action in SUPPRESSION:
            return suppression(account, action, query)
        case _ if "Tag" in action:
            return tags(account, action, query)
        case _ if "Receiver" in action:
            return lists(account, action, query)
        case _ if "Domain" in action:
            return domains(account, action, query)
        case "ModifyMailAddress":
            return sender_passwords.modify(account, query)
        case _ if "MailAddress" in action:
            return senders(account, action, query)
        case _ if "Template" in action:
            return templates(account, action, query)
        case _:
            raise Refusal(404, "InvalidAction.NotFound", f"No action {action} is scripted here.")


def _summary(account: Account) -> Row:
    mail = account.mail
    return {
        "UserStatus": mail.status,
        "DailyQuota": mail.daily_quota,
        "MonthQuota": mail.daily_quota * 30,
        "RemainFreeQuota": mail.free_left,
        "DailyRemainFreeQuota": mail.free_left_today,
        "QuotaLevel": 3,
        "MaxQuotaLevel": 10,
        "IpChannelType": "normal",
        "EnableTimes": 0,
        "Domains": len(mail.domains),
        "MailAddresses": len(mail.senders),
        "Templates": len(mail.templates),
        "Receivers": len(mail.lists),
        "Tags": len(mail.tags),
        "DayuStatus": 0,
        "SmsRecord": 0,
        "SmsSign": 0,
        "SmsTemplates": 0,
    }
