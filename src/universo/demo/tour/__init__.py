"""The tour: the programme's story, told step by step, each figure checked against what is expected."""

from universo.demo.tour.story import tell_story
from universo.demo.tour.telling import Teller

__all__ = ["Teller", "tell_story"]
