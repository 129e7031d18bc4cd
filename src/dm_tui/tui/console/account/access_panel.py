"""Access: the signed-in account, its permissions, and in the sandbox the ways to complete them."""

from collections.abc import Callable
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import OptionList

from dm_tui.domain.account.account import Account
from dm_tui.domain.account.permissions import missing_policies
from dm_tui.domain.account.prerequisites import prerequisites
from dm_tui.domain.account.regions import Region, region_with_id
from dm_tui.domain.text import clean_line
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.overview.views import Overview
from dm_tui.tui.console.account.access_facts import (
    activation_line,
    identity_line,
    live_account_lines,
    verification_lines,
)
from dm_tui.tui.console.account.account_limits import paint_limits
from dm_tui.tui.console.account.action_menu import ActionMenu
from dm_tui.tui.console.account.owned_items import paint_owned
from dm_tui.tui.dialogs.question import AnswerButton, Question
from dm_tui.tui.marks import MARKS
from dm_tui.tui.screen_text import Part, fact, hang_facts, lines, text, warning
from dm_tui.tui.toasts import toast, toast_errors
from dm_tui.tui.widgets.choices import Choice
from dm_tui.tui.widgets.text_block import TextBlock

AccessAction = Callable[[], None]


class AccessPanel(Vertical):
    """The account as the provider sees it; below it a menu of what you can change here."""

    DEFAULT_CSS = """
    AccessPanel {
        & #access-text { height: auto; }
        & #access-menu { margin-top: 1; height: auto; }
        & #access-more { display: none; height: auto; }
    }
    """

    def __init__(self, direct_mail: DirectMail) -> None:
        super().__init__()
        self.direct_mail = direct_mail
        self._access_actions: dict[str, AccessAction] = {}
        self._view: Overview | None = None
        self._facts_rows = self._room = 0

    def compose(self) -> ComposeResult:
        said = TextBlock(id="access-text")
        said.can_focus = True
        yield said
        yield ActionMenu(id="access-menu")
        yield TextBlock(id="access-more")

    def on_resize(self) -> None:
        """Wrap the facts for the new width."""
        if self._view is not None:
            with toast_errors(self.app):
                self._show(self.direct_mail.prerequisites.account())
                self.show_more(self._room)

    def reload(self, view: Overview) -> None:
        self._view = view
        self._show(self.direct_mail.prerequisites.account())

    @property
    def default_focus(self) -> Widget | None:
        """The menu, unless it is empty."""
        return self.query_one(ActionMenu) if self._access_actions else None

    @property
    def place(self) -> Widget:
        """The menu, or the words above it where it is empty."""
        return self.default_focus or self.query_one("#access-text")

    def show_more(self, room: int) -> None:
        """Show what is used of each limit, and what the account owns, as far as `room` rows have room."""
        self._room = room
        place, more = self.query_one("#access-more", TextBlock), list[Part]()
        if room and self._view is not None:
            menu = self.query_one(ActionMenu)
            left = room - self._facts_rows - (menu.option_count + 1 if menu.option_count else 0)
            shown = self.direct_mail, self._view, self._width
            owned = [lines(paint_owned(*shown, tall=tall)) for tall in (True, False)]
            for parts in ([lines(paint_limits(*shown))], owned):
                rooms = [part.split("\n", allow_blank=True) for part in parts]
                more += next((rows for rows in rooms if len(more) + len(rows) <= left), [])
        place.display = bool(more)
        place.update(lines(more))

    @property
    def _width(self) -> int:
        return self.content_size.width or self.screen.size.width - 4

    def _show(self, account: Account) -> None:
        regions = self.direct_mail.prerequisites.regions()
        width = self._width
        facts = _account_lines(account, regions, width)
        if self._view is not None and self._view.facts.is_remote:
            # From the same reading: a newer reading would contradict the rows above.
            checks = prerequisites(account, self.direct_mail.prerequisites.region(account.region))
            facts = live_account_lines(account, regions, checks, self._view, width)
        hung = lines(hang_facts(facts, width))
        self._facts_rows = len(hung.split("\n", allow_blank=True))
        self.query_one("#access-text", TextBlock).update(hung)
        rows: list[Choice] = []
        self._access_actions = {}
        for id, label, do in self._available_actions(account, regions):
            rows.append(Choice(id, text(label)))
            self._access_actions[id] = do
        menu = self.query_one(ActionMenu)
        menu.show(rows, menu.chosen if menu.option_count else None)
        menu.display = bool(rows)
        self.query_one("#access-text").can_focus = not rows

    def _available_actions(
        self, account: Account, regions: tuple[Region, ...]
    ) -> list[tuple[str, str, AccessAction]]:
        actions: list[tuple[str, str, AccessAction]]
        if not self.direct_mail.facts.completes_prerequisites:
            return []  # the account owner does it at the vendor
        if not account.identity_verified:
            here = region_with_id(regions, account.region) or regions[0]
            actions = [("verify", "Complete identity verification", partial(self._verify, here))]
        else:
            actions = [
                (
                    f"verify-{number}",
                    f"Complete verification for {region.name}",
                    partial(self._verify, region),
                )
                for number, region in enumerate(regions)
                if not account.verified_for(region)
            ]
        for number, policy in enumerate(missing_policies(account)):
            label = f"Grant {policy} to {account.identity.name}"
            actions.append((f"grant-{number}", label, partial(self._ask_to_grant, account, policy)))
        for number, user in enumerate(self.direct_mail.overviews.users()):
            if user != account.identity.name:
                label = f"Sign in as {clean_line(user)}"
                actions.append((f"user-{number}", label, partial(self._ask_to_sign_in, user)))
        return actions

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        do = self._access_actions.get(event.option_id or "")
        if do is not None:
            with toast_errors(self.app):
                do()

    def _verify(self, region: Region) -> None:
        self._show(self.direct_mail.prerequisites.verify(region.id))
        toast(self.app, f"Verification is complete for {region.name}.")

    def _ask_to_grant(self, account: Account, policy: str) -> None:
        question = Question(
            "grant",
            f"Grant {policy}?",
            [f"RAM user {account.identity.name} may then do everything this policy allows."],
            AnswerButton("grant-it", "Grant"),
            AnswerButton("do-not", "Not now"),
        )
        self._ask(question, lambda: self.direct_mail.prerequisites.grant(policy))

    def _ask_to_sign_in(self, user: str) -> None:
        question = Question(
            "sign-in",
            f"Sign in as {clean_line(user)}?",
            ["This user's policies then decide what you may buy and activate."],
            AnswerButton("sign-in-now", "Sign in"),
            AnswerButton("stay", "Not now"),
        )
        self._ask(question, lambda: self.direct_mail.prerequisites.sign_in(user))

    def _ask(self, question: Question, change: Callable[[], Account]) -> None:
        def change_if(really: bool | None) -> None:
            if really:
                with toast_errors(self.app):
                    self._show(change())

        self.app.push_screen(question, change_if)


def _account_lines(account: Account, regions: tuple[Region, ...], room: int) -> list[Part]:
    owner = account.identity.is_owner
    missing = missing_policies(account)
    rows: list[Part] = [fact("Account", account.id), identity_line(account)]
    if owner:
        rows.append(fact("Policies", "not needed: you are the owner"))
    elif not account.policies and not missing:
        rows.append(fact("Policies", "none"))
    for policy in account.policies if not owner else ():
        rows.append(text(("Policy       ", "$muted"), (f"{MARKS.done} ", "$success"), policy))
    for policy in missing:
        rows.append(text(("Policy       ", "$muted"), warning(f"{policy} is missing")))
    return [*rows, activation_line(account), "", *verification_lines(account, regions, room)]
