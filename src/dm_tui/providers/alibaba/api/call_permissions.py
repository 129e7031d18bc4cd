"""Every call that this program makes, with the RAM action it needs and what it is for.

The client makes no other. `access policy` prints this table, and a refusal that names no action is explained
from it.
"""

from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple

READ, BUY, SEND = "read", "buy", "send"
"""What a call is for: showing the account, buying plans, setting up and sending mail."""


class Service(StrEnum):
    """The services we call, by the names of the SDK's packages."""

    BILLING = "bssopenapi20171214"
    MAIL = "dm20151123"
    IDENTITY = "sts20150401"


class Action(NamedTuple):
    """One call. `changes` means that it is made once.

    `probe` are parameters that read nothing and need its permission. `permission` is the RAM action, empty
    where none is needed. Those of the billing service are named in its pages, three c's included, those of
    bills by the call; those of Direct Mail are `dm:` and the call (RAM, authorization).
    """

    call: str
    service: Service
    permission: str
    purposes: tuple[str, ...]
    changes: bool = False
    probe: dict[str, Any] | None = None


def _billing(
    call: str, permission: str, *purposes: str, changes: bool = False, probe: dict[str, Any] | None = None
) -> Action:
    return Action(call, Service.BILLING, f"bss:{permission}", purposes, changes, probe)


def _mail(call: str, *purposes: str, probe: dict[str, Any] | None = None) -> Action:
    return Action(call, Service.MAIL, f"dm:{call}", purposes, probe=probe)


def _mail_change(call: str) -> Action:
    return Action(call, Service.MAIL, f"dm:{call}", (SEND,), changes=True)


_NO_PLAN = {"product_code": "dmbag", "package_type": "none", "specification": "0", "duration": 6}
"""A plan that is not on sale, to ask whether a price may be asked (our own choice)."""

_TABLE = (
    Action("GetCallerIdentity", Service.IDENTITY, "", ()),
    _billing("QueryAccountBalance", "DescribeAcccount", READ, BUY, probe={}),
    _billing("QueryProductList", "DescribeProduct", READ, BUY, SEND, probe={"page_num": 1, "page_size": 1}),
    _billing(
        "DescribeResourcePackageProduct", "DescribeProduct", READ, BUY, SEND, probe={"product_code": "dmbag"}
    ),
    _billing(
        "GetResourcePackagePrice", "DescribePrice", READ, BUY, probe={**_NO_PLAN, "pricing_cycle": "Month"}
    ),
    _billing(
        "QueryResourcePackageInstances",
        "DescribeInstances",
        READ,
        BUY,
        SEND,
        probe={"product_code": "dmbag", "page_num": 1, "page_size": 1},
    ),
    _billing("QueryOrders", "DescribeOrderList", READ, BUY, probe={"page_num": 1, "page_size": 1}),
    _billing("GetOrderDetail", "DescribeOrderDetail", READ, BUY, probe={"order_id": "0"}),
    _billing("CreateResourcePackage", "ModifyInstance", BUY, changes=True),
    Action(
        "QueryBillOverview",
        Service.BILLING,
        "bssapi:QueryBillOverview",
        (READ, SEND),
        probe={"billing_cycle": "2026-01"},
    ),
    Action(
        "QuerySettleBill",
        Service.BILLING,
        "bssapi:QuerySettleBill",
        (READ, SEND),
        probe={"billing_cycle": "2026-01"},
    ),
    _billing(
        "InquiryPriceRefundInstance",
        "RefundQueryRemainAmount",
        READ,
        probe={"product_code": "dmbag", "instance_id": "none", "product_type": ""},
    ),
    _mail("DescAccountSummary", READ, BUY, SEND, probe={}),
    _mail("SenderStatisticsByTagNameAndBatchID", READ, SEND),
    _mail("QueryDomainByParam", READ, SEND, probe={"page_no": 1, "page_size": 1}),
    _mail("DescDomain", READ, SEND, probe={"domain_id": 0}),
    _mail_change("CreateDomain"),
    _mail_change("CheckDomain"),
    _mail_change("DeleteDomain"),
    _mail("QueryMailAddressByParam", READ, SEND, probe={"page_no": 1, "page_size": 1}),
    _mail_change("CreateMailAddress"),
    _mail_change("ModifyMailAddress"),
    _mail_change("DeleteMailAddress"),
    _mail("QueryTemplateByParam", READ, SEND, probe={"page_no": 1, "page_size": 1}),
    _mail("DescTemplate", READ, SEND, probe={"template_id": 0}),
    _mail_change("CreateTemplate"),
    _mail_change("ModifyTemplate"),
    _mail_change("DeleteTemplate"),
    _mail_change("SendTestByTemplate"),
    _mail("GetTrackListByMailFromAndTagName", READ),
    _mail("QueryTagByParam", READ, SEND, probe={"page_no": 1, "page_size": 1}),
    _mail_change("CreateTag"),
    _mail_change("SingleSendMail"),
    _mail("QueryInvalidAddress", READ, SEND),
    _mail_change("DeleteInvalidAddress"),
    _mail("ListUserSuppression", READ, SEND),
    _mail_change("RemoveUserSuppression"),
    _mail("ListBlockSending", READ, SEND),
    _mail("SenderStatisticsDetailByParam", READ, SEND),
    _mail("QueryTaskByParam", SEND, probe={"page_no": 1, "page_size": 1}),
    _mail_change("BatchSendMail"),
    _mail("QueryReceiverByParam", SEND, probe={"page_no": 1, "page_size": 1}),
    _mail_change("CreateReceiver"),
    _mail_change("SaveReceiverDetail"),
    _mail_change("DeleteReceiver"),
)
"""Every call this program makes, with the RAM action it needs (vendor's SDK)."""

ACTIONS = MappingProxyType({action.call: action for action in _TABLE})
"""The table, by the names of the calls."""


class UnlistedCallError(Exception):
    """A call that the table lacks or has otherwise: a fault of this program, raised before the call."""


def require_action(service: Service, call: str, *, changes: bool) -> Action:
    """Return a call's line of the table, or refuse to make the call."""
    action = ACTIONS.get(call)
    if action is None or (action.service, action.changes) != (service, changes):
        raise UnlistedCallError(f"{service} {call} is not in the table of calls")
    return action


def permissions(purpose: str = "") -> tuple[str, ...]:
    """Return the RAM actions that a purpose needs, all of them without one, in order."""
    wanted = (action for action in _TABLE if not purpose or purpose in action.purposes)
    return tuple(sorted({action.permission for action in wanted if action.permission}))
