"""Price lists and quotes, made the short way by the use cases."""

import io
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

import builders
from cast import Cast
from universo.benefits.prices.models import PriceFile, PriceList, Quote
from universo.domain.decision_clock import local_date
from universo.identity.actor import Actor
from universo.usecases.import_prices import Target, choose_price_columns, receive_prices
from universo.usecases.issue_quote import issue_quote
from universo.usecases.publish_prices import publish_prices, seen_of
from universo.usecases.write_quote import LineData, QuoteData, save_quote, start_quote

NOON = builders.NOON
TODAY = local_date(NOON)
HEAD = "Código;Descripción;Familia;Precio público;Precio partner;IVA"
ROWS = (
    "CF-100;Controlador fiscal de mostrador;Controladores fiscales;1.000.000,00;800.000,00;10,5",
    "TPV-15;Terminal táctil;Terminales;500.000,00;400.000,00;21",
    "LEC-2D;Lector 2D inalámbrico;Lectores;120.000,50;99.999,99;21",
)


def upload(rows: Any = ROWS, head: str = HEAD, name: str = "lista.csv") -> SimpleUploadedFile:
    """Return a CSV file of prices as a browser sends it."""
    text = "\r\n".join([head, *rows])
    return SimpleUploadedFile(name, io.BytesIO(text.encode()).read(), content_type="text/csv")


def previewed(cast: Cast, rows: Any = ROWS, at: datetime = NOON, **target: Any) -> PriceFile:
    """Return a file whose changes wait to be confirmed, of resellers in pesos if not said otherwise."""
    values = {
        "category": "RESELLER",
        "level": "",
        "currency": "ARS",
        "title": "Lista de revendedores",
    }
    made = receive_prices(
        actor=cast.channel_manager, now=at, target=Target(**{**values, **target}),
        file_name="lista.csv", uploaded=upload(rows),
    )  # fmt: skip
    return choose_price_columns(
        actor=cast.channel_manager,
        now=at,
        file_id=made.pk,
        fields=made.mapping,
        default_vat_bp=None,
    )


def published(
    cast: Cast, rows: Any = ROWS, at: datetime = NOON, from_date: date | None = None, **target: Any
) -> PriceList:
    """Publish a list, by default from its first day on."""
    found = previewed(cast, rows, at, **target)
    return publish_prices(
        actor=cast.channel_manager, now=at, file_id=found.pk, from_date=from_date or local_date(at),
        seen=seen_of(found),
    )  # fmt: skip


def draft(actor: Actor, lines: Any = (), at: datetime = NOON, **data: Any) -> Quote:
    """Return a draft of a quote with lines, in pesos if not said otherwise."""
    currency = data.pop("currency", "ARS")
    head = QuoteData(**{"customer_name": "Ferretería del Sur S.A.", "validity_days": 10, **data})
    made = start_quote(actor=actor, now=at, uid=builders.new_uid(), currency=currency, data=head)
    if not lines:
        return made
    return save_quote(
        actor=actor, now=at, quote_id=made.pk, revision=made.revision, data=head, lines=lines
    )


def issued(actor: Actor, lines: Any = (), at: datetime = NOON, **data: Any) -> Quote:
    """Return an issued quote."""
    made = draft(actor, lines or [LineData(1, 50_000_00, code="TPV-15")], at, **data)
    return issue_quote(actor=actor, now=at, quote_id=made.pk, revision=made.revision)
