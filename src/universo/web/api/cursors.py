"""Where the next page of a list begins: opaque to clients, the last id to us."""

import base64
import binascii

from django.utils.translation import gettext as _

from universo.customers.by_code import MAX_ID
from universo.errors import DomainError


def write(last_id: int) -> str:
    """Return the cursor behind a row."""
    return base64.urlsafe_b64encode(f"v1:{last_id}".encode()).decode().rstrip("=")


def read(cursor: str) -> int:
    """Return the id behind which to go on, 0 for none; DomainError (field `cursor`) if it is not ours."""
    if not cursor:
        return 0
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
    except (ValueError, binascii.Error):
        text = ""
    version, _colon, number = text.partition(":")
    if version != "v1" or not number.isdecimal() or len(number) > 19 or int(number) > MAX_ID:
        raise DomainError(_("It is not a cursor of this list."), field="cursor")
    return int(number)
