"""Stands in for termcolor (pypi.org/project/termcolor) where it is not installed: no colours."""
NAMES = "black grey red green yellow blue magenta cyan white light_grey dark_grey".split()
COLORS = {*NAMES, *("light_" + name for name in NAMES[2:8])}
ATTRIBUTES = {"bold", "dark", "italic", "underline", "blink", "reverse", "concealed", "strike"}


def colored(text, color=None, on_color=None, attrs=None, **_):
    # A colour that there is not is a KeyError there, too
    backgrounds = {"on_" + name for name in COLORS}
    for name in [*({color} - COLORS), *({on_color} - backgrounds), *(set(attrs or []) - ATTRIBUTES)]:
        if name is not None and not isinstance(name, tuple):
            raise KeyError(name)
    return str(text)


def cprint(text, color=None, on_color=None, attrs=None, *, no_color=None, force_color=None, **kwargs):
    print(colored(text, color, on_color, attrs), **kwargs)
