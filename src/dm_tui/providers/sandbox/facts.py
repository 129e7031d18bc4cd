"""What is true of the sandbox."""

from dm_tui.providers.facts import ProviderFacts

SANDBOX_FACTS = ProviderFacts(
    vendor_name="the sandbox",
    payment_party="the bank",
    badge="SANDBOX",
    order_page="",
    packages=(),
    secret_variables=(),
    moves_real_money=False,
    is_remote=False,
    vendor_meters=False,
    recognizes_payments=True,
    sells_elsewhere=False,
    completes_prerequisites=True,
    sends_mail=False,
    sends_lists=False,
    reminds_into_folder=True,
    has_smtp_servers=False,
    has_scenarios=True,
)
