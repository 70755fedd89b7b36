"""The program of the one file: `slotbell`, and `slotbell -m MODULE` for processes of its own."""

import runpy
import sys

from bot.__main__ import main

if sys.argv[1:2] == ["-m"]:
    module = sys.argv[2]
    del sys.argv[1:3]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
else:
    main(prog_name="slotbell")
