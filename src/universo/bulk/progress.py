"""What is going on, on standard error: how much is done, how fast, how long it will take."""

import sys
import time
from typing import TextIO

_EVERY = {True: 0.5, False: 5.0}  # seconds between two lines, on a terminal and elsewhere


class Progress:
    """One stage with a known, or estimated, amount of work."""

    def __init__(self, title: str, total: int, unit: str, out: TextIO | None = None) -> None:
        """`unit` is what is counted, in Spanish and plural."""
        self.title, self.total, self.unit = title, total, unit
        self.out = out if out is not None else sys.stderr
        self.started = self.said = time.monotonic()
        self.on_terminal = self.out.isatty()

    def tell(self, done: int, more: str = "") -> None:
        """Say how far it is, unless it was said a moment ago."""
        now = time.monotonic()
        if now - self.said < _EVERY[self.on_terminal]:
            return
        self.said = now
        rate = done / max(now - self.started, 0.001)
        parts = [f"{number(done)} de {number(max(self.total, done))} {self.unit}"]
        parts += [more] if more else []
        parts.append(f"{number(round(rate))}/s")
        if done and self.total > done:
            parts.append(f"faltan {duration((self.total - done) / rate)}")
        self._write(f"  {self.title}: {', '.join(parts)}", last=False)

    def end(self, done: int, more: str = "") -> None:
        """Say what was done and how long it took."""
        parts = [f"{number(done)} {self.unit}", *([more] if more else [])]
        took = duration(time.monotonic() - self.started)
        self._write(f"  {self.title}: {', '.join(parts)} en {took}", last=True)

    def _write(self, text: str, *, last: bool) -> None:
        if self.on_terminal:
            self.out.write(f"\r\x1b[K{text}" + ("\n" if last else ""))
        else:
            self.out.write(f"{text}\n")
        self.out.flush()


def number(value: int) -> str:
    """Write a number as people do here: 1.234.567."""
    return f"{value:,}".replace(",", ".")


def duration(seconds: float) -> str:
    """Write a duration: 8,3 s, 4 min 05 s, 1 h 12 min."""
    if seconds < 60:
        return f"{seconds:.1f} s".replace(".", ",")
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest:02d} s"
    return f"{minutes // 60} h {minutes % 60:02d} min"
