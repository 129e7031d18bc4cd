"""The wizard's draft: saved before every change of screen, resumed at the next start."""

from typing import TYPE_CHECKING

from dm_tui.domain.purchase.wizard import WizardDraft
from dm_tui.services.purchase.first_screen import FirstScreen, ResumePoint, draft_in_region
from dm_tui.store.state import StateFile

if TYPE_CHECKING:  # the protocol knows orders and plans, which the first frame does not need
    from dm_tui.providers.facts import ProviderFacts
    from dm_tui.providers.protocol import AccountProvider, Shop


class WizardDrafts:
    """Keeps one draft; a saved one is resumed until it is finished."""

    def __init__(
        self,
        state: StateFile,
        account: "AccountProvider",
        shop: "Shop",
        facts: "ProviderFacts",
        region: str = "",
    ) -> None:
        """Take the region of this program alone, if there is one: a draft continues there."""
        self._state, self._account, self._shop, self._facts = state, account, shop, facts
        self._region = region

    def save(self, draft: WizardDraft) -> WizardDraft:
        """Make the draft durable."""
        with self._state.transaction() as tables:
            return tables.put_single(draft.model_copy(update={"saved_at": self._account.now()}))

    def move(self, region: str) -> None:
        """Continue in another region, which a command chose."""
        with self._state.transaction() as tables:
            draft = tables.single(WizardDraft)
            if (moved := draft_in_region(draft, region)) != draft:
                tables.put_single(moved)

    def finish(self) -> None:
        """Forget the draft: its purchase or activation is done."""
        with self._state.transaction() as tables:
            tables.put_single(WizardDraft())

    def resume(self) -> ResumePoint:
        """Return where to begin, never past an open question."""
        return FirstScreen(self._state, self._account, self._shop, self._facts, self._region).choose()
