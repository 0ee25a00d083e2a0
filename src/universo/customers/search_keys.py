"""The keys by which a company is found again: of its names, its phones and its domain."""

import re
from collections.abc import Iterable
from typing import TypedDict

from universo.domain.contacts import company_domain, phone_key, registered_domain, web_domain
from universo.domain.names import name_key

NAME_KEY_SIZE = 330
DOMAIN_KEY_SIZE = 200
SEPARATOR = " | "
_SEVERAL = re.compile(r"\s+[/y]\s+|[;,|\n]")


class Keys(TypedDict):
    """The three key columns of `CompanyFacts`."""

    name_key: str
    phone_keys: list[str]
    domain_key: str


def keys_for(
    *,
    legal_name: str,
    trade_name: str = "",
    phone: str = "",
    email: str = "",
    web: str = "",
    other_phones: Iterable[str] = (),
) -> Keys:
    """Return the search keys of a company, stored with it: `Model(**facts, **keys_for(...))`.

    `name_key` joins the keys of legal and trade name with " | ", the legal one first. A phone field
    may hold several numbers. The domain of its own site counts before that of its mail address;
    free mailboxes and shared hosts give none.
    """
    names = dict.fromkeys(key for key in (name_key(legal_name), name_key(trade_name)) if key)
    numbers = [part for text in (phone, *other_phones) for part in (text, *_SEVERAL.split(text))]
    phones = dict.fromkeys(key for number in numbers if (key := phone_key(number)))
    host = web_domain(web)
    domain = (registered_domain(host) if host else None) or company_domain(email) or ""
    return Keys(
        name_key=SEPARATOR.join(names)[:NAME_KEY_SIZE],
        phone_keys=list(phones),
        domain_key=domain[:DOMAIN_KEY_SIZE],
    )
