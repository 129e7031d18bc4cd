"""The two sites and the hosts of their services."""

import os
from enum import StrEnum

from dm_tui.domain.model import Model
from dm_tui.providers.alibaba.wording import ENDPOINT_NOT_LOCAL

_LOOPBACK = ("127.0.0.1", "localhost")


class Site(StrEnum):
    """The site an account belongs to; each site bills only its own accounts."""

    INTERNATIONAL = "international"
    CHINA = "china"

    @property
    def other(self) -> "Site":
        """The only other site."""
        return Site.CHINA if self is Site.INTERNATIONAL else Site.INTERNATIONAL

    @property
    def words(self) -> str:
        """Its name in a sentence."""
        return "international site" if self is Site.INTERNATIONAL else "Chinese site"

    @property
    def currency(self) -> str:
        """The currency in which its accounts pay until a price says otherwise (inferred)."""
        return "USD" if self is Site.INTERNATIONAL else "CNY"

    @property
    def console(self) -> str:
        """The end of its web consoles' addresses."""
        return "console.alibabacloud.com" if self is Site.INTERNATIONAL else "console.aliyun.com"

    @property
    def mail_console(self) -> str:
        """The web console of Direct Mail."""
        return f"https://dm.{self.console}/"

    @property
    def expenses(self) -> str:
        """The web console of bills, orders and refunds, Expenses and Costs (vendor's help, vendor's SDK)."""
        if self is Site.INTERNATIONAL:
            return "https://usercenter2-intl.console.alibabacloud.com/"
        return "https://usercenter2.aliyun.com/"


BILLING = {Site.INTERNATIONAL: "business.ap-southeast-1.aliyuncs.com", Site.CHINA: "business.aliyuncs.com"}
"""The billing hosts. The SDK chooses by region, which is wrong for an account of the other site."""


class Endpoints(Model):
    """Where to call: `hosts`, or the SDK's own where there are none. `protocol` is http in tests only."""

    protocol: str = "HTTPS"
    hosts: dict[Site, str] = {}

    def billing(self, site: Site) -> str:
        """Return the host of the billing service of a site."""
        return self.hosts.get(site) or BILLING[site]

    def other(self) -> str | None:
        """Return the host of every other service, None for the SDK's own."""
        return self.hosts.get(Site.INTERNATIONAL)


def load_endpoints() -> Endpoints:
    """Return the vendor's endpoints, or a stand-in on this computer that `DM_TUI_ALIBABA_ENDPOINT` names."""
    named = os.environ.get("DM_TUI_ALIBABA_ENDPOINT", "").strip()
    if not named:
        return Endpoints()
    hosts = named.split(",")
    if not all(host.rpartition(":")[0] in _LOOPBACK for host in hosts):
        raise ENDPOINT_NOT_LOCAL()
    return Endpoints(protocol="HTTP", hosts={Site.INTERNATIONAL: hosts[0], Site.CHINA: hosts[-1]})
