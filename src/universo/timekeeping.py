"""Clocks that edges hand to use cases: `now` never hides inside a rule."""

from collections.abc import Callable
from datetime import datetime

Clock = Callable[[], datetime]
"""Answers the instant (aware) at the moment of the call; used where the instant must be taken under a lock."""
