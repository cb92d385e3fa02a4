"""Stands in for termcolor (pypi.org/project/termcolor) where it is not installed: its real names only."""

ATTRIBUTES = {"bold": 1, "dark": 2, "italic": 3, "underline": 4, "blink": 5, "reverse": 7, "concealed": 8, "strike": 9}
HIGHLIGHTS = {
    "on_" + name: code
    for code, names in {
        40: ["black"], 41: ["red"], 42: ["green"], 43: ["yellow"], 44: ["blue"], 45: ["magenta"],
        46: ["cyan"], 47: ["light_grey", "white"], 100: ["dark_grey"], 101: ["light_red"],
        102: ["light_green"], 103: ["light_yellow"], 104: ["light_blue"], 105: ["light_magenta"],
        106: ["light_cyan"],
    }.items()
    for name in names
}
HIGHLIGHTS["on_grey"] = 40
COLORS = {name[3:]: code - 10 for name, code in HIGHLIGHTS.items()}
RESET = "\033[0m"


def can_colorize(no_color=None, force_color=None):
    return False


def colored(text, color=None, on_color=None, attrs=None, *, no_color=None, force_color=None):
    # A colour that there is not is a KeyError there, too
    for table, name in [(COLORS, color), (HIGHLIGHTS, on_color)] + [(ATTRIBUTES, a) for a in attrs or []]:
        if name is not None and not isinstance(name, tuple):
            table[name]
    return str(text)


def cprint(text, color=None, on_color=None, attrs=None, *, no_color=None, force_color=None, **kwargs):
    print(colored(text, color, on_color, attrs), **kwargs)
