"""What the columns of a file are: guessed from their names and from what they hold, then chosen."""

import re
from collections.abc import Callable, Sequence

from universo.domain.contacts import normalise_email, phone_key, web_domain
from universo.domain.places import place_key
from universo.domain.tax_ids import check_cuit
from universo.tabular.refusals import FileRefused
from universo.tabular.shape import Shape, title_key

_TITLES = {
    "external_id": "codigo; cod; id; codigo de cliente; codigo cliente; cod cliente; nro cliente;"
    " cliente nro; nº cliente; numero de cliente; n cliente; legajo; cuenta; nro de cuenta; external id;"
    " nro cuenta; nro cta; cta; n cta; nro de cliente;"
    " id cliente; cod cli; codcli; customer id; code",
    "legal_name": "razon social; denominacion; cliente; nombre; nombre o razon social; apellido;"
    " apellido y nombre; razon social o nombre; nombre del cliente; empresa; titular; legal name;"
    " nombre y apellido; nombre cliente; company; name; denominacion apellido y nombre;"
    " apellido y nombre razon social; apellido y nombre o razon social; denominacion o razon social",
    "trade_name": "nombre de fantasia; fantasia; nombre comercial; marca; trade name; comercio",
    "cuit": "cuit; nro cuit; nro de cuit; nº de cuit; cuit cuil; cuit o cuil; cuil; cuitcuil;"
    " numero de cuit; documento; nro documento; nro de documento; nº cuit; identificacion tributaria",
    "province": "provincia; jurisdiccion; pcia; prov; province; estado provincia",
    "locality": "localidad; ciudad; partido; barrio; locality; city; poblacion; municipio; loc;"
    " localidad fiscal",
    "street": "domicilio; direccion; calle; altura; numero; nro; domicilio fiscal; street; address;"
    " domicilio comercial; dir; calle y numero; domicilio legal; dom; dom fiscal; dom comercial; dom legal",
    "phone": "telefono; tel; celular; telefono 1; telefono 2; tel 1; tel 2; movil; telefonos; whatsapp;"
    " phone; telefono fijo; cel; telefono celular; otro telefono; telefono alternativo",
    "email": "correo; email; e mail; mail; correo electronico; mail 1; mail 2; emails; mails; casilla;"
    " e mail contacto; email contacto; mail contacto; mail de contacto; correo de contacto; e mail 1; e mail 2",
    "web": "web; sitio; sitio web; pagina web; pagina; website; url; www; dominio",
    "contact_name": "contacto; persona de contacto; nombre de contacto; nombre contacto; contact;"
    " responsable; atencion; referente",
}  # fmt: skip
FIELDS = tuple(_TITLES)
JOINED = {"legal_name": " ", "street": " ", "contact_name": " ", "phone": " / ", "email": "; "}
_BY_TITLE = {title_key(t): name for name, all_ in _TITLES.items() for t in all_.split(";")}
_PROVINCES = frozenset(
    ("buenos aires", "capital federal", "catamarca", "chaco", "chubut", "cordoba", "corrientes",
     "entre rios", "formosa", "jujuy", "la pampa", "la rioja", "mendoza", "misiones", "neuquen",
     "rio negro", "salta", "san juan", "san luis", "santa cruz", "santa fe", "santiago del estero",
     "tierra del fuego", "tucuman")
)  # fmt: skip
_DOOR = frozenset({"altura", "numero", "nro"})  # of a door, beside a street's name; alone, a code
_FORM = re.compile(
    r"\b(?:s\.? ?a\.?|s\.? ?r\.? ?l\.?|s\.? ?a\.? ?s\.?|s\.? ?h\.?|hnos\.?)\s*$", re.I
)


def recognised(titles: Sequence[str]) -> int:
    """Return how many fields the names of these columns say."""
    return len({_BY_TITLE[key] for title in titles if (key := title_key(title)) in _BY_TITLE})


def guess(shape: Shape) -> list[str]:
    """Return the field of each column as far as it can be told, "" where it cannot.

    Names go first. A column without a name that we know is told by what most of its samples are.
    """
    keys = [title_key(title) for title in shape.titles]
    found = [_BY_TITLE.get(key, "") for key in keys]
    if found.count("street") == 1 and keys[found.index("street")] in _DOOR:
        found[found.index("street")] = "" if "external_id" in found else "external_id"
    for at, field in enumerate(found):
        if field and field not in JOINED and field in found[:at]:
            found[at] = ""
    for at, field in enumerate(found):
        if not field:
            cells = [row[at].strip() for row in shape.samples if row[at].strip()]
            told = _by_content(cells) if cells else ""
            found[at] = told if told and told not in found else ""
    return found


def _by_content(cells: list[str]) -> str:
    tests: tuple[tuple[str, Callable[[str], bool]], ...] = (
        ("cuit", lambda cell: check_cuit(cell).ok),
        ("email", lambda cell: bool(normalise_email(cell))),
        ("phone", lambda cell: len(cell) >= 10 and bool(phone_key(cell))),
        ("province", lambda cell: place_key(cell) in _PROVINCES),
        ("web", lambda cell: cell.lower().startswith(("www.", "http")) and bool(web_domain(cell))),
        ("legal_name", lambda cell: bool(_FORM.search(cell))),
    )
    for field, test in tests:
        if sum(1 for cell in cells if test(cell)) * 2 > len(cells):
            return field
    return ""


def remembered(shape: Shape, mapping: dict[str, str]) -> list[str]:
    """Return the field of each column by what a source remembers of its titles; else a guess."""
    known = [mapping.get(title_key(title)) for title in shape.titles]
    if not any(known):
        return guess(shape)
    return [field or "" for field in known]


def to_remember(shape: Shape, fields: Sequence[str]) -> dict[str, str]:
    """Return what a source keeps of a mapping: the field of each title, "" for those left out."""
    return {title_key(t): f for t, f in zip(shape.titles, fields, strict=True) if title_key(t)}


def check_mapping(shape: Shape, fields: Sequence[str]) -> list[str]:
    """Return the mapping if rows can be read with it. Raises FileRefused."""
    if len(fields) != len(shape.titles):
        raise FileRefused("unknown_column", len(fields))
    unknown = next((field for field in fields if field and field not in _TITLES), "")
    if unknown:
        raise FileRefused("unknown_column", unknown)
    if "legal_name" not in fields:
        raise FileRefused("no_name")
    if "external_id" not in fields and "cuit" not in fields:
        raise FileRefused("no_code")
    if any(list(fields).count(f) > 1 for f in set(fields) if f and f not in JOINED):
        raise FileRefused("twice")
    return list(fields)


def by_title(shape: Shape, mapping: dict[str, str]) -> list[str]:
    """Return the field of each column by a mapping from titles, as written. Raises FileRefused."""
    wanted = {title_key(title): field for title, field in mapping.items()}
    titles = [title_key(title) for title in shape.titles]
    lost = next((title for title in mapping if title_key(title) not in titles), "")
    if lost:
        raise FileRefused("unknown_column", lost)
    return [wanted.get(title, "") for title in titles]
