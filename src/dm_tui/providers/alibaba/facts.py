"""What is true of an account at Alibaba Cloud."""

from dm_tui.providers.facts import ProviderFacts

ALIBABA_FACTS = ProviderFacts(
    vendor_name="Alibaba Cloud",
    payment_party="Alibaba Cloud",
    badge="LIVE",
    order_page="the console of Alibaba Cloud under Expenses and Costs, Orders",
    packages=(  # the extra `alibaba`
        "alibabacloud_bssopenapi20171214",
        "alibabacloud_dm20151123",
        "alibabacloud_sts20150401",
        "segno",
    ),
    secret_variables=(
        "ALIBABA_CLOUD_ACCESS_KEY_ID",
        "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
        "ALIBABA_CLOUD_SECURITY_TOKEN",
    ),
    moves_real_money=True,
    is_remote=True,
    vendor_meters=True,
    recognizes_payments=False,
    sells_elsewhere=True,
    completes_prerequisites=False,
    sends_mail=True,
    sends_lists=True,
    reminds_into_folder=False,
    has_smtp_servers=True,
    has_scenarios=False,
)
