"""What is true of a provider, each fact under its own name.

A boolean “sandbox” was rejected: each place that read it wanted to know something else (does money move, who
counts the mail, is there anything to read again), and a third provider would have answered wrongly to half of
them.
"""

from typing import NamedTuple


class ProviderFacts(NamedTuple):
    """Facts that never change while a provider is open; whatever may change is asked of its four parts."""

    vendor_name: str
    """The party that runs the account, as a sentence names it."""

    payment_party: str
    """The party that accepts or declines a payment, as a sentence names it."""

    badge: str
    """The word in the title line."""

    order_page: str
    """Where the vendor's console lists orders; empty where it has no console."""

    packages: tuple[str, ...]
    """The packages that must be installed besides our own."""

    secret_variables: tuple[str, ...]
    """The environment variables with its credentials.

    They are never written to a file, so scheduled runs lack them.
    """

    moves_real_money: bool
    """Paying costs money: the amount is typed before it is spent, and nothing is called real otherwise."""

    is_remote: bool
    """The account is read over a network: what is shown has an age, and reading it again takes a while."""

    vendor_meters: bool
    """The vendor counts mail, makes bills and charges them; otherwise this program does."""

    recognizes_payments: bool
    """A payment is known by our id for it; otherwise two payments for the same plan look alike."""

    sells_elsewhere: bool
    """Orders are also made outside this program."""

    completes_prerequisites: bool
    """Verification and policies are completed here at once.

    Otherwise the vendor or the account owner does it.
    """

    sends_mail: bool
    """It has a transport of its own; otherwise mail goes to the outbox until you choose a server."""

    sends_lists: bool
    """It sends a template to a whole list by one call; otherwise each recipient gets a message from here."""

    reminds_into_folder: bool
    """Reminders go to the outbox until a channel is set up.

    Otherwise they fail: nobody would see them there.
    """

    has_smtp_servers: bool
    """It has mail servers that ask for the SMTP password of a sender address; otherwise nobody ever does."""

    has_scenarios: bool
    """It has known starts, and a clock that can be moved."""

    @property
    def counted_by(self) -> str:
        """The party that counts mail, as a sentence names it; empty where this program does."""
        return self.vendor_name if self.vendor_meters else ""

    @property
    def money_words(self) -> str:
        """The badge, and whether money is real: what the title line shows where it has room."""
        return f"{self.badge} · {'real money' if self.moves_real_money else 'no real money'}"
