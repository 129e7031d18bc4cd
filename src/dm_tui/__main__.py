"""The program, as `dm-tui` and as `python -m dm_tui`."""

import gc
import os
import sys
from contextlib import suppress


def main() -> None:
    """Run the command line and exit with its code."""
    if os.name == "nt":
        sys.exit(
            "dm-tui does not run on Windows itself, but in its Linux: install WSL (wsl --install), and dm-tui there."
        )
    gc.disable()  # a start allocates much and frees little; the interface enables it once it is shown
    try:
        from dm_tui.cli.main import run_program

        code = run_program(sys.argv[1:])
    except KeyboardInterrupt:  # before anything began
        code = 130
    _leave_reads_behind(code)
    gc.freeze()  # spares the interpreter's last collection, which would free nothing of use
    sys.exit(code)


def _leave_reads_behind(code: int) -> None:
    """Exit at once where daemon threads still read: they would run into the interpreter while it ends."""
    threading = sys.modules.get("threading")
    if threading is None:
        return
    others = [thread for thread in threading.enumerate() if thread is not threading.main_thread()]
    if others and all(thread.daemon for thread in others):
        with suppress(OSError, ValueError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    main()
