"""Writing people: accounts are made for somebody who was admitted or invited, never by himself."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from universo.errors import Conflict, InvalidInput
from universo.identity.models import User


def create_person(
    *, email: str, full_name: str, phone: str = "", password: str | None = None
) -> User:
    """Return a stored person; without a password he cannot sign in until he sets one.

    Raises Conflict when the address has an account, InvalidInput when the password is too weak.
    """
    if password is not None:
        check_password_strength(password, User(email=email, full_name=full_name))
    try:
        with transaction.atomic():
            return User.objects.create_user(email, password, full_name=full_name, phone=phone)
    except IntegrityError as error:
        raise Conflict(
            _("There is already an account with this e-mail address."), field="email"
        ) from error


def check_password_strength(password: str, user: User, *, field: str = "password") -> None:
    """Raise InvalidInput with one sentence per rule that the password breaks."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise InvalidInput({field: list(error.messages)}) from error


def first_password_key(user: User) -> tuple[str, str]:
    """Return the two parts of the address where the person sets a password: who, and the secret.

    It stops working once a password is set, or after PASSWORD_RESET_TIMEOUT seconds.
    """
    return user_pk_to_url_str(user), default_token_generator.make_token(user)
