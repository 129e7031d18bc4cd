"""The program whose way of giving the terminal back fails half-way."""

from textual.drivers.linux_driver import LinuxDriver

from dm_tui.__main__ import main


def fail(*_: object) -> None:
    raise RuntimeError


setattr(LinuxDriver, "disable_input", fail)  # noqa: B010
main()
