"""How often an address may ask, counted per minute and process, before anything is looked up."""

import time

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from universo.web.shared.rate_limit import client_ip

WINDOW = 60  # seconds
WRONG_KEYS = 30  # keys that do not work, per address and window


def wait_for_turn(request: HttpRequest) -> int:
    """Count a request of this address; return the seconds to wait, 0 when it may go on."""
    return _count(f"api:{client_ip(request)}", settings.API_REQUESTS_PER_MINUTE)


def wait_after_wrong_keys(request: HttpRequest) -> int:
    """Return the seconds to wait for an address that tried too many wrong keys; counts nothing."""
    number, left = _window()
    tried = int(cache.get(f"limit:api-wrong:{client_ip(request)}:{number}", 0))
    return left if tried >= WRONG_KEYS else 0


def count_wrong_key(request: HttpRequest) -> None:
    """Count a key that does not work."""
    _count(f"api-wrong:{client_ip(request)}", WRONG_KEYS)


def _count(name: str, times: int) -> int:
    number, left = _window()
    key = f"limit:{name}:{number}"
    cache.add(key, 0, WINDOW)
    try:
        used = int(cache.incr(key))
    except ValueError:  # it was just forgotten: a new window
        return 0
    return left if used > times else 0


def _window() -> tuple[int, int]:
    """Return the number of the current window and the seconds that are left of it."""
    now = int(time.time())
    return now // WINDOW, WINDOW - now % WINDOW
