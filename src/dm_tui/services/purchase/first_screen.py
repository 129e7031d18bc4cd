"""The first screen of a start: the wizard at its draft, or the console once you have a plan or activated."""

from typing import TYPE_CHECKING, NamedTuple

from dm_tui.domain.purchase import wording
from dm_tui.domain.purchase.wizard import BillingModel, Step, WizardDraft, first_incomplete
from dm_tui.store.state import StateFile, Tables

if TYPE_CHECKING:  # the protocol knows orders and plans, which the first frame does not need
    from dm_tui.providers.facts import ProviderFacts
    from dm_tui.providers.protocol import AccountProvider, Shop


class ResumePoint(NamedTuple):
    """Where to begin: at a draft, or at the console (None); `notice` says what changed meanwhile."""

    draft: WizardDraft | None
    notice: str = ""


class FirstScreen:
    """Chooses where to begin, from the state alone."""

    def __init__(
        self, state: StateFile, account: "AccountProvider", shop: "Shop", facts: "ProviderFacts", region: str
    ) -> None:
        self._state, self._account, self._shop, self._facts = state, account, shop, facts
        self._region = region

    def choose(self) -> ResumePoint:
        """Return where to begin, never past an open question.

        Money comes first: an order whose payment has no known outcome is shown before anything else.
        """
        with self._state.read() as tables:
            draft = tables.single(WizardDraft)
            if self._region:
                draft = draft_in_region(draft, self._region)
            if tables.is_empty("orders"):
                if draft.saved_at is None and tables.is_empty("pay_as_you_go"):
                    return ResumePoint(WizardDraft())
                return self._resume_draft(draft, tables)
            if draft.order_id is None and not any(
                tables.has("orders", "status", status) for status in ("submitting", "unknown")
            ):  # the model of an order is not loaded where there is nothing to resume
                return self._resume_draft(draft, tables)
            return self._resume_order(draft, tables)

    def _resume_order(self, draft: WizardDraft, tables: Tables) -> ResumePoint:
        from dm_tui.domain.purchase.order import Order, OrderStatus

        orders = tables.of(Order)
        order = orders.find(draft.order_id) if draft.order_id else None
        open_payment = next((other for other in orders.open() if other.unsettled), None)
        if open_payment is not None and (order is None or not order.unsettled):
            order = open_payment
        if order is not None and order.unsettled:
            paying = {"step": Step.PAYMENT, "order_id": order.id, "region": order.region}
            paying |= {"spec": order.spec, "quantity": str(order.quantity)}
            notice = wording.PAYMENT_BEING_CHECKED if self._facts.is_remote else wording.PAYMENT_TO_CHECK
            return ResumePoint(draft.model_copy(update=paying), notice.format(order=order.id))
        if draft.order_id is None:
            return self._resume_draft(draft, tables)
        if order is not None and order.status in (OrderStatus.PAID, OrderStatus.PARTLY_PAID):
            return ResumePoint(draft.model_copy(update={"step": Step.RECEIPT}))
        if order is not None and not order.due_to_lapse(self._account.now()):
            if order.status is OrderStatus.UNPAID:
                return self._resume_draft(draft, tables)
            status = str(order.status)
        else:
            status = "gone" if order is None else "lapsed"
        reopened: dict[str, object] = {"order_id": None, "accepted_terms": None}
        if draft.step is Step.PAYMENT:
            reopened["step"] = Step.CONFIRM
        return self._resume_draft(
            draft.model_copy(update=reopened), tables, wording.order_closed_notice(draft.order_id, status)
        )

    def _resume_draft(self, draft: WizardDraft, tables: Tables, notice: str = "") -> ResumePoint:
        from dm_tui.domain.account.prerequisites import in_the_way, prerequisites
        from dm_tui.domain.account.regions import region_with_id
        from dm_tui.domain.usage.billing import PayAsYouGo

        if draft.saved_at is None:
            if tables.is_empty("plans") and not tables.single(PayAsYouGo).active:
                return ResumePoint(WizardDraft(), notice)
            return ResumePoint(None, notice or self._unfinished_notice(tables))
        catalogue = self._shop.catalogue()
        if draft.catalogue_version not in (None, catalogue.version):
            draft = draft.model_copy(update={"catalogue_version": catalogue.version, "accepted_terms": None})
            notice = wording.PRICES_CHANGED
        region = region_with_id(self._account.regions(), draft.region or "")
        to_buy = draft.billing_model is BillingModel.RESOURCE_PLAN
        if region is None or in_the_way(prerequisites(self._account.current(), region), to_buy=to_buy):
            draft = draft.model_copy(update={"step": Step.PREREQUISITES})
        return ResumePoint(draft.model_copy(update={"step": first_incomplete(draft)}), notice)

    def _unfinished_notice(self, tables: Tables) -> str:
        """Return the notice about unfinished work that the first tab does not show.

        Interrupted mail comes first.
        """
        if tables.has("mailings", "status", "sending") and self._has_interrupted_mailing(tables):
            return wording.MAILING_INTERRUPTED
        if any(tables.has("composition", part) for part in ("to", "file", "subject", "text")):
            return wording.MAILING_DRAFT_SAVED
        return wording.TEMPLATE_DRAFT_SAVED if tables.has("unsaved_template", "name") else ""

    def _has_interrupted_mailing(self, tables: Tables) -> bool:
        from dm_tui.domain.mailing.mailing import Mailing
        from dm_tui.domain.mailing.status import MailingStatus
        from dm_tui.store.mailing_files import MailingFiles

        deliveries = MailingFiles(self._state)
        return any(
            mailing.status is MailingStatus.SENDING and not deliveries.is_held(mailing.id)
            for mailing in tables.of(Mailing).all()
        )


def draft_in_region(draft: WizardDraft, region: str) -> WizardDraft:
    """Return the draft in `region`; one that has its order, or no region yet, as it is."""
    return draft if draft.order_id or draft.region is None else draft.model_copy(update={"region": region})
