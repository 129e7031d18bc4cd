"""Domains of Direct Mail. The names of their records are relative to the registered domain (vendor's SDK)."""

import re

from tests.alibaba.server.account import Account
from tests.alibaba.server.mail_account import Row, beijing_stamp, page_of, utc_seconds
from tests.alibaba.server.signature import Refusal

TWO_LABELS = ("co.uk", "com.cn", "com.sg", "com.au", "co.jp")
"""Public suffixes of two labels: the registered domain has one label more."""

_NAME = re.compile(r"[0-9A-Za-z.-]{1,50}", re.ASCII)
_ROW = (
    "DomainId",
    "DomainName",
    "DomainStatus",
    "CreateTime",
    "UtcCreateTime",
    "CnameAuthStatus",
    "MxAuthStatus",
    "SpfAuthStatus",
    "IcpStatus",
)
USABLE = ("0", "2", "3", "4")
"""Statuses of a domain that sends: verified, or so without its filing or its tracking record (Terraform
provider).
"""


def domains(account: Account, action: str, query: dict[str, str]) -> Row:
    mail = account.mail
    if action == "QueryDomainByParam":
        word = query.get("KeyWord", "").lower()
        rows = [
            {name: row[name] for name in _ROW if name in row}
            for row in mail.domains
            if word in str(row["DomainName"]).lower()
        ]
        return page_of(rows, query, "domain")
    if action == "CreateDomain":
        return _create(account, query["DomainName"])
    found = [row for row in mail.domains if str(row["DomainId"]) == query["DomainId"]]
    if not found:
        raise Refusal(404, "InvalidDomain.NotFound", "The specified domain does not exist.")
    match action:
        case "DescDomain":
            return _described(account, found[0], query.get("RequireRealTimeDnsRecords", "true"))
        case "CheckDomain":
            return _check(found[0])
        case _:
            mail.domains.remove(found[0])
            return {}


def registered_domain(name: str) -> str:
    labels = name.lower().split(".")
    return ".".join(labels[-3:] if ".".join(labels[-2:]) in TWO_LABELS else labels[-2:])


def _create(account: Account, name: str) -> Row:
    mail = account.mail
    if _NAME.fullmatch(name) is None:
        raise Refusal(400, "InvalidDomainName.Malformed", "The specified domain name is wrongly formed.")
    if any(str(row["DomainName"]).lower() == name.lower() for row in mail.domains):
        raise Refusal(400, "InvalidDomainName.Duplicate", "The domain is there.")
    mail.domains.append(_new_domain(account, 1000 + len(mail.domains), name))
    return {"DomainId": str(mail.domains[-1]["DomainId"])}


def _described(account: Account, row: Row, real_time: str) -> Row:
    shown = {name: value for name, value in row.items() if name != "published"}
    if real_time.lower() == "false":
        if account.guesses.dns_without_lookup == "empty":
            shown |= dict.fromkeys(("DnsTxt", "DnsSpf", "DnsMx", "DnsDmarc"), "")
    else:
        account.mail.dns_lookups += 1
    if not account.guesses.names_registered_domain:
        del shown["TlDomainName"]
    return shown


def _check(row: Row) -> Row:
    """Check the records; `published` is True, or the status of a domain that works without some of them."""
    published = row.pop("published", False)
    status = "0" if published else "1"
    for name in ("SpfAuthStatus", "MxAuthStatus", "DkimAuthStatus"):
        row[name] = status
    row["DomainStatus"] = published if isinstance(published, str) else status
    if published:
        row["DnsTxt"] = row["DomainType"]
        row["CnameAuthStatus"] = "0" if published is True else "1"
    return {"DomainStatus": 0 if published else 1}


def _new_domain(account: Account, id: int, name: str) -> Row:
    now, registered = account.clock(), registered_domain(name)
    under = name.lower().removesuffix(registered).rstrip(".")
    tracking = "tracedm.aliyuncs.com"
    if account.mail_region not in ("", "cn-hangzhou"):
        tracking = f"tracedm-{account.mail_region}.aliyuncs.com"

    def host(record: str) -> str:
        return f"{record}.{under}".rstrip(".")

    return {
        "TlDomainName": registered,
        "DomainId": str(id),
        "DomainName": name,
        "DomainStatus": "1",
        "DefaultDomain": "0",
        "IcpStatus": "0",
        "CreateTime": beijing_stamp(now),
        "UtcCreateTime": utc_seconds(now),
        "HostRecord": host("aliyundm"),
        "DomainType": "a1b2c3d4e5f6a7b8c9d0",
        "SpfRecord": "include:spf1.dm.aliyun.com",
        "SpfRecordV2": "v=spf1 include:spf1.dm.aliyun.com -all",
        "SpfAuthStatus": "1",
        "MxRecord": "mxdm.aliyun.com",
        "MxAuthStatus": "1",
        "DkimRR": host("aliyun-sg._domainkey"),
        "DkimPublicKey": "v=DKIM1; k=rsa; p=" + "M" * 216,
        "DkimRsaLength": 1024,
        "DkimAuthStatus": "1",
        "DmarcRecord": "v=DMARC1;p=none;rua=mailto:dmarc_report@service.aliyun.com",
        "DmarcHostRecord": host("_dmarc"),
        "DmarcAuthStatus": 1,
        "CnameRecord": "dmtrace",
        "TracefRecord": tracking,
        "CnameAuthStatus": "1",
        "CnameConfirmStatus": "0",
    }
