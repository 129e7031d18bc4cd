"""The keys of the interface: every action that has one, by its name, and the checks of the section [keys].

A test compares the table with the interface. The grammar reads it with every Tab: it imports next to nothing.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from dm_tui.domain.text import clean_line, nearest
from dm_tui.settings import wording

SECTION = "keys"


class KeyName(NamedTuple):
    """One action: its name, its usual key, and what it does."""

    id: str
    key: str
    help: str

    @property
    def scope(self) -> str:
        """The part of the interface in which it works."""
        return self.id.partition(".")[0]


KEYS = tuple(
    KeyName(*line.split(" ", 2))
    for line in """\
account.view v Access or settings
app.help f1 Show help on this screen
app.interrupt ctrl+c Copy what is selected, or leave dm-tui
app.leave q Leave dm-tui, where no field has the focus
app.more_help question_mark Show help, where no field has the focus
app.palette ctrl+p Search the commands of this screen
app.quit ctrl+q Leave dm-tui
bills.pay p Pay the overdue bill
compose.discard f8 Start over
compose.lists f2 Lists of recipients
compose.problems f4 List the rows left out
compose.reading f5 How the file is read
compose.review f9 Check it, then send
compose.schedule f6 When it is sent, and how fast
compose.turn f3 Text, template or Markdown
console.account 9 Show the Account tab
console.activate a Activate Direct Mail
console.advice 8 Show the Advice tab
console.bills 4 Show the Bills tab
console.buy b Buy a plan
console.messages 7 Show the Messages tab
console.overview 1 Show the Overview tab
console.page_down pagedown A page down
console.page_up pageup A page up
console.plans 2 Show the Plans tab
console.read f5 Read the account again
console.send 6 Show the Send tab
console.senders 5 Show the Senders tab
console.usage 3 Show the Usage tab
domain.check y Verify
domain.copy c Copy value
domain.copy-all a Copy all
domain.copy-name h Copy name
domain.look-up d Ask DNS
editor.problem f4 Go to the next unknown variable
editor.save ctrl+s Save it as a draft
editor.submit f9 Submit it for review
editor.view f3 Text, HTML or preview
item.remove delete Remove
letter.view v View
list.copy c Copy id
list.export x CSV or JSON
list.search slash Search
list.sort s Newest, oldest or largest first
mailing.export x Export refused
mailing.pause_mailing p Pause
mailing.recipients w Who got it
mailing.resume r Resume
mailing.settle_unknown u Settle unknown
messages.read m Mark every message as read
order.cancel_order delete Cancel an unpaid order
order.pay p Pay the order, or check its payment
payment.cancel delete Cancel the order; nothing is paid
payment.later l Open the console; the order stays
payment.pay p Pay by the chosen method
plan.refund f What giving the plan back would bring
plans.repeat r Order the same plans again
plans.view v Plans or orders
receipt.activate a Turn on pay-as-you-go
receipt.copy c Copy the receipt
receipt.domain d Add your domain
receipt.save s Save the receipt as text
review.letter l Letter
review.test t Test
send.drafts d Mailings not sent yet
send.import i Import who gets no mail
send.new n Write a mailing, or add an address
send.view v Mailings, the outbox, or who gets no mail
sender.password p SMTP password
senders.new n A domain, an address or a template
senders.view v Domains, addresses or templates
settle.delivered d Delivered
settle.not-delivered n Not delivered
template.edit e Edit
template.revise r Change
template.submit u Submit
template.test t Test
usage.span d By day, month or hour
usage.view v Pictures, by time, by sender address or by tag
wizard.console o See the account without buying
wizard.details d What is missing, and what to do
wizard.order p Pay or cancel the order that waits
""".splitlines()
)
"""Esc, Tab, Enter and the arrows are the same everywhere and are not among them."""

_TABS = frozenset(("bills", "list", "messages", "plans", "send", "senders", "usage", "console"))
_OF_ITEMS = frozenset(("domain", "item", "letter", "mailing", "sender", "template"))

FIXED = frozenset(
    ("enter", "escape", "tab", "shift+tab", "up", "down", "left", "right", "home", "end", "j", "k", "g", "G")
)
"""Keys that move, accept and go back wherever there is something to choose."""

_NAMED = frozenset(("delete", "insert", "pageup", "pagedown", "space", "backspace"))
_KEY = re.compile(r"(ctrl\+)?(f([1-9]|1\d|2[0-4])|[a-z])|ctrl\+(pageup|pagedown|delete)", re.ASCII)
_BESIDE_TEXT = frozenset(("app", "compose", "editor"))
"""Where text is typed: a letter would not be a key there."""

_NOT_BESIDE_TEXT = frozenset(("app.leave", "app.more_help"))


def validate_keys(path: Path, content: object) -> dict[str, str]:
    """Return the keys that are chosen by the names of their actions, or refuse what cannot be."""
    known = {binding.id: binding for binding in KEYS}
    chosen = dict[str, str]()
    for id, value in _flat(path, content).items():
        if id not in known:
            suggestion = nearest(id, list(known))
            raise wording.UNKNOWN_ACTION(
                path=path,
                name=clean_line(id, 60),
                nearest=wording.DID_YOU_MEAN.format(word=suggestion) if suggestion else "",
            )
        chosen[id] = _check_key(path, known[id], value)
    _refuse_conflicts(path, chosen)
    return chosen


def _flat(path: Path, content: object, before: str = "") -> dict[str, object]:
    """Return the values by their whole names: `console.buy = "B"` is a table in a table for TOML."""
    if not isinstance(content, dict):
        raise wording.BAD_FILE(path=path, reason=wording.NOT_A_SECTION.format(name=SECTION))
    values = dict[str, object]()
    for name, value in content.items():
        whole = f"{before}{name}"
        values.update(_flat(path, value, f"{whole}.") if isinstance(value, dict) else {whole: value})
    return values


def _check_key(path: Path, action: KeyName, value: object) -> str:
    def refuse(reason: str) -> Exception:
        return wording.BAD_VALUE(
            path=path,
            section=SECTION,
            name=action.id,
            reason=reason,
            help=action.help[:1].lower() + action.help[1:],
        )

    if not isinstance(value, str) or not value.strip():
        raise refuse(wording.NOT_A_KEY)
    key = value.strip()
    key = key if len(key) == 1 else key.lower()
    if key in FIXED:
        raise refuse(wording.FIXED_KEY.format(key=key))
    is_sign = len(key) == 1 and key.isprintable()
    if not (is_sign or key in _NAMED or _KEY.fullmatch(key)):
        raise refuse(wording.NOT_A_KEY)
    typed = is_sign or key in ("space", "backspace", "delete")
    if typed and action.scope in _BESIDE_TEXT and action.id not in _NOT_BESIDE_TEXT:
        raise refuse(wording.TYPED_KEY.format(key=key))
    return key


def _refuse_conflicts(path: Path, chosen: Mapping[str, str]) -> None:
    """Refuse a key that would do two things on the same screen."""
    now = {binding: normal_key(chosen.get(binding.id, binding.key)) for binding in KEYS}
    for binding, key in now.items():
        for other, its in now.items():
            if (
                binding is not other
                and binding.id in chosen
                and key == its
                and _meet(binding.scope, other.scope)
            ):
                raise wording.KEY_CONFLICT(path=path, key=chosen[binding.id], name=binding.id, other=other.id)


def _meet(one: str, other: str) -> bool:
    """Say whether the keys of two parts work at the same time."""
    if one == other or "app" in (one, other):
        return True
    if {one, other} <= _OF_ITEMS:
        return "item" in (one, other)
    if {one, other} <= _TABS:
        return bool({one, other} & {"console", "list"})
    return False


_SIGNS = {"?": "question_mark", "/": "slash"}


def normal_key(key: str) -> str:
    """Return a key by the name that the interface has for it, as far as the table needs it."""
    return _SIGNS.get(key, key)
