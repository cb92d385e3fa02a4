"""Stands in for colorama (pypi.org/project/colorama) where it is not installed: its real names only."""
import contextlib

_COLORS = ["BLACK", "RED", "GREEN", "YELLOW", "BLUE", "MAGENTA", "CYAN", "WHITE"]


class _Codes:
    def __init__(self, first, light, reset):
        for i, name in enumerate(_COLORS):
            setattr(self, name, "\033[%dm" % (first + i))
            setattr(self, "LIGHT%s_EX" % name, "\033[%dm" % (light + i))
        self.RESET = "\033[%dm" % reset


class _Style:
    BRIGHT, DIM, NORMAL, RESET_ALL = "\033[1m", "\033[2m", "\033[22m", "\033[0m"


class _Cursor:
    def UP(self, n=1):
        return "\033[%dA" % n

    def DOWN(self, n=1):
        return "\033[%dB" % n

    def FORWARD(self, n=1):
        return "\033[%dC" % n

    def BACK(self, n=1):
        return "\033[%dD" % n

    def POS(self, x=1, y=1):
        return "\033[%d;%dH" % (y, x)


Fore, Back, Style, Cursor = _Codes(30, 90, 39), _Codes(40, 100, 49), _Style(), _Cursor()


def init(autoreset=False, convert=None, strip=None, wrap=True):
    pass


def deinit():
    pass


def reinit():
    pass


def just_fix_windows_console():
    pass


@contextlib.contextmanager
def colorama_text(*args, **kwargs):
    yield
