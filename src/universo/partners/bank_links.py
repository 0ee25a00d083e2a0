"""The link of a mail with which the old contact stops a change of account, without signing in.

It is signed for this one act on this one account. It has no date of its own: it ends with the waiting
time, when the change is in force, and as soon as the change is stopped or refused.
"""

from django.core import signing

from universo.errors import NotPermitted
from universo.partners.bank_models import BankAccount

_SALT = "partners.bank_account.stop"


def link_token(found: BankAccount) -> str:
    """Return what goes into the link; nobody makes it without the installation's secret."""
    return signing.Signer(salt=_SALT).sign(found.uid.hex)


def account_of_link(token: str) -> BankAccount:
    """Return the account of a link, in whatever state it is. Raises NotPermitted for any other text."""
    try:
        uid = signing.Signer(salt=_SALT).unsign(token)
    except signing.BadSignature:
        raise NotPermitted("") from None
    rows = BankAccount.objects.select_related("partner", "requested_by")
    found = rows.filter(uid=uid).first()
    if found is None:
        raise NotPermitted("")
    return found
