"""What holds for every provider, held against both.

Where they differ, the difference stands in `DIFFERENCES`.
"""

from collections.abc import Callable
from datetime import timedelta

import pytest

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.mailing.letters.letter import make_letter
from dm_tui.domain.mailing.recipients.recipient import Recipient
from dm_tui.domain.mailing.status import MailingStatus
from dm_tui.domain.purchase.order import Order, OrderStatus
from dm_tui.domain.setup.subject_and_body import MailContent
from dm_tui.domain.usage.usage_record import Span
from dm_tui.providers.sandbox.bank import Charge
from dm_tui.services.direct_mail import DirectMail
from tests.alibaba.conftest import OpenLive
from tests.alibaba.server import Fault, Vendor
from tests.conftest import OpenDirectMail, Wait

SANDBOX, LIVE = "sandbox", "alibaba"
CREATE = "CreateResourcePackage"

DIFFERENCES: dict[str, dict[str, object]] = {
    "a lost call": {
        # The bank is told to refuse what was lost; the vendor cannot be told, and a late order may appear.
        SANDBOX: OrderStatus.UNPAID,
        LIVE: OrderStatus.UNKNOWN,
    },
    "a refusal in the middle of three plans": {
        # The bank charges an order as a whole; the vendor has one call and one order for each plan.
        SANDBOX: (OrderStatus.UNPAID, 0),
        LIVE: (OrderStatus.PARTLY_PAID, 1),
    },
    "payments for three plans": {SANDBOX: 1, LIVE: 3},
    "without the amount": {SANDBOX: OrderStatus.PAID, LIVE: "amount-not-confirmed"},
    "activation": {
        # There is no call for it: the vendor's console is where it is done.
        SANDBOX: True,
        LIVE: "activate-in-console",
    },
    "calls for a list of three": {
        # The service writes to a whole list by itself; into the outbox goes one message at a time.
        SANDBOX: {},
        LIVE: {"BatchSendMail": 1, "SingleSendMail": 0},
    },
    "what is counted of it": {
        # The service counts by the day whoever sent it; in the sandbox all that is sent is sent from here.
        SANDBOX: [],
        LIVE: [3],
    },
    "users to sign in as": {SANDBOX: ("owner", "ops", "buyer"), LIVE: ()},
    "granting a policy": {SANDBOX: "owner-needs-no-policy", LIVE: "sandbox-only"},
}


class Bench:
    """One provider with the means to make it fail. `taken` is how many plans money was really taken for."""

    def __init__(self, name: str, opened: Callable[[], DirectMail], vendor: Vendor) -> None:
        self.name, self.opened, self.vendor = name, opened, vendor
        self.direct_mail = opened()
        self.direct_mail.connect()

    def confirmed(self, quantity: int = 1, spec: str = "50k") -> Order:
        terms = self.direct_mail.purchases.catalogue().terms_version
        region = self.direct_mail.prerequisites.account().region
        return self.direct_mail.purchases.confirm(spec, quantity, region, terms)

    def pay(self, order: Order, how: str = "works", at: int = 1) -> Order:
        """Pay so that it works, is declined, is lost on the way, or is charged and not answered."""
        method = "account"
        if self.name == SANDBOX:
            method = {
                "works": "card-4242",
                "declined": "card-0002",
                "lost": "card-lost",
                "charged": "card-timeout",
            }[how]
        elif how != "works":
            fault = {"declined": Fault.DENIED, "lost": Fault.RESET_BEFORE, "charged": Fault.RESET_AFTER}[how]
            self.vendor.faults.at(CREATE, at, fault)
        return self.direct_mail.purchases.pay(order.id, method, str(order.total.amount))

    @property
    def taken(self) -> int:
        if self.name == LIVE:
            return len(self.vendor.account.paid_orders)
        with self.direct_mail.state.read() as tables:
            paid = [record.purpose for record in tables.of(Charge).all() if not record.voided]
        return sum(self.direct_mail.purchases.order(id).quantity for id in paid)

    def differs(self, what: str) -> object:
        return DIFFERENCES[what][self.name]


@pytest.fixture(params=[SANDBOX, LIVE])
def bench(
    request: pytest.FixtureRequest, open_direct_mail: OpenDirectMail, open_live: OpenLive, vendor: Vendor
) -> Bench:
    return Bench(request.param, open_direct_mail if request.param == SANDBOX else open_live, vendor)


def test_an_account_is_named_and_may_buy(bench: Bench) -> None:
    account = bench.direct_mail.prerequisites.account()
    assert account.id
    assert all(check.met for check in bench.direct_mail.prerequisites.check(account.region))
    assert bench.direct_mail.provider.name == bench.name


