"""The marks on the screen: a shape for each state, and its twin in ASCII."""

from dm_tui.settings.ascii_only import ascii_only


class Marks:
    """Marks are shape first, colour second; each has an ASCII twin for terminals that lack the glyph."""

    def __init__(self, ascii_only: bool) -> None:
        self.done, self.here, self.ahead, self.next, self.warning = (
            ("+", "*", "-", ">", "!") if ascii_only else ("✓", "●", "○", "→", "!")
        )
        self.chosen = "(*)" if ascii_only else "(•)"
        self.free = "( )"
        self.unknown = "?"
        self.full, self.empty = ("#", ".") if ascii_only else ("█", "░")
        self.by_free, self.by_plans, self.by_pay_as_you_go = (
            (".", "#", ":") if ascii_only else ("░", "█", "▒")
        )
        self.levels = "_.:-=+*#" if ascii_only else "▁▂▃▄▅▆▇█"
        self.dot = "-" if ascii_only else "·"
        self.times = "x" if ascii_only else "×"
        self.side, self.corner, self.floor = ("|", "+", "-") if ascii_only else ("│", "└", "─")
        self.branch = "+" if ascii_only else "├"
        self.up, self.cross = ("^", "x") if ascii_only else ("▲", "✕")
        self.bar_of_choice = "|" if ascii_only else "▌"
        self.star = "*" if ascii_only else "★"
        self.focus_left, self.focus_right = (">", "<") if ascii_only else ("▸", "◂")
        self.behind, self.before = ("==", "--") if ascii_only else ("━━", "──")


MARKS = Marks(ascii_only())
