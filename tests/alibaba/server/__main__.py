"""`python -m tests.alibaba.server`: the stand-in on a port of its own, to try the program on by hand.

It prints what to set in another shell, and plays the vendor until it is interrupted.
"""

import threading
from contextlib import suppress

from tests.alibaba.server import Vendor

if __name__ == "__main__":
    with Vendor() as vendor, suppress(KeyboardInterrupt):
        print(f"export DM_TUI_PROVIDER=alibaba DM_TUI_ALIBABA_ENDPOINT={vendor.endpoint}")
        print("export ALIBABA_CLOUD_ACCESS_KEY_ID=LTAI-test-key")
        print("export ALIBABA_CLOUD_ACCESS_KEY_SECRET=a-secret-that-must-never-be-seen")
        print("export DM_TUI_STATE=$(mktemp -d)/alibaba.json", flush=True)
        threading.Event().wait()
