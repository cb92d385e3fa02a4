"""Stands in for colorama (pypi.org/project/colorama) where it is not installed: no colours."""
from contextlib import nullcontext as colorama_text  # noqa: F401

COLORS = "BLACK RED GREEN YELLOW BLUE MAGENTA CYAN WHITE".split()
NAMES = [*COLORS, *("LIGHT%s_EX" % color for color in COLORS), "RESET"]
Fore = Back = type("Codes", (), dict.fromkeys(NAMES, ""))()
Style = type("Style", (), dict.fromkeys(["BRIGHT", "DIM", "NORMAL", "RESET_ALL"], ""))()
Cursor = type("Cursor", (), dict.fromkeys("UP DOWN FORWARD BACK POS".split(), lambda *_: ""))()
init = deinit = reinit = just_fix_windows_console = lambda *_, **__: None
