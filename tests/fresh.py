"""A fresh interpreter that begins once, and a copy of it for each program that goes on from there.

What begins is half of what such a test takes: the copies find it done, and notice nothing of one another.
"""

import subprocess
import sys
from collections.abc import Mapping

_COPIES = """
import os, sys
sys.stdout.flush()
for program in {programs!r}:
    if (copy := os.fork()) == 0:
        exec(program, globals())
        sys.stdout.flush()
        os._exit(0)
    if os.waitpid(copy, 0)[1]:
        sys.exit("This program failed:\\n" + program)
    print("\\0", end="", flush=True)
"""


def printed_by_each(
    begin: str, programs: Mapping[str, str], env: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Run what begins in a fresh interpreter, go on with each program, and return what each printed."""
    ran = subprocess.run(
        [sys.executable, "-c", begin + _COPIES.format(programs=list(programs.values()))],
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return dict(zip(programs, ran.stdout.split("\0")[:-1], strict=True))
