"""The two sites and where their services answer."""

from enum import StrEnum

from dm_tui.domain.model import Model
from dm_tui.providers.alibaba.wording import ENDPOINT_NOT_LOCAL
from dm_tui.settings import alibaba_endpoint

_LOOPBACK = ("127.0.0.1", "localhost")


class Site(StrEnum):
    """Where an account belongs; each site bills its own accounts only."""

    INTERNATIONAL = "international"
    CHINA = "china"

    @property
    def other(self) -> "Site":
        """The site it could be instead."""
        return Site.CHINA if self is Site.INTERNATIONAL else Site.INTERNATIONAL

    @property
    def console(self) -> str:
        """What the addresses of its web consoles end with."""
        return "console.alibabacloud.com" if self is Site.INTERNATIONAL else "console.aliyun.com"


BILLING = {
    Site.INTERNATIONAL: "business.ap-southeast-1.aliyuncs.com",
    Site.CHINA: "business.aliyuncs.com",
}
"""The SDK would choose by region, which is wrong for an account of the other site."""


class Endpoints(Model):
    """Where to call. Without hosts of its own, where the SDK has the service; `protocol` is http in tests only."""

    protocol: str = "HTTPS"
    hosts: dict[Site, str] = {}

    def billing(self, site: Site) -> str:
        """Return the host of the billing service of a site."""
        return self.hosts.get(site) or BILLING[site]

    def other(self) -> str | None:
        """Return the host of every other service, None for what the SDK knows."""
        return self.hosts.get(Site.INTERNATIONAL)


def load_endpoints() -> Endpoints:
    """Return the vendor's endpoints, or a stand-in on this very computer that `DM_TUI_ALIBABA_ENDPOINT` names."""
    named = alibaba_endpoint()
    if not named:
        return Endpoints()
    hosts = named.split(",")
    if not all(host.rpartition(":")[0] in _LOOPBACK for host in hosts):
        raise ENDPOINT_NOT_LOCAL()
    return Endpoints(protocol="HTTP", hosts={Site.INTERNATIONAL: hosts[0], Site.CHINA: hosts[-1]})
