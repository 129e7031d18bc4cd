"""What the vendor's documents leave open.

The stand-in gives one answer to each and can be told to give another.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from typing import Any


def guess(first: Any, *others: Any) -> Any:
    """Return a field that begins as `first`; nobody outside knows that the service does not give `others`."""
    return field(default=first, metadata={"others": others})


@dataclass
class Guesses:
    """One field for each question that the documents do not answer.

    `effective`: when a plan begins to count. The examples of QueryResourcePackageInstances all end in
    T16:00:00Z, which is midnight in Beijing; no text says whether a time of day is rounded, nor in which
    direction.

    `unknown_product`: how DescribeResourcePackageProduct refuses a product without plans. Its page lists all
    four codes with status 400, and does not say which is for what.

    `denial`: how a missing permission is refused. "detailed" is 403 NoPermission with AccessDeniedDetail
    (seen), "bare" the same without, "older" what the API pages list: 400 NotAuthorized (billing) and 400
    Forbidden (mail).

    `unknown_order`: what GetOrderDetail answers about an order that it does not find.

    `lists_filter`: whether QueryOrders and QueryResourcePackageInstances honour ProductCode, or list other
    products too.

    `order_product`: the ProductCode of a plan's order; the pages show one of the plan and one of the service.

    `plan_named`: whether CreateResourcePackage names the plan that it made; the parameter is described as
    optional.

    `order_on_top`: whether the order's number is also outside `Data`, as in the page's example.

    `list_has_amounts`: whether QueryOrders fills the amounts; the newer pages have them in GetOrderDetail
    only.

    `names_registered_domain`: whether DescDomain has TlDomainName; only the newer pages list it.

    `dns_without_lookup`: what DescDomain says of public DNS where it does not look: what it saw last, or
    nothing.

    `tag_names`: which names CreateTag takes. Its page of 2026 lists letters, digits and underscores, the one
    of 2024 letters and digits, 50 at most, and the sending calls take hyphens too.

    `unknown_tag`: what becomes of mail under a tag that does not exist: refused, or sent without the tag.

    `trace_needs_tag`: whether ClickTrace without a tag is refused or ignored.

    `subject_limit`, `body_limit`, `alias_limit`: the larger figure is the SDK's, the smaller one of pages of
    2025.

    `nick_limit`: characters of a template's nick name; the SDK has 30, an alias of a sender 15.

    `changed_template`: the status of a template that was changed: under review, or a draft.

    `spam_means`: what InvalidSendMail.Spam is about. The table of codes says "spam filter", an older one
    tells to check the status of the user, the rate and the quota: then it is about every recipient.

    `detail_times`: the zone of StartTime and EndTime of SenderStatisticsDetailByParam.

    `any_case`: whether True and False pass for true and false. The page wants the strings in lower case; the
    SDK for Python sends a capital.

    `products_anywhere`: whether QueryProductList answers accounts of the other site, too.

    `lapsed`: what becomes of an unpaid order after its hour: shown as cancelled, or no longer shown.
    """

    effective: str = guess("exact", "midnight before", "midnight after")
    unknown_product: str = guess(
        "InvalidParameter", "ProductNotFind", "ProductNotSupported", "ProductNotFound"
    )
    denial: str = guess("detailed", "bare", "older")
    unknown_order: str = guess("refused", "empty")
    lists_filter: bool = guess(True, False)
    order_product: str = guess("plan", "service")
    plan_named: bool = guess(True, False)
    order_on_top: bool = guess(True, False)
    list_has_amounts: bool = guess(True, False)
    names_registered_domain: bool = guess(True, False)
    dns_without_lookup: str = guess("last", "empty")
    tag_names: str = guess("as sent", "letters, digits, underscores", "letters, digits")
    unknown_tag: str = guess("refused", "dropped")
    trace_needs_tag: bool = guess(True, False)
    subject_limit: int = guess(256, 100)
    body_limit: int = guess(8_000_000, 80_000)
    alias_limit: int = guess(15, 14)
    nick_limit: int = guess(30, 15)
    changed_template: str = guess("1", "0")
    spam_means: str = guess("the recipient", "the account")
    detail_times: str = guess("Beijing", "UTC")
    any_case: bool = guess(True, False)
    products_anywhere: bool = guess(False, True)
    lapsed: str = guess("cancelled", "gone")


def other_ways(*names: str) -> Iterator[tuple[str, Guesses]]:
    """Yield the stand-in's own answers, then each other answer to each question alone, with a name for a
    test.
    """
    first = Guesses()
    yield "as guessed", first
    for question in fields(first):
        if not names or question.name in names:
            for other in question.metadata["others"]:
                yield f"{question.name} {other}", replace(first, **{question.name: other})
