"""Previews a mailing: what sending would cost and leave, and whether anything can be sent at all."""

from collections.abc import Iterable

from dm_tui.domain.account.prerequisites import require_service_access
from dm_tui.domain.account.unknown import Figure
from dm_tui.domain.account.unread import absent, require_read, require_usable_domain
from dm_tui.domain.mailing.letter import Letter, require_template_match
from dm_tui.domain.mailing.message import Recipient
from dm_tui.domain.mailing.mime import MimeComposer
from dm_tui.domain.mailing.send_preview import Preview, letter_warnings, make_preview
from dm_tui.domain.mailing.suppressed import add_counts, address_key
from dm_tui.domain.mailing.wording import NO_DAILY_QUOTA, NOTHING_SENDABLE, SENDER_NOT_ADDED
from dm_tui.domain.purchase.plan import ResourcePlan, in_order_of_use
from dm_tui.domain.setup.address import parse_address
from dm_tui.domain.setup.mail_domain import MailDomain
from dm_tui.domain.setup.sender import SenderAddress
from dm_tui.domain.setup.template import Template
from dm_tui.domain.text import clean_line
from dm_tui.domain.usage.billing import PayAsYouGo
from dm_tui.domain.usage.metering import held_back_until
from dm_tui.providers.protocol import AccountProvider, Shop
from dm_tui.services.mailing.known_invalid import find_suppressed, suppressed_keys
from dm_tui.services.usage.allowance import current_meter
from dm_tui.services.usage.billing import Billing
from dm_tui.services.usage.metering import preview_charge
from dm_tui.store.state import StateFile, Tables
from dm_tui.store.suppression_file import SuppressionFile


class SendPreviewer:
    """Looks ahead without changing anything."""

    def __init__(
        self,
        state: StateFile,
        account: AccountProvider,
        shop: Shop,
        billing: Billing,
        suppressed: SuppressionFile,
    ) -> None:
        self._state = state
        self._suppressed = suppressed
        self._account = account
        self._shop = shop
        self._billing = billing

    def preview(self, letter: Letter, recipients: Iterable[Recipient]) -> Preview:
        """Return what sending would do now, without doing it. Refuses a letter that cannot be sent."""
        self.require_letter(letter)
        now, catalogue = self._account.now(), self._shop.catalogue()
        with self._state.read() as tables:
            listed = suppressed_keys(tables, self._suppressed, now)
        total, suspects = 0, []
        for recipient in recipients:
            total += 1
            if address_key(recipient.address) in listed:
                suspects.append(recipient.address)
        with self._state.read() as tables:
            found = [find_suppressed(tables, self._suppressed, address, now) for address in suspects]
            left_out = add_counts({}, (entry.reason for entry in found if entry is not None))
            split = preview_charge(tables, catalogue, total - sum(left_out.values()), now)
            meter, pay_as_you_go = current_meter(tables, catalogue, now), tables.single(PayAsYouGo)
            preview = make_preview(
                catalogue,
                pay_as_you_go,
                meter,
                in_order_of_use(tables.of(ResourcePlan).open(), now),
                split,
                left_out=left_out,
                until=held_back_until(split.reason, meter, now),
                unknown=self._account.current().unknown,
                open_amount=self._billing.open_amount_after(pay_as_you_go, split.pay_as_you_go),
            )
        return preview.model_copy(update={"warnings": (*preview.warnings, *letter_warnings(letter))})

    def require_letter(self, letter: Letter) -> None:
        """Refuse a letter whose sender address or content cannot be sent."""
        account = self._account.current()
        require_service_access(account)
        with self._state.read() as tables:
            sender = tables.of(SenderAddress).get(letter.sender)
            if sender is None:
                error = SENDER_NOT_ADDED(sender=clean_line(letter.sender, 60))
                raise absent(account, Figure.SENDERS, error)
            domain = tables.of(MailDomain).get(sender.domain)
            template = tables.of(Template).get(letter.template) if letter.template else None
        require_usable_domain(account, sender.address, domain)
        MimeComposer(letter)
        if letter.template:
            if template is None:
                require_read(account, Figure.TEMPLATES)
            require_template_match(template, letter)

    def require_something_sendable(self, tables: Tables) -> None:
        """Refuse unless at least one email can be sent."""
        catalogue, now = self._shop.catalogue(), self._account.now()
        possible = preview_charge(tables, catalogue, 1, now)
        if not possible.emails:
            if possible.reason == "daily-quota" and current_meter(tables, catalogue, now).daily_limit == 0:
                raise NO_DAILY_QUOTA()
            raise NOTHING_SENDABLE[possible.reason]()


def with_parsed_address(recipient: Recipient) -> Recipient:
    """Return a recipient with the address as it is stored, or refuse the address."""
    address = parse_address(recipient.address)
    return recipient if address == recipient.address else recipient.model_copy(update={"address": address})
