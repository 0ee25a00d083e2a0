"""What is typed of a customer, checked: one reading for the form and for the lines of a file."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from universo.domain.contacts import normalise_email, phone_key, web_domain
from universo.domain.names import name_key
from universo.domain.tax_ids import check_cuit, normalise_cuit
from universo.errors import InvalidInput

SIZES = {
    "external_id": 60,
    "legal_name": 160,
    "trade_name": 160,
    "locality": 120,
    "street": 160,
    "phone": 60,
    "email": 254,
    "web": 200,
    "contact_name": 120,
}


@dataclass(frozen=True, slots=True)
class CustomerData:
    """The facts of a known customer. `province` is a letter; anything but the name may be empty."""

    legal_name: str
    external_id: str = ""
    trade_name: str = ""
    cuit: str = ""
    province: str = ""
    locality: str = ""
    street: str = ""
    phone: str = ""
    email: str = ""
    web: str = ""
    contact_name: str = ""

    @property
    def code(self) -> str:
        """What the customer is known by within its source."""
        return self.external_id or self.cuit

    def fields(self) -> dict[str, Any]:
        """Return the columns of a row, but for the code and the keys."""
        values = asdict(self)
        values.pop("external_id")
        values["province_id"] = values.pop("province") or None
        return values


def read_customer(raw: Mapping[str, str], provinces: Mapping[str, str]) -> CustomerData:
    """Return the data of `raw` (fields of CustomerData as typed); raises InvalidInput by field.

    `provinces` maps what people write (letter or name key) to letters.
    """
    clean = {name: " ".join(str(raw.get(name) or "").split()) for name in CustomerData.__slots__}
    errors: dict[str, list[Any]] = {}
    for name, size in SIZES.items():
        if len(clean[name]) > size:
            errors[name] = [_("It is too long: at most %(size)d characters.") % {"size": size}]
        if "\0" in clean[name]:
            errors[name] = [_("It has characters that cannot be kept.")]
    if not clean["legal_name"] or not name_key(clean["legal_name"]):
        errors["legal_name"] = [_("Write the legal name.")]
    _read_cuit(clean, errors)
    _read_contact(clean, errors)
    if clean["province"]:
        letter = provinces.get(clean["province"], "")
        if not letter:
            errors["province"] = [_("There is no province with that name.")]
        clean["province"] = letter
    if errors:
        raise InvalidInput(errors)
    return CustomerData(**clean)


def _read_cuit(clean: dict[str, str], errors: dict[str, list[Any]]) -> None:
    if not clean["cuit"]:
        return
    check = check_cuit(clean["cuit"])
    if not check.ok:
        errors["cuit"] = [_("It is not a CUIT: check its eleven digits.")]
    clean["cuit"] = check.normalised or normalise_cuit(clean["cuit"])[:11]


def _read_contact(clean: dict[str, str], errors: dict[str, list[Any]]) -> None:
    if clean["email"] and not normalise_email(clean["email"]):
        errors["email"] = [_("It does not look like an e-mail address.")]
    if clean["phone"] and not phone_key(clean["phone"]):
        errors["phone"] = [_("Write the phone with its area code.")]
    if clean["web"] and "." not in clean["web"] and not web_domain(clean["web"]):
        errors["web"] = [_("It does not look like a web address.")]
