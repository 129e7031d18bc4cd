"""A program that buys several times, each time with a key of its own: `main NAME PURCHASES ARGUMENTS…`."""

import sys

from dm_tui.cli.main import run


def main(name: str, purchases: str, *arguments: str) -> None:
    """Buy so often, and end with the first code that is not that of a success."""
    codes = [run([*arguments, "--key", f"{name}-{number}"]) for number in range(int(purchases))]
    sys.exit(next((code for code in codes if code), 0))


if __name__ == "__main__":
    main(*sys.argv[1:])
