"""The program as after `| cat`."""

import os
import sys

from dm_tui.__main__ import main

pipe, end = os.pipe()
if os.fork():
    os.close(pipe)
    os.dup2(end, 1)
    os.close(end)
    main()
os.close(end)
while some := os.read(pipe, 65536):
    os.write(1, some)
sys.exit(0)
