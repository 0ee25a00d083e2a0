"""Provinces, towns and streets as people write them, brought to keys that can be compared."""

from universo.domain.names import words_of

_PROVINCES = {
    "caba": "capital federal", "ciudad autonoma de buenos aires": "capital federal",
    "ciudad de buenos aires": "capital federal", "ciudad autonoma de bs as": "capital federal",
    "ciudad autonoma bs as": "capital federal", "buenos aires caba": "capital federal",
    "bs as": "buenos aires", "pba": "buenos aires", "provincia de buenos aires": "buenos aires",
    "gba": "buenos aires", "pcia de bs as": "buenos aires",
}  # fmt: skip


def place_key(text: str) -> str:
    """A province or locality in one spelling: CABA and C.A.B.A. are Capital Federal."""
    words = " ".join(words_of(text))
    return _PROVINCES.get(words, words)


STREET_WORDS = frozenset(
    ("av", "avda", "avenida", "calle", "bv", "bvd", "boulevard", "pje", "pasaje", "diag",
     "diagonal", "ruta", "nac", "nacional", "prov", "provincial", "km", "n", "nro", "no", "al",
     "gral", "general", "dr", "doctor", "pte", "c", "callee",
     "r", "rp", "rn", "rta", "presidente", "cnel", "tte", "s")
)  # fmt: skip


def street_parts(text: str) -> tuple[str, str]:
    """The telling words of a street and its door number; both may be empty."""
    words = words_of(text)
    number = ""
    name: list[str] = []
    for word in words:
        if name and word.isdigit() and len(word) > 1:
            number = word
            break
        if word not in STREET_WORDS:
            name.append(word)
    return " ".join(name), number


UNIT_WORDS = frozenset(
    ("piso", "p", "of", "ofic", "oficina", "depto", "dpto", "dto", "departamento", "local", "loc", "lote",
     "torre", "planta", "unidad", "uf", "galpon", "nave", "cpo", "cuerpo", "barrio", "n", "no", "nro")
)  # fmt: skip
CAPITAL = "capital federal"  # how the one town of the province C is written here
_CAPITALS = """
    capital federal|caba|kaba|cab|cap fed|cap federal|capital fed|csba|cfed|cf|ciudad de buenos aires
    |ciudad autonoma de buenos aires|ciudad autonoma buenos aires|ciudad autonoma de bs as
    |ciudad autonoma bs as|cdad de bs as|cdad autonoma de buenos aires|ciudad de bs as|cdad de buenos aires
    |cdad autonoma de bs as|ciudad autonoma de buenos aires caba|buenos aires caba
"""
_CAPITAL = frozenset(" ".join(text.split()) for text in _CAPITALS.split("|"))
# What people write for a province -> its letter of ISO 3166-2:AR.
PROVINCES: dict[str, str] = {
    **dict.fromkeys(_CAPITAL, "C"),
    "buenos aires": "B", "bs as": "B", "bsas": "B", "pba": "B", "gba": "B", "provincia de buenos aires": "B",
    "pcia de bs as": "B", "pcia bs as": "B", "pcia de buenos aires": "B", "prov de buenos aires": "B",
    "prov bs as": "B", "prov de bs as": "B", "gran buenos aires": "B", "provincia buenos aires": "B",
    "provincia de bs as": "B", "catamarca": "K", "chaco": "H", "chubut": "U", "cordoba": "X", "cba": "X",
    "corrientes": "W", "ctes": "W", "entre rios": "E", "er": "E", "formosa": "P", "jujuy": "Y",
    "la pampa": "L", "la rioja": "F", "mendoza": "M", "mza": "M", "misiones": "N", "neuquen": "Q", "nqn": "Q",
    "rio negro": "R", "salta": "A", "san juan": "J", "san luis": "D", "santa cruz": "Z", "sta cruz": "Z",
    "santa fe": "S", "sta fe": "S", "sf": "S", "santiago del estero": "G", "sgo del estero": "G",
    "stgo del estero": "G", "santiago": "G", "tierra del fuego": "V", "tdf": "V",
    "tierra del fuego antartida e islas del atlantico sur": "V", "tucuman": "T", "tuc": "T",
}  # fmt: skip


_QUARTERS = """
    agronomia|almagro|balvanera|barracas|belgrano|boedo|caballito|chacarita|coghlan|colegiales|constitucion
    |flores|floresta|la boca|boca|la paternal|paternal|liniers|mataderos|monte castro|monserrat|montserrat
    |nueva pompeya|pompeya|nunez|palermo|parque avellaneda|parque chacabuco|parque chas|parque patricios
    |puerto madero|recoleta|retiro|saavedra|san cristobal|san nicolas|san telmo|velez sarsfield|versalles
    |villa crespo|villa del parque|villa devoto|villa general mitre|villa lugano|villa luro|villa ortuzar
    |villa pueyrredon|villa real|villa riachuelo|villa santa rita|villa soldati|villa urquiza|once|congreso
    |barrio norte|tribunales|abasto|microcentro
"""
# The quarters of the capital: people write them, or the city, in the same box.
QUARTERS = frozenset(" ".join(text.split()) for text in _QUARTERS.split("|"))


def capital_names() -> frozenset[str]:
    """What people write for the city of Buenos Aires, in plain lower case."""
    return _CAPITAL


def is_capital(town: str) -> bool:
    """Tell whether words of a locality (lower case, plain) mean the city of Buenos Aires."""
    return town in _CAPITAL or town == "buenos aires"
