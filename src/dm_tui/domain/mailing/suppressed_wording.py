"""The sentences about addresses that get no mail: the list of them, what was put there, what was left out."""

from functools import partial

from dm_tui.domain.counts import show_count
from dm_tui.domain.errors import ErrorKind

LEFT_OUT_BECAUSE = {
    "invalid": "Not sent to: invalid since {since} ({source}).",
    "suppressed": "Not sent to: suppressed since {since} ({source}).",
    "unsubscribed": "Not sent to: unsubscribed on {since} ({source}).",
}
"""By the reason."""
SERVER_SAID = "The server said: {words}"
UNKNOWN_DAY = "an unknown day"
NO_LONGER_LISTED = "It was on the list of suppressed addresses; it was not sent to."

ON_LIST, ONE_ON_LIST = "{addresses} get no mail.", "{addresses} gets no mail."
NOBODY_ON_LIST = "Nobody is on the list. Add an address: dm-tui suppressed add ADDRESS."
NOBODY_MATCHES = "Nobody on the list matches “{search}”."

LEFT_OUT = "{addresses} on the list of suppressed addresses ({reasons}): neither sent to nor billed."
LEFT_OUT_OF_MAILING = "Left out: {reasons}. See why: dm-tui suppressed."
PUT_ON_LIST = (
    "Servers said that {addresses} of this mailing do not exist: mailings leave them out for {days} days. See "
    "them: dm-tui suppressed --from {mailing}. Take them off: dm-tui suppressed remove --from {mailing}."
)
ONE_PUT_ON_LIST = (
    "A server said that {addresses} of this mailing does not exist: mailings leave it out for {days} days. See "
    "it: dm-tui suppressed --from {mailing}. Take it off: dm-tui suppressed remove --from {mailing}."
)

ADDED = "{addresses} put on the list: mailings leave them out, unbilled. Take off: dm-tui suppressed remove ADDRESS."
ALREADY_ON_LIST = "{addresses} on the list already: left as they are."
REMOVED = (
    "{addresses} taken off the list: mailings are sent to them. Put back: dm-tui suppressed add ADDRESS."
)
HEADING_IS = "Line {line} is read as the heading: {columns}."
READ_BY_GUESS = "The file is read as {encoding}, which is a guess: --encoding says another."
NEITHER_NOR = "It has no address, and names no column that is known. --column names the column of addresses."
_unread = partial(ErrorKind.USAGE.text, "unreadable-line")
UNKNOWN_REASON = _unread(
    "“{reason}” is no reason that is known: write invalid, suppressed or unsubscribed, or give --reason for all such lines.",
    "",
)
NO_DATE = _unread("“{date}” is no date, or may be several: write it as 2026-01-31.", "")
DATE_TO_COME = _unread("“{date}” is still to come: since when does the address get no mail?", "")
IS_OVER = _unread("It was listed until {date}, which is over.", "")
PATTERN = ErrorKind.USAGE.text(
    "address-pattern",
    "“{address}” is a pattern: the list has single addresses, and no mailing would match it.",
    "Name each address.",
)
NOT_READ = "Not read: line {line}: {problem}"
MORE_NOT_READ = "And {more:,} more lines that cannot be read: see --json."
NOTHING_DAMAGED = "The list can be read: {addresses}. Nothing was changed."
REPAIRED = "{addresses} could be read and count. The damaged file is {path}."
MORE_LISTED = "… and {more:,} more: --search narrows it, --json has all."

SERVICE_HAS_LISTS = "{vendor} keeps lists of its own: dm-tui suppressed --service."
NOBODY_AT_SERVICE = "Nobody is on the lists of {vendor}."
NO_SERVICE_LISTS = ErrorKind.REFUSED.text(
    "no-service-lists", "The sandbox keeps no lists of its own.", "See yours: dm-tui suppressed."
)
FILE_OR_SERVICE = ErrorKind.USAGE.text(
    "file-or-service", "An import needs a file or --service.", "Give one of them, not both."
)
NOT_AN_ADDRESS = "{count:,} of the service's entries are domains, not addresses: they were not taken in."
UNSUBSCRIBED_AT_SERVICE = ErrorKind.REFUSED.text(
    "unsubscribed-at-service",
    "“{address}” unsubscribed at the service, or reported your mail as spam: it stays on the service's list.",
    "Only its owner may undo that: ask them to subscribe again.",
)
NOT_AT_SERVICE = ErrorKind.USAGE.text(
    "unknown-address", "“{address}” is on no list of the service.", "See them: dm-tui suppressed --service."
)
LIFTED = "{addresses} taken off the lists of {vendor}. Yours is as it was: dm-tui suppressed."
ADDED_TO_LIST = "{addresses} put on the list."
SOME_NOT_READ = "{lines} cannot be read."


def added_words(added: int, already: int, problems: int) -> str:
    """Return in one line what an addition or an import did."""
    words = [ADDED_TO_LIST.format(addresses=show_count(added, "address"))]
    if already:
        words.append(ALREADY_ON_LIST.format(addresses=show_count(already, "address")))
    if problems:
        words.append(SOME_NOT_READ.format(lines=show_count(problems, "row")))
    return " ".join(words)


PUT_ON_LIST_BRIEFLY = (
    "{addresses} found not to exist: for {days} days on the list of addresses that get no mail."
)


NOT_ON_LIST = ErrorKind.USAGE.text(
    "unknown-address",
    "“{address}” is not on the list of suppressed addresses.",
    "Search it: dm-tui suppressed --search {address}.",
)
NOBODY_FROM_SOURCE = ErrorKind.USAGE.text(
    "unknown-address", "Nobody is on the list from “{source}”.", "See the sources: dm-tui suppressed."
)
REMOVE_WHOM = ErrorKind.USAGE.text(
    "remove-whom",
    "Taking off the list needs addresses, or --from with a mailing or a file.",
    "See the list: dm-tui suppressed.",
)
ADD_WHOM = ErrorKind.USAGE.text("no-address", "There is no address to add.", "Type one.")


_unusable = partial(ErrorKind.USAGE.text, "unusable-file")
FILE_WITHOUT_ADDRESSES = _unusable(
    "{path} has no addresses.", "Give one address a line, CSV with a column “address”, or the JSON of dm-tui."
)
FILE_NOT_JSON = _unusable(
    "{path} begins like JSON and is none, or none of addresses.",
    'Its shape is {{"suppressed": [{{"address": "ada@example.com"}}]}}.',
)

LIST_DAMAGED = ErrorKind.STATE_FILE.text(
    "suppressed-damaged",
    "{path} was changed or damaged after it was written: it is not known who gets no mail.",
    "Nothing was sent or changed. Save the addresses that can be read: dm-tui suppressed repair.",
)
LIST_MISSING = ErrorKind.STATE_FILE.text(
    "suppressed-missing",
    "{path} is missing: it is not known who gets no mail.",
    "Nothing was sent or changed. Put the file back, or begin with an empty list: dm-tui suppressed repair.",
)
LIST_BEGUN_ANEW = (
    "The list was missing, so an empty one begins. To get back what a backup has of it: dm-tui restore FILE."
)
