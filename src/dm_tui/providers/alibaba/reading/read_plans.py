"""The plans of the account as the vendor reports them; their expiry is the vendor's, never computed."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from dm_tui.domain.model import Model
from dm_tui.providers.alibaba.api.account_and_plan_answers import PlanInstance, PlanInstanceList
from dm_tui.providers.alibaba.api.call_permissions import Service
from dm_tui.providers.alibaba.api.client import Client
from dm_tui.providers.alibaba.reading.email_amounts import emails_in


class OwnedPlan(Model):
    """One plan at the vendor, its amounts as numbers."""

    id: str
    emails: int
    left: int
    instance: PlanInstance


class OwnedPlans(NamedTuple):
    """All valid plans of the account; `unclear` are the ids of those that lack something we show."""

    plans: tuple[OwnedPlan, ...]
    unclear: tuple[str, ...] = ()

    @property
    def whole(self) -> tuple[OwnedPlan, ...]:
        """The plans that lack nothing we show."""
        return tuple(plan for plan in self.plans if plan.id not in self.unclear)


def read_plans(client: Client, product: str) -> tuple[OwnedPlan, ...]:
    """Return the valid plans of the account that could be understood; the vendor reports no others."""
    return read_owned_plans(client, (product,)).plans


def read_owned_plans(
    client: Client, products: Iterable[str], package_types: Collection[str] = ()
) -> OwnedPlans:
    """Return all valid plans of these products, each once.

    The vendor may list those of other products beside them.
    """
    products = tuple(products)
    rows = {
        instance.instance_id: instance
        for product in products
        for instance in _instances(client, product)
        if _may_be_ours(instance, products, package_types)
    }
    plans = tuple(plan for plan in map(_parse_plan, rows.values()) if plan is not None)
    clear = {plan.id for plan in plans if plan.instance.effective_time and plan.instance.expiry_time}
    others = {id for id, row in rows.items() if not _names_its_product(row) and _is_of_other_unit(row)}
    return OwnedPlans(plans, tuple(rows.keys() - clear - others))


def _instances(client: Client, product: str) -> list[PlanInstance]:
    return client.read_pages(
        Service.BILLING,
        "QueryResourcePackageInstances",
        PlanInstanceList,
        page_size=100,
        most=50,
        product_code=product,
    )


def _may_be_ours(instance: PlanInstance, products: Collection[str], package_types: Collection[str]) -> bool:
    """Say whether a plan is of one of the products, as far as it names its own."""
    if instance.package_type and instance.package_type in package_types:
        return True
    named = f"{instance.commodity_code} {instance.package_type}".lower()
    return not _names_its_product(instance) or any(product.lower() in named for product in products)


def _names_its_product(instance: PlanInstance) -> bool:
    return bool(instance.commodity_code or instance.package_type)


def _is_of_other_unit(instance: PlanInstance) -> bool:
    """Say whether a plan counts something else than emails: its amount is then a number of it."""
    amount, unit = instance.total_amount, instance.total_amount_unit
    return emails_in(amount, unit) is None and emails_in(amount, "") is not None


def _parse_plan(instance: PlanInstance) -> OwnedPlan | None:
    """Return a plan with its emails, None if they are missing or are no number of emails."""
    emails = emails_in(instance.total_amount, instance.total_amount_unit)
    left = emails_in(instance.remaining_amount, instance.remaining_amount_unit or instance.total_amount_unit)
    if not instance.instance_id or not emails or left is None:
        return None
    return OwnedPlan(id=instance.instance_id, emails=emails, left=min(left, emails), instance=instance)
