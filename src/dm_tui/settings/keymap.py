"""The keys of the interface: every action that has one, by its name.

A test compares the table with the interface. The grammar reads it with every Tab: it imports next to nothing.
"""

from typing import NamedTuple

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
