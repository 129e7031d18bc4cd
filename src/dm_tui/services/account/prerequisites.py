"""Who is signed in, which region sends, and what is missing before you can buy or activate."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dm_tui.domain.account import permissions, wording
from dm_tui.domain.account import prerequisites as rules
from dm_tui.domain.account.account import Account
from dm_tui.domain.account.prerequisites import VERIFICATIONS, Prerequisite
from dm_tui.domain.account.regions import Region, find_region, region_words

if TYPE_CHECKING:
    from dm_tui.providers.facts import ProviderFacts
    from dm_tui.providers.protocol import AccountProvider


def require_prerequisites_in(account: "AccountProvider", region: str, *, to_buy: bool = True) -> None:
    """Refuse and list what is missing, unless you may activate, and buy if `to_buy`, in `region` now."""
    rules.require_prerequisites(account.current(), find_region(account.regions(), region), to_buy=to_buy)


class Prerequisites:
    """Reads the account and, where the provider can, completes what is missing."""

    def __init__(self, account: "AccountProvider", facts: "ProviderFacts") -> None:
        self._account, self._facts = account, facts

    def account(self) -> Account:
        """Return who is signed in."""
        return self._account.current()

    def regions(self) -> tuple[Region, ...]:
        """Return the regions on sale, the default one first."""
        return self._account.regions()

    def region(self, typed: str) -> Region:
        """Return the region with this id or name, or refuse and list them all."""
        return find_region(self._account.regions(), typed)

    def region_words(self, id: str) -> str:
        """Return a region by its name and its id; the id alone where no name is known."""
        return region_words(self._account.regions(), id)

    def action_label(self, checks: Sequence[Prerequisite]) -> str:
        """Return the label of what you can do here about the missing ones."""
        if self._facts.completes_prerequisites:
            return wording.COMPLETE_IT_HERE
        return wording.CHECK_AGAIN if self.can_read_again(checks) else wording.CONFIRM_COMPLETION

    def can_read_again(self, checks: Sequence[Prerequisite]) -> bool:
        """Say whether something is missing that is fixed at the vendor, and read again after that."""
        return self._facts.is_remote and any(
            not check.met and check.kind not in VERIFICATIONS for check in checks
        )

    def check(self, region: str) -> tuple[Prerequisite, ...]:
        """Return every prerequisite for buying and activating in `region`, met or not."""
        return rules.prerequisites(self.account(), self.region(region))

    def check_all(self) -> tuple[Prerequisite, ...]:
        """Return every prerequisite of buying and of sending in the account's region, met or not."""
        account = self.account()
        return rules.all_prerequisites(account, self.region(account.region))

    def may_buy(self) -> bool:
        """Say whether nothing stands in the way of buying in the account's region."""
        return rules.may_buy(self.check(self.account().region))

    def require_purchase(self, region: str = "") -> None:
        """Refuse and list what is missing, unless you may buy in `region`, by default the account's."""
        require_prerequisites_in(self._account, region or self.account().region)

    def require_to_activate(self) -> None:
        """Refuse and list what is missing, unless you may activate in the account's region."""
        require_prerequisites_in(self._account, self.account().region, to_buy=False)

    def require_activation(self) -> None:
        """Refuse and list what is missing, if Direct Mail is certainly not activated."""
        rules.require_activation(self.account())

    def require_service(self) -> None:
        """Refuse and list what is missing, unless you may set up and send."""
        rules.require_service_access(self.account())

    def use_region(self, region: str) -> Account:
        """Make `region` the account's region, or refuse and list what activating there needs."""
        require_prerequisites_in(self._account, region, to_buy=False)
        account, id = self.account(), self.region(region).id
        return account if account.region == id else self._account.use_region(id)

    def verify(self, region: str) -> Account:
        """Complete the identity verification that `region` needs."""
        return self._account.verify(self.region(region))

    def complete(self, region: str) -> Account:
        """Complete every prerequisite that can be completed here: verification and policies."""
        for item in self.check(region):
            if not item.met and item.kind in VERIFICATIONS:
                self.verify(region)
        if self._facts.completes_prerequisites:
            for policy in permissions.missing_policies(self.account()):
                self._account.grant(policy)
        return self.account()

    def grant(self, policy: str) -> Account:
        """Attach `policy` to the signed-in RAM user."""
        return self._account.grant(policy)

    def sign_in(self, user: str) -> Account:
        """Continue as another user of the account."""
        return self._account.sign_in(user)