def test_the_same_regions_are_on_sale_and_one_is_kept(bench: Bench) -> None:
    regions = bench.direct_mail.prerequisites.regions()
    assert [region.id for region in regions][:2] == ["ap-southeast-1", "cn-hangzhou"]
    bench.direct_mail.prerequisites.use_region("us-east-1")
    assert bench.opened().prerequisites.account().region == "us-east-1"


def test_the_mainland_needs_a_word_of_its_own(bench: Bench) -> None:
    with pytest.raises(DirectMailError) as refused:
        bench.direct_mail.prerequisites.use_region("cn-hangzhou")
    assert refused.value.code == "missing-mainland-verification"
    bench.direct_mail.prerequisites.verify("cn-hangzhou")
    assert bench.direct_mail.prerequisites.use_region("cn-hangzhou").region == "cn-hangzhou"


def test_the_guide_s_plans_are_on_sale_at_the_guide_s_prices(bench: Bench) -> None:
    catalogue = bench.direct_mail.purchases.catalogue()
    assert {plan.spec: str(plan.price.amount) for plan in catalogue.plans} == {
        "50k": "13.05",
        "500k": "121.80",
        "1m": "230.55",
        "5m": "1123.75",
    }
    assert {plan.validity_months for plan in catalogue.plans} == {6}
    assert bench.direct_mail.quotes.quote("50k", 3).break_even_emails == 135_000


def test_there_is_a_way_to_pay(bench: Bench) -> None:
    methods = bench.direct_mail.purchases.payment_methods()
    bench.direct_mail.purchases.require_method(methods[0].id)
    with pytest.raises(DirectMailError) as refused:
        bench.direct_mail.purchases.require_method("seashells")
    assert refused.value.code == "unknown-payment-method"


def test_what_is_paid_is_owned(bench: Bench) -> None:
    order = bench.confirmed(3)
    paid = bench.pay(order)
    assert (paid.status, paid.bought, bench.taken) == (OrderStatus.PAID, 3, 3)
    assert len(paid.attempts) == bench.differs("payments for three plans")
    plans = bench.direct_mail.purchases.plans_of(order.id)
    assert [plan.emails for plan in plans] == [50_000] * 3
    months = timedelta(days=180), timedelta(days=185)
    assert all(months[0] < plan.expires_at - bench.direct_mail.now() < months[1] for plan in plans)
    assert {plan.order_id for plan in bench.opened().overviews.overview().plans or ()} == {order.id}
    assert any("is paid" in message.subject for message in bench.direct_mail.overviews.messages())


def test_paying_twice_is_refused(bench: Bench) -> None:
    order = bench.confirmed()
    bench.pay(order)
    with pytest.raises(DirectMailError) as refused:
        bench.pay(order)
    assert refused.value.code == "order-paid"
    assert bench.taken == 1


def test_what_is_declined_costs_nothing_and_may_be_tried_again(bench: Bench) -> None:
    order = bench.confirmed()
    declined = bench.pay(order, "declined")
    assert (declined.status, bench.taken) == (OrderStatus.UNPAID, 0)
    assert declined.last_attempt is not None
    assert declined.last_attempt.message
    assert bench.pay(order).status is OrderStatus.PAID
    assert bench.taken == 1


def test_what_was_charged_without_an_answer_is_found(bench: Bench) -> None:
    order = bench.confirmed()
    assert bench.pay(order, "charged").status is OrderStatus.UNKNOWN
    with pytest.raises(DirectMailError) as refused:
        bench.pay(order)
    assert refused.value.code == "payment-not-settled"
    with pytest.raises(DirectMailError) as refused:
        bench.confirmed()
    assert refused.value.code == "same-purchase-unsettled"
    settled = bench.opened().purchases.settle(order.id)
    assert settled.status is OrderStatus.PAID
    assert bench.opened().purchases.settle(order.id) == settled
    assert bench.taken == 1
    assert len(bench.direct_mail.purchases.plans_of(order.id)) == 1


def test_what_was_lost_is_never_taken_twice(bench: Bench, wait: Wait) -> None:
    order = bench.confirmed()
    assert bench.pay(order, "lost").status is OrderStatus.UNKNOWN
    assert bench.direct_mail.purchases.settle(order.id).status is bench.differs("a lost call")
    wait(timedelta(minutes=3))
    assert bench.direct_mail.purchases.settle_as_not_bought(order.id).status is OrderStatus.UNPAID
    assert bench.pay(order).status is OrderStatus.PAID
    assert bench.taken == 1


def test_a_refusal_in_the_middle(bench: Bench) -> None:
    order = bench.confirmed(3)
    ended = bench.pay(order, "declined", at=2)
    assert (ended.status, ended.bought) == bench.differs("a refusal in the middle of three plans")
    assert bench.taken == ended.bought == len(bench.direct_mail.purchases.plans_of(order.id))


