"""Runs MiniStack until its standard input is closed, so that it never outlives the process that started it."""
import os
import sys
import threading


def end_with_parent() -> None:
    while sys.stdin.buffer.read(4096):
        pass
    os._exit(0)


# A container has no input, and ends by itself.
if os.environ.get("STAYS_WITHOUT_INPUT") != "1":
    threading.Thread(target=end_with_parent, daemon=True).start()

import compat  # noqa: E402  (the watch must run before anything that may block)
import server  # noqa: E402
from ministack.app import main  # noqa: E402

compat.apply()
server.apply()

sys.argv = ["ministack"]
main()
