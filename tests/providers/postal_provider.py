"""A third provider, as small as one can be: written against the protocols alone, with its own account."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from typing import ClassVar, Never

from pydantic import SecretStr

from dm_tui.content import read_content
from dm_tui.domain.account.account import Account, Identity, IdentityKind
from dm_tui.domain.account.regions import Region
from dm_tui.domain.account.unknown_figures import ReadingPart
from dm_tui.domain.dates import Clock
from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.mailing.recipient_outcome import ServiceTrace
from dm_tui.domain.model import Model
from dm_tui.domain.money import Money, usd
from dm_tui.domain.purchase.catalogue import Catalogue
from dm_tui.domain.purchase.order import Order
from dm_tui.domain.purchase.payment_attempt import PaymentAttempt
from dm_tui.domain.purchase.plan import ResourcePlan
from dm_tui.domain.purchase.plan_expiry import expiry
from dm_tui.domain.purchase.refund import RefundOffer
from dm_tui.domain.setup.mail_domain import MailDomain
from dm_tui.domain.setup.sender import SenderAddress
from dm_tui.domain.setup.template import Template
from dm_tui.domain.usage.billing import Bill, PayAsYouGo
from dm_tui.domain.usage.report import Report
from dm_tui.domain.usage.vendor_bill import VendorBill
from dm_tui.providers.facts import ProviderFacts
from dm_tui.providers.mail.transport import MailTrace
from dm_tui.providers.payment_outcome import Paid, PaymentMethod, PaymentOutcome
from dm_tui.providers.registry import ProviderEntry
from dm_tui.store.state import StateFile, Tables

FACTS = ProviderFacts(
    vendor_name="Postal Works",
    payment_party="Postal Works",
    badge="POSTAL",
    order_page="the console of Postal Works under Orders",
    packages=(),
    secret_variables=("POSTAL_WORKS_STAMP",),
    moves_real_money=True,
    is_remote=False,
    vendor_meters=True,
    recognizes_payments=True,
    sells_elsewhere=False,
    completes_prerequisites=False,
    sends_mail=False,
    sends_lists=False,
    reminds_into_folder=False,
    has_smtp_servers=False,
    has_scenarios=False,
)

HARBOUR = Region(id="harbour", name="The Harbour", smtp_host="", meaning="Everything leaves by sea.")


class PostalRecord(Model):
    """What marks a state file as this provider's."""

    TABLE: ClassVar[str] = "postal"

    opened: bool = True


def _refuse() -> Never:
    raise DirectMailError(ErrorKind.REFUSED, "by-counter-only", "Do that at the counter.")


class PostalAccount:
    def __init__(self, state: StateFile, clock: Clock) -> None:
        self._state, self._clock = state, clock

    def real_now(self) -> datetime:
        return self._clock()

    def now(self) -> datetime:
        return self._clock()

    def claim(self) -> None:
        with self._state.transaction() as tables:
            tables.put_single(PostalRecord())

    def connect(
        self, parts: Collection[ReadingPart] = (), max_age: timedelta | None = None, *, to_send: bool = False
    ) -> None:
        pass

    def note_outdated(self, part: ReadingPart) -> None:
        pass

    def read_at(self, part: ReadingPart | None = None) -> None:
        return None

    def was_asked_for(self, part: ReadingPart) -> bool:
        return True

    def current(self) -> Account:
        return Account(
            id="postal-7",
            identity=Identity(kind=IdentityKind.ACCOUNT, name="postmaster"),
            region=HARBOUR.id,
            identity_verified=True,
            mainland_verified=True,
        )

    def regions(self) -> tuple[Region, ...]:
        return (HARBOUR,)

    def use_region(self, region: str, *, stored: bool = True) -> Account:
        return self.current()

    def verify(self, region: Region) -> Account:
        return self.current()

    def users(self) -> tuple[str, ...]:
        return ()

    def sign_in(self, user: str) -> Account:
        _refuse()

    def grant(self, policy: str) -> Account:
        _refuse()


