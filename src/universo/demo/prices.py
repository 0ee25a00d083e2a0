"""Prices of the demo: lists in force, past and to come, and quotes at each stage. The amounts are invented."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.core.files.base import ContentFile

from universo.benefits.prices.models import Quote
from universo.benefits.prices.queries import latest_of
from universo.demo import notices as do
from universo.demo.calendar import Moments
from universo.demo.companies import CASES
from universo.domain.decision_clock import local_date
from universo.usecases.announce_prices import announce_prices
from universo.usecases.import_prices import Target, choose_price_columns, receive_prices
from universo.usecases.issue_quote import issue_quote, withdraw_quote
from universo.usecases.look_at_prices import count_look
from universo.usecases.publish_prices import earliest_day, publish_prices, seen_of
from universo.usecases.write_quote import LineData, QuoteData, save_quote, start_quote

CASE = {case.key: case for case in CASES}
Act = Callable[[datetime], object]
Add = Callable[[datetime, Act], None]
Row = tuple[str, str, str, str, str, str]  # code, words, family, public, partner, VAT
HEAD = "Código;Descripción;Familia;Precio público;Precio partner;IVA"
FAMILIES = {
    "PRINTER": "Controladores fiscales", "TILL": "Terminales de punto de venta",
    "READER": "Lectores y balanzas", "SPARE": "Insumos y repuestos",
}  # fmt: skip
# Invented prices in thousands of pesos: code, words, family, public, share of the partner in %, VAT.
ARTICLES = (
    ("CF-100", "Controlador fiscal de mostrador", "PRINTER", 980, 82, "10,5"),
    ("CF-300", "Controlador fiscal de alto tránsito", "PRINTER", 1_840, 80, "10,5"),
    ("TPV-15", "Terminal táctil 15 pulgadas", "TILL", 1_120, 78, "10,5"),
    ("TPV-KIT", "Puesto de caja completo", "TILL", 2_350, 77, "10,5"),
    ("LEC-2D", "Lector 2D inalámbrico", "READER", 265, 75, "10,5"),
    ("BAL-T", "Balanza con impresión de ticket", "READER", 1_310, 80, "21"),
    ("INS-R80", "Rollo térmico 80 mm, caja de 50", "SPARE", 74, 70, "21"),
    ("INS-R57", "Rollo térmico 57 mm, caja de 100", "SPARE", 61, 70, "21"),
    ("REP-CAB", "Cabezal de impresión CF-100", "SPARE", 187, 72, "21"),
    ("REP-FTE", "Fuente 24 V para impresora", "SPARE", 58, 72, "21"),
)
LABELS: tuple[Row, ...] = (
    ("ETQ-21", "Etiqueta de 2,1 pulgadas", "Etiquetas electrónicas de góndola", "9,80", "7,35", "21"),
    ("ETQ-42", "Etiqueta de 4,2 pulgadas", "Etiquetas electrónicas de góndola", "18,50", "13,90", "21"),
    ("ETQ-AP", "Antena para 5.000 etiquetas", "Etiquetas electrónicas de góndola", "640,00", "498,00", "21"),
)  # fmt: skip
KITS: tuple[Row, ...] = (
    ("SDK-FIS", "Equipo de desarrollo fiscal", "Desarrollo", "1.150,00", "690,00", "21"),
    ("CF-100", "Controlador fiscal de mostrador", "Controladores fiscales", "890,00", "640,00", "10,5"),
)  # fmt: skip
SPONSORS: tuple[Row, ...] = (
    ("INS-R80", "Rollo térmico 80 mm, caja de 50", "Insumos y repuestos", "78.000,00", "66.300,00", "21"),
    ("LEC-2D", "Lector 2D inalámbrico", "Lectores y balanzas", "278.300,00", "236.550,00", "10,5"),
)  # fmt: skip


def price_steps(add: Add, moments: Moments) -> None:
    """Add the steps of the lists, who looks at them, and the quotes."""
    add(moments.at(70, 15), _publish("RESELLER", "ARS", "Revendedores, lista 1", _pesos(100)))
    add(moments.at(70, 16), _publish("RESELLER", "USD", "Revendedores, etiquetas", LABELS))
    add(moments.at(69, 12), _publish("ISV", "USD", "Casas de software", KITS))
    add(moments.at(68, 12), _publish("SPONSOR", "ARS", "Promotores", SPONSORS))
    add(moments.at(48, 11), _publish("RESELLER", "ARS", "Revendedores, lista 2", _pesos(105)))
    new = [*_pesos(109)[:-1], ("CF-400", "Controlador fiscal con autocorte", "Controladores fiscales",
                               "1.390.000,00", "1.098.000,00", "10,5")]  # fmt: skip
    note = "Los rollos bajan por la compra del año; el CF-400 es nuevo."
    add(moments.at(2, 13), _publish("RESELLER", "ARS", "Revendedores, lista 3", new, note))
    for days, person in ((60, "norma"), (47, "sergio"), (31, "norma"), (20, "lucia"), (3, "norma")):
        add(moments.at(days, 10), _look(person))
    add(moments.at(54, 15), _quote("sergio", "bazar", [("TPV-15", 2, 98), ("LEC-2D", 1, 100)]))
    add(moments.at(45, 15), _quote("norma", "ombu", [("CF-300", 3, 95), ("TPV-KIT", 3, 92)]))
    add(moments.at(3, 15), _quote("norma", "farmacias", [("CF-100", 7, 96)], days=15))
    add(moments.at(6, 15), _quote("sergio", "kiosco", [("CF-100", 1, 100)]))
    add(moments.at(4, 15), _take_back("sergio", "El cliente pidió otro modelo."))
    add(
        moments.at(1, 15),
        _quote("sergio", "kiosco", [("CF-100", 1, 79), ("INS-R80", 2, 100)], draft=True),
    )


def _pesos(level: int) -> list[Row]:
    """Return the articles in pesos at a level of prices, in hundredths of the first list's."""
    rows = []
    for code, words, family, public, share, vat in ARTICLES:
        thousands = public * (level if code[:3] != "INS" or level < 109 else 98)
        prices = (thousands * 10, thousands * share // 10)
        rows.append((code, words, FAMILIES[family], f"{prices[0]},00", f"{prices[1]},00", vat))
    return rows


def _publish(category: str, currency: str, title: str, rows: Sequence[Row], note: str = "") -> Act:
    def act(now: datetime) -> None:
        carla = do.colleague("carla")
        text = "\r\n".join([HEAD, *(";".join(row) for row in rows)])
        found = receive_prices(
            actor=carla, now=now, target=Target(category, "", currency, title),
            file_name=f"{title}.csv", uploaded=ContentFile(text.encode()),
        )  # fmt: skip
        found = choose_price_columns(
            actor=carla, now=now, file_id=found.pk, fields=found.mapping, default_vat_bp=None
        )
        first = earliest_day(latest_of(category, "", currency), local_date(now))
        made = publish_prices(
            actor=carla, now=now, file_id=found.pk, from_date=first, note=note, seen=seen_of(found)
        )
        announce_prices(now=now, list_id=made.pk)

    return act


def _look(person: str) -> Act:
    return lambda now: count_look(actor=do.partner_person(person), now=now)


def _quote(
    person: str,
    key: str,
    lines: Sequence[tuple[str, int, int]],
    days: int = 10,
    *,
    draft: bool = False,
) -> Act:
    """Quote articles (code, quantity, hundredths of the public price) and the installation."""

    def act(now: datetime) -> None:
        actor, case = do.partner_person(person), CASE[key]
        data = QuoteData(
            case.legal_name,
            days,
            case.cuit,
            "Entrega a 10 días de confirmado. Instalación incluida.",
        )
        made = start_quote(
            actor=actor, now=now, uid=do.uid("quote", person, key, now.date()), currency="ARS",
            data=data,
        )  # fmt: skip
        work = LineData(1, 18_500_000, "Instalación y puesta en marcha", 2100)
        priced = [LineData(count, _price(code, share), code=code) for code, count, share in lines]
        made = save_quote(
            actor=actor, now=now, quote_id=made.pk, revision=made.revision, data=data,
            lines=[*priced, work],
        )  # fmt: skip
        if not draft:
            issue_quote(actor=actor, now=now, quote_id=made.pk, revision=made.revision)

    return act


def _price(code: str, share: int) -> int:
    public = next(
        public for known, _words, _family, public, _share, _vat in ARTICLES if known == code
    )
    return public * share * 1_000


def _take_back(person: str, reason: str) -> Act:
    def act(now: datetime) -> None:
        actor = do.partner_person(person)
        last = Quote.objects.filter(partner=actor.partner_id, status="ISSUED").latest("issued_at")
        withdraw_quote(actor=actor, now=now, quote_id=last.pk, reason=reason)

    return act
