"""What the columns of a file of prices are: guessed from their names, then chosen."""

from collections.abc import Sequence

from universo.tabular.refusals import FileRefused
from universo.tabular.shape import Shape, title_key

_TITLES = {
    "code": "codigo; cod; sku; articulo; codigo de articulo; codigo articulo; cod articulo; id articulo;"
    " codigo producto; codigo de producto; part number; nro de parte; referencia; code; item",
    "text": "descripcion; detalle; producto; nombre; denominacion; description; descripcion del articulo;"
    " descripcion del producto; concepto",
    "family": "familia; rubro; linea; categoria; grupo; family; linea de producto; tipo",
    "public": "precio publico; publico; precio de lista; lista; pvp; precio lista; precio al publico;"
    " precio publico neto; precio sugerido; precio publico sugerido; public price; list price; neto publico",
    "partner": "precio partner; precio revendedor; precio distribuidor; partner; precio especial; precio neto"
    " partner; su precio; precio canal; precio gremio; mayorista; precio mayorista; partner price; costo;"
    " precio isv; precio aliado; precio promotor",
    "vat": "iva; alicuota; alicuota iva; alicuota de iva; tasa iva; iva %; vat; iva porcentaje; % iva",
}  # fmt: skip
FIELDS = tuple(_TITLES)
NEEDED = ("code", "public", "partner")
_BY_TITLE = {title_key(t): name for name, all_ in _TITLES.items() for t in all_.split(";")}


def recognised(titles: Sequence[str]) -> int:
    """Return how many fields the names of these columns say."""
    return len({_BY_TITLE[key] for title in titles if (key := title_key(title)) in _BY_TITLE})


def guess(shape: Shape) -> list[str]:
    """Return the field of each column as its name says, "" where it says none that is not taken."""
    found: list[str] = []
    for title in shape.titles:
        field = _BY_TITLE.get(title_key(title), "")
        found.append("" if field in found else field)
    return found


def check_mapping(shape: Shape, fields: Sequence[str]) -> list[str]:
    """Return the mapping if rows can be read with it. Raises FileRefused."""
    if len(fields) != len(shape.titles):
        raise FileRefused("unknown_column", len(fields))
    unknown = next((field for field in fields if field and field not in FIELDS), "")
    if unknown:
        raise FileRefused("unknown_column", unknown)
    used = [field for field in fields if field]
    if len(used) != len(set(used)):
        raise FileRefused("each_once")
    if any(name not in fields for name in NEEDED):
        raise FileRefused("price_columns")
    return list(fields)