class PostalShop:
    plans_per_call: int | None = None
    activation_address = "https://postal.example/activate"
    expenses_page = refund_page = "https://postal.example/bills"

    def __init__(self, account: PostalAccount) -> None:
        self._now = account.now

    def catalogue(self) -> Catalogue:
        return Catalogue.model_validate_json(read_content("catalogue.json"))

    def balance(self) -> Money:
        return usd("7.00")

    def payment_methods(self) -> tuple[PaymentMethod, ...]:
        return (PaymentMethod(id="stamps", label="Stamps"),)

    def prepare(self, order: Order) -> tuple[str, ...]:
        return ()

    def pay(self, order: Order, attempt: PaymentAttempt) -> PaymentOutcome:
        plan = ResourcePlan(
            id=f"{order.id}-stamp",
            order_id=order.id,
            spec=order.spec,
            emails=order.emails,
            price=order.unit_price,
            purchased_at=self._now(),
            expires_at=expiry(self._now(), order.validity_months),
        )
        return Paid(at=self._now(), plans=(plan,))

    def check_payment(self, order: Order, attempt: PaymentAttempt) -> PaymentOutcome:
        _refuse()

    def refresh_plans(self) -> None:
        pass

    def refund_offer(self, plan: ResourcePlan) -> RefundOffer:
        _refuse()

    def bill_method(self) -> str:
        return "stamps"

    def pay_bill(self, bill: Bill, attempt: PaymentAttempt) -> PaymentOutcome:
        _refuse()

    def check_bill(self, bill: Bill, attempt: PaymentAttempt) -> PaymentOutcome:
        _refuse()

    def vendor_bills(self) -> tuple[VendorBill, ...]:
        return ()

    def activate(self, agreement_version: str) -> PayAsYouGo:
        _refuse()

    def bank_books(self, tables: Tables) -> None:
        return None


class PostalSetup:
    def new_domain(self, name: str, region: str) -> MailDomain:
        _refuse()

    def check_domain(self, domain: MailDomain) -> MailDomain:
        _refuse()

    def remove_domain(self, domain: MailDomain) -> None:
        _refuse()

    def add_sender(self, sender: SenderAddress) -> None:
        _refuse()

    def remove_sender(self, sender: SenderAddress) -> None:
        _refuse()

    def set_smtp_password(self, sender: SenderAddress, password: SecretStr) -> None:
        _refuse()

    def submit_template(self, template: Template) -> Template:
        _refuse()

    def check_template(self, template: Template) -> Template:
        _refuse()

    def remove_template(self, template: Template) -> None:
        _refuse()


class PostalOutbound:
    def transport(self) -> None:
        return None

    def lists(self) -> None:
        return None

    def has_sent(self, trace: MailTrace) -> bool:
        return False

    def sent_to(self, address: str, since: datetime, until: datetime) -> tuple[ServiceTrace, ...]:
        return ()

    def read_suppressed(self) -> None:
        return None

    def lift(self, address: str) -> None:
        _refuse()

    def prepare_tag(self, tag: str, *, only_look: bool = False) -> bool:
        _refuse()

    def send_test(
        self, template: Template, sender: SenderAddress, recipient: str, values: Mapping[str, str]
    ) -> bool:
        return False

    def fill_report(self, report: Report) -> None:
        return None


class PostalProvider:
    name = "postal"
    facts = FACTS

    def __init__(self, state: StateFile, clock: Clock, sleep: Callable[[float], None]) -> None:
        self.account = PostalAccount(state, clock)
        self.shop = PostalShop(self.account)
        self.setup = PostalSetup()
        self.outbound = PostalOutbound()


ENTRY = ProviderEntry(
    "postal", "real stamps", lambda: FACTS, "postal.json", PostalRecord.TABLE, PostalProvider
)
