"""The sentences of setting up mail: addresses, domains and their DNS records, senders.

Every face shows these. The module imports only errors, so that every rule of the room can raise them. The
reasons why a name or an address is refused are whole sentences too: one reason may follow several errors.
"""

from collections.abc import Sequence

from dm_tui.domain.errors import ErrorKind


def list_some(items: Sequence[str], most: int, separator: str = ", ") -> str:
    """Return the first `most` items and how many more there are."""
    listed = separator.join(items[:most])
    return listed if len(items) <= most else f"{listed}, and {len(items) - most} more"


# Domain names

DOMAIN_EMPTY = "There is no domain name."
DOMAIN_TOO_LONG = "The domain name has {length} characters; {most} are allowed."
DOMAIN_DOT_AT_END = "The domain name ends with a dot."
DOMAIN_IS_IP_ADDRESS = "The domain name is an IP address, or ends in a number like one."
DOMAIN_WITHOUT_DOT = "The domain name has no dot: give the whole name, such as example.com."
DOMAIN_EMPTY_PART = "The domain name begins with a dot, or has two dots in a row."
DOMAIN_PART_TOO_LONG = "The domain name has a part of more than 63 characters between dots."
DOMAIN_HYPHEN = "The domain name has a part that begins or ends with a hyphen."
DOMAIN_BAD_CHARACTER = "The domain name has a character that is not allowed."
DOMAIN_NOT_IDNA = "The domain name has a character that is not allowed, or too many outside ASCII."
NO_DOMAIN = ErrorKind.USAGE.text(
    "bad-domain", DOMAIN_EMPTY, "Give a name that you own, such as mail.example.com."
)
BAD_DOMAIN = NO_DOMAIN._replace(message="“{domain}” is not a domain name. {reason}")

# Email addresses

ADDRESS_TOO_LONG = "It has {length} characters; {most} are allowed."
ADDRESS_TOO_LONG_IN_ASCII = "It has {length} characters in ASCII; {most} are allowed."
ADDRESS_SPACE = "It has a space or a control character in it."
ADDRESS_WITHOUT_AT = "It has no @."
ADDRESS_SECOND_AT = "It has more than one @."
ADDRESS_NOTHING_BEFORE_AT = "There is nothing before the @."
ADDRESS_LOCAL_TOO_LONG = "It has {length} characters before the @; {most} are allowed."
ADDRESS_NOT_ASCII = "Only ASCII letters, digits and symbols are allowed before the @."
ADDRESS_SIGNS = "An address here cannot have quotes, brackets, commas or comments in it."
ADDRESS_DOTS = "The part before the @ cannot begin or end with a dot, or have two dots in a row."
_ADDRESS_HINT = "Write it as name@example.com."
NO_ADDRESS = ErrorKind.USAGE.text("bad-address", "There is no email address.", _ADDRESS_HINT)
BAD_ADDRESS = ErrorKind.USAGE.text(
    "bad-address", "“{address}” is not an email address. {reason}", _ADDRESS_HINT
)

# Domains

UNKNOWN_DOMAIN = ErrorKind.USAGE.text(
    "unknown-domain", "There is no domain “{domain}”.", "List them with dm-tui domains."
)
DOMAIN_EXISTS = ErrorKind.REFUSED.text(
    "domain-exists",
    "This account already has the domain {domain}.",
    "See its records with dm-tui domains show {domain}.",
)
TOO_MANY_DOMAINS = ErrorKind.REFUSED.text(
    "too-many-domains",
    "The account has {count} domains; {most} are allowed.",
    "Remove one that you no longer use: dm-tui domains remove NAME.",
)
DOMAIN_NOT_VERIFIED = ErrorKind.NOT_ALLOWED.text(
    "domain-not-verified",
    "{domain} is not verified. {missing}.",
    "Publish what dm-tui domains show {domain} lists, then verify it again.",
)
DOMAIN_NOT_LOOKED_UP = DOMAIN_NOT_VERIFIED._replace(
    message="{domain} is not verified. Not all of its records could be looked up."
)
DOMAIN_TOO_LONG_FOR_SERVICE = ErrorKind.REFUSED.text(
    "domain-too-long",
    "“{domain}” has {length} characters; the service takes domain names of up to {most}.",
    "Send from a domain with a shorter name.",
)
DOMAIN_IN_USE = ErrorKind.REFUSED.text(
    "domain-in-use",
    "A sender address still uses {domain}: {addresses}.",
    "Remove it first: dm-tui senders remove ADDRESS.",
)
DOMAIN_IN_USE_BY_SEVERAL = DOMAIN_IN_USE._replace(
    message="{count} sender addresses still use {domain}: {addresses}.",
    hint="Remove them first: dm-tui senders remove ADDRESS.",
)

# DNS records: names, and notes beside a record, without a full stop

RELATIVE_NAME = "{name} (relative to your registered domain)"
NAME_UNKNOWN = "the service does not name it"
RELATIVE_ZONE = "names without a dot at the end are relative to your registered domain"
REGISTERED_DOMAIN_UNKNOWN = "the service does not name your registered domain, so this was not looked up"