def test_the_amount_of_real_money_is_typed(bench: Bench) -> None:
    order = bench.confirmed()
    method = bench.direct_mail.purchases.payment_methods()[0].id
    came_to: object
    try:
        came_to = bench.direct_mail.purchases.pay(order.id, method).status
    except DirectMailError as refused:
        came_to = refused.code
    assert came_to == bench.differs("without the amount")


def test_an_order_lapses_after_an_hour_and_can_be_cancelled_before(bench: Bench, wait: Wait) -> None:
    cancelled, lapsed = bench.confirmed(), bench.confirmed(2)
    assert bench.direct_mail.purchases.cancel(cancelled.id).status is OrderStatus.CANCELLED
    wait(timedelta(minutes=60))
    with pytest.raises(DirectMailError) as refused:
        bench.pay(lapsed)
    assert refused.value.code == "order-lapsed"
    assert bench.taken == 0


def test_pay_as_you_go(bench: Bench) -> None:
    bench.vendor.account.mail.active = False
    bench.direct_mail.connect()
    region = bench.direct_mail.prerequisites.account().region
    agreement = bench.direct_mail.purchases.catalogue().agreement_version
    came_to: object
    try:
        came_to = bench.direct_mail.activation.activate(region, agreement).active
    except DirectMailError as refused:
        came_to = refused.code
    assert came_to == bench.differs("activation")
    with pytest.raises(DirectMailError) as refused_too:
        bench.direct_mail.activation.activate(region, "another version")
    assert refused_too.value.code == "agreement-changed"


def test_who_may_be_somebody_else(bench: Bench) -> None:
    assert bench.direct_mail.overviews.users() == bench.differs("users to sign in as")
    with pytest.raises(DirectMailError) as refused:
        bench.direct_mail.prerequisites.grant("AliyunBSSOrderAccess")
    assert refused.value.code == bench.differs("granting a policy")


def test_a_list_is_sent_an_approved_template_once(bench: Bench, wait: Wait) -> None:
    direct_mail, vendor = bench.direct_mail, bench.vendor
    agreement = direct_mail.purchases.catalogue().agreement_version
    direct_mail.activation.activate(direct_mail.prerequisites.account().region, agreement)
    direct_mail.domains.add("mail.example.com")
    for domain in vendor.account.mail.domains:
        domain["published"] = True
    direct_mail.domains.verify("mail.example.com")
    direct_mail.senders.add("news@mail.example.com")
    direct_mail.templates.add("welcome", "Hello {UserName}", text="Dear {UserName}")
    for template in vendor.account.mail.templates:
        template["TemplateStatus"] = "2"
    wait(timedelta(hours=3))
    content = direct_mail.templates.show("welcome").content
    letter = make_letter(direct_mail.senders.show("news@mail.example.com"), content)
    people = [Recipient(address=f"p{index}@example.org", variables={"UserName": "A"}) for index in range(3)]
    made = direct_mail.sending.create(letter.model_copy(update={"template": "welcome"}), people)
    done = direct_mail.sending.run(made.id)
    assert (done.status, done.accepted, done.charged.emails) == (MailingStatus.DONE, 3, 3)
    assert direct_mail.sending.run(made.id) == done
    calls = bench.differs("calls for a list of three")
    assert isinstance(calls, dict)
    assert {name: vendor.faults.calls[name] for name in calls} == calls
    direct_mail.connect()
    assert [day.emails for day in direct_mail.statistics.by(Span.DAY)] == bench.differs(
        "what is counted of it"
    )
    view = direct_mail.overviews.overview()
    assert (view.daily_quota.used, (view.recent or ())[-1], view.next_steps[-1].done) == (3, 3, True)
    other = letter.model_copy(update={"template": "welcome", "content": MailContent(subject="x", text="y")})
    with pytest.raises(DirectMailError) as refused:
        direct_mail.sending.create(other, people)
    assert refused.value.code == "template-differs"


def test_the_doctor_finds_nothing_after_all_this(bench: Bench) -> None:
    bench.pay(bench.confirmed(2))
    bench.pay(bench.confirmed(spec="500k"), "declined")
    assert [check.detail for check in bench.direct_mail.doctor.examine() if not check.ok] == []


def test_a_backup_goes_back_to_where_it_came_from(bench: Bench, tmp_path: object) -> None:
    order = bench.confirmed()
    bench.pay(order)
    backup = bench.direct_mail.state_path.with_name("backup.json")
    bench.direct_mail.backups.write(backup)
    bench.pay(bench.confirmed(spec="500k"))
    bench.direct_mail.backups.restore(backup)
    assert [order.id for order in bench.direct_mail.purchases.orders()] == [order.id]