NOTHING_PUBLISHED = "nothing is published"
DOUBLED_NAME = "published as {name}, which has {zone} twice: its editor appends that, so enter {host} alone"
NOT_READ = "receivers do not read it, as it begins otherwise; publish it without quotation marks or spaces"
NOT_EXACT = "it has quotation marks, spaces or capitals of its own; publish it exactly"
OTHER_VALUE = "another value is published"
OTHER_KEY = "another key is published"
KEY_REVOKED = "the key is revoked"
SEVERAL_RECORDS = {
    "dkim": "{count} records are published here, and receivers may read either; leave only this one",
    "spf": "{count} SPF records are published; a name may have one. Merge them into one",
    "dmarc": "{count} DMARC records are published; a name may have one",
}
SPF_WITHOUT_SERVICE = "it does not allow the service yet; the value above allows both"
SPF_WITHOUT_SPACES = "receivers do not read it: what is between its words is no space"
DMARC_WITHOUT_POLICY = "it has no policy (p=none, quarantine or reject)"
OTHER_MX = "mail for this name goes elsewhere; if it should stay so, send from a subdomain"

RECORD_LABELS = {
    "ownership": "ownership",
    "spf": "SPF",
    "dkim": "DKIM",
    "dmarc": "DMARC",
    "mx": "MX",
    "tracking": "tracking",
}
"""By the kind of the record."""

RECORD_PURPOSES = {
    "ownership": "proves that the domain is yours",
    "spf": "lets the service's servers send for it",
    "dkim": "lets receivers check the service's signature",
    "dmarc": "tells receivers what to do with forged mail",
    "mx": "brings bounces back to the service",
    "tracking": "counts opens and clicks under your name",
}
"""By the kind of the record."""

SENDER_PURPOSES = {"batch": "mailings to many recipients", "trigger": "single emails: a password, a receipt"}
"""By the kind of the sender address."""

SPF_TOO_MANY_LOOKUPS = ErrorKind.REFUSED.text(
    "spf-too-many-lookups",
    "With “{include}” the SPF record needs {lookups} lookups; {most} are allowed.",
    "Remove servers that no longer send for the domain, or send from a subdomain.",
)
SPF_TOO_LONG = ErrorKind.REFUSED.text(
    "spf-too-long",
    "The SPF record has {length} characters; a record of more than {most} is not merged.",
    "Shorten it first: receivers may not read it to its end.",
)
NOT_SPF = ErrorKind.USAGE.text(
    "not-spf",
    "“{record}” is not an SPF record.",
    "It begins with v=spf1, such as v=spf1 include:_spf.example.com ~all.",
)
TWO_SPF_RECORDS = ErrorKind.USAGE.text(
    "two-spf-records",
    "These are two SPF records. A name may have one: receivers ignore two.",
    "Merge them into one first.",
)

# Sender addresses

UNKNOWN_SENDER = ErrorKind.USAGE.text(
    "unknown-sender", "There is no sender address “{address}”.", "List them with dm-tui senders."
)
PASSWORD_NOT_SAVED = ErrorKind.OUTCOME_UNKNOWN.text(
    "password-not-saved",
    "{address} has a new SMTP password, but it was not saved: {problem}",
    "Run it again once the keyring is open; it sets another one: dm-tui senders password {address}",
)
PASSWORD_OUTCOME_UNKNOWN = ErrorKind.OUTCOME_UNKNOWN.text(
    "password-unknown",
    "It is not known whether {address} has a new SMTP password: {answer}",
    "Run it again; it sets another one: dm-tui senders password {address}",
)
SENDER_EXISTS = ErrorKind.REFUSED.text(
    "sender-exists", "{address} is already a sender address.", "See it with dm-tui senders show {address}."
)
TOO_MANY_SENDERS = ErrorKind.REFUSED.text(
    "too-many-senders",
    "The account has {count} sender addresses; {most} are allowed.",
    "Remove one that you no longer use: dm-tui senders remove ADDRESS.",
)
TOO_MANY_DELETIONS = ErrorKind.REFUSED.text(
    "too-many-deletions",
    "You deleted {count} sender addresses this month; {most} are allowed.",
    "You can delete the next one on {date}.",
)
BAD_SENDER = ErrorKind.USAGE.text(
    "bad-sender",
    "“{address}” cannot be a sender address: only lowercase letters, digits, dots, hyphens and "
    "underscores are allowed before the @.",
    "For example {example}.",
)
ALIAS_TOO_LONG = ErrorKind.REFUSED.text(
    "alias-too-long", "The alias has {length} characters; {most} are allowed.", "Shorten it, or leave it out."
)
DOMAIN_NOT_ADDED = ErrorKind.NOT_ALLOWED.text(
    "domain-not-added",
    "{domain} is not a domain of this account.",
    "Add it first: dm-tui domains add {domain}.",
)
DOMAIN_OF_ANOTHER_REGION = ErrorKind.NOT_ALLOWED.text(
    "domain-of-another-region",
    "{domain} belongs to region {region}; the account uses {account_region}.",
    "A sender address sends from the region of its domain: use a domain of this region.",
)
SENDER_DOMAIN_NOT_VERIFIED = ErrorKind.NOT_ALLOWED.text(
    "domain-not-verified",
    "{domain} is not verified yet.",
    "Publish its records and verify it: dm-tui domains verify {domain}.",
)

# Contents and limits

DOUBTFUL_SUBJECT = "The subject has {length} characters; some pages of the vendor allow {most}."
DOUBTFUL_BODY = "Text and HTML have {size:,} bytes; some pages of the vendor allow {most:,}."
DOUBTFUL_ALIAS = "The alias has {length} characters; some pages of the vendor allow {most}."
DOUBTFUL_TAG = (
    "Some pages of the vendor allow only letters and digits in a tag, 50 at most: others may be refused."
)
CONTROL_CHARACTER = ErrorKind.USAGE.text(
    "control-character",
    "The {part} has a control character in line {line}, column {column}.",
    "Remove it: mail programs would refuse the message or display it incorrectly.",
)
