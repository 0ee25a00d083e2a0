"""Argentine legal and trade names, brought to words that can be compared.

The tables are our own: the usual libraries know S.A. and S.R.L., yet not S.H., U.T.E., fideicomiso,
SAPEM or S.A.C.I.F.I.A.
"""

import re
import unicodedata
from dataclasses import dataclass

# Written out or shortened form -> code. Longest first when matched at the end of a name.
LEGAL_FORMS: dict[str, str] = {
    "sociedad anonima": "SA", "soc anonima": "SA", "soc anon": "SA", "s anonima": "SA", "sa": "SA",
    "sociedad anonima unipersonal": "SAU", "sa unipersonal": "SAU",
    "sau": "SAU",
    "sociedad anonima comercial": "SA", "sociedad anonima industrial y comercial": "SA",
    "sociedad anonima comercial e industrial": "SA",
    "sociedad anonima comercial industrial y financiera": "SA",
    "sociedad anonima industrial comercial y financiera": "SA",
    "sociedad anonima con participacion estatal mayoritaria": "SAPEM", "sapem": "SAPEM",
    "sociedad de responsabilidad limitada": "SRL", "soc de responsabilidad limitada": "SRL",
    "soc de resp limitada": "SRL", "soc de resp ltda": "SRL", "soc resp ltda": "SRL",
    "sociedad responsabilidad limitada": "SRL", "s de rl": "SRL", "srl": "SRL", "sr ltda": "SRL",
    "sociedad por acciones simplificada": "SAS", "soc por acciones simplificada": "SAS",
    "soc por acc simplificada": "SAS", "soc por acc simp": "SAS", "sas": "SAS",
    "sociedad de hecho": "SH", "soc de hecho": "SH", "sh": "SH", "sociedad simple": "SH",
    "sociedad en comandita por acciones": "SCA", "soc en comandita por acciones": "SCA",
    "soc en com por acc": "SCA", "soc en com por acciones": "SCA", "sca": "SCA",
    "sociedad en comandita simple": "SCS", "soc en comandita simple": "SCS",
    "soc en com simple": "SCS", "scs": "SCS",
    "sociedad colectiva": "SC", "soc colectiva": "SC", "sc": "SC",
    "sociedad de capital e industria": "SCEI", "sociedad civil": "SCIV", "soc civil": "SCIV",
    "sociedad del estado": "SE", "soc del estado": "SE", "se": "SE",
    "sociedad de garantia reciproca": "SGR", "sgr": "SGR",
    "cooperativa limitada": "COOP", "coop limitada": "COOP", "coop ltda": "COOP",
    "cooperativa ltda": "COOP", "cooperativa": "COOP", "coop": "COOP",
    "union transitoria de empresas": "UTE", "union transitoria": "UTE", "ute": "UTE",
    "agrupacion de colaboracion empresaria": "ACE", "ace": "ACE",
    "fideicomiso": "FIDEICOMISO", "fid": "FIDEICOMISO", "fundacion": "FUNDACION",
    "asociacion civil": "AC", "asoc civil": "AC", "asociacion mutual": "MUTUAL", "mutual": "MUTUAL",
    "sucesion de": "SUCESION", "suc de": "SUCESION", "sucesores de": "SUCESION",
    "limitada": "LTDA", "ltda": "LTDA", "inc": "INC", "corp": "INC", "llc": "LLC",
}  # fmt: skip
# The purposes a company carries behind S.A.: industrial, comercial, financiera, agropecuaria...
_SA_PURPOSES = re.compile(r"sa(?=[cifmagy]*[cif])[cifmagy]{1,8}")
_IN_FRONT = frozenset({"COOP", "FIDEICOMISO", "FUNDACION", "AC", "MUTUAL", "SUCESION", "UTE"})
_LAST_OF_FORM = frozenset(form.split()[-1] for form in LEGAL_FORMS)
_FIRST_OF_FORM = frozenset(
    form.split()[0] for form, code in LEGAL_FORMS.items() if code in _IN_FRONT
)
# What follows the legal form without being part of the name.
_TAILS = frozenset(
    {("en", "liquidacion"), ("en", "formacion"), ("en", "quiebra"), ("en", "concurso"),
     ("suc", "argentina"), ("sucursal", "argentina")}
)  # fmt: skip

ABBREVIATIONS: dict[str, str] = {
    "hnos": "hermanos", "hno": "hermanos", "hermano": "hermanos", "cia": "compania",
    "distrib": "distribuidora", "dist": "distribuidora", "distr": "distribuidora",
    "ind": "industria", "inds": "industria", "industrias": "industria", "arg": "argentina",
    "argentino": "argentina", "com": "comercial", "cial": "comercial", "comerc": "comercial",
    "serv": "servicios", "servs": "servicios", "servicio": "servicios", "sist": "sistemas",
    "sistema": "sistemas", "constr": "construcciones", "const": "construcciones",
    "construc": "construcciones", "transp": "transportes", "transporte": "transportes",
    "transps": "transportes", "inmob": "inmobiliaria", "prop": "propiedades",
    "autom": "automotores", "auton": "automotores", "automot": "automotores",
    "repr": "representaciones", "repres": "representaciones", "supermerc": "supermercado",
    "super": "supermercado", "supermercados": "supermercado", "farm": "farmacia",
    "ferret": "ferreteria", "lab": "laboratorio", "labs": "laboratorio",
    "laboratorios": "laboratorio", "est": "establecimiento", "estab": "establecimiento",
    "ets": "establecimiento", "agrop": "agropecuaria", "agropec": "agropecuaria",
    "prod": "productos", "mat": "materiales", "mats": "materiales", "tec": "tecnologia",
    "tecn": "tecnologia", "tecnologias": "tecnologia", "soluc": "soluciones", "sta": "santa",
    "sto": "santo", "gral": "general", "pte": "presidente", "dr": "doctor", "ing": "ingeniero",
    "bs": "buenos", "as": "aires", "nac": "nacional", "internac": "internacional",
    "coop": "cooperativa", "asoc": "asociacion", "soc": "sociedad", "gpo": "grupo",
    "imp": "importadora", "exp": "exportadora", "maq": "maquinarias", "elec": "electricidad",
    "electr": "electronica", "hijo": "hijos", "y": "", "e": "",
}  # fmt: skip
_STOPWORDS = "de del la las el los lo y e en a al por para con the of"
STOPWORDS = frozenset(_STOPWORDS.split())
_GIVEN = """
    adrian adriana agustin alberto alejandra alejandro alfredo alicia ana andrea andres angel angela
    antonio ariel beatriz blanca brenda carina carla carlos carmen carolina cecilia celia cesar
    claudia claudio cristian cristina dana daniel daniela dario david debora diego dora edgardo
    eduardo elena elba elias elsa emilia emilio enrique ernesto esteban ester esther eugenia eva
    fabian fabiana facundo federico felipe fernanda fernando florencia francisco franco gabriel
    gabriela gaston gerardo german gisela gladys gloria gonzalo graciela guillermo gustavo hector
    hernan horacio hugo ignacio ines irene isabel ivan javier jorge jose josefa juan juana juana
    julia julian julieta julio karina laura leandro leonardo leonor leticia lidia liliana lorena
    lucas lucia luciana luciano luis luisa manuel marcela marcelo marcos margarita maria mariana
    mariano mario marta martin martina mateo matias mauricio maximiliano mercedes micaela miguel
    mirta monica nancy natalia nelida nestor nicolas nilda noelia nora norberto norma olga omar
    oscar osvaldo pablo pamela paola patricia patricio paula pedro pilar rafael ramon raul rene
    ricardo roberto rocio rodolfo rodrigo romina rosa rosana ruben sabrina sandra santiago sara
    sebastian sergio silvana silvia sofia sonia stella susana teresa tomas valentina valeria vanesa
    veronica vicente victor victoria virginia viviana walter yolanda
"""
GIVEN_NAMES = frozenset(_GIVEN.split())


@dataclass(frozen=True, slots=True)
class NameParts:
    """A name taken apart: its words in order, the code of its legal form, and the owner named."""

    words: tuple[str, ...]
    legal_form: str = ""  # a value of LEGAL_FORMS, or ""
    owner: tuple[str, ...] = ()  # of "Kiosco Sol de Juan Pérez"

    @property
    def tokens(self) -> tuple[str, ...]:
        """The words that tell names apart: abbreviations written out, articles left out."""
        spelt = (ABBREVIATIONS.get(word, word) for word in self.words)
        kept = tuple(word for word in spelt if word and word not in STOPWORDS)
        return kept or self.words


def fold(text: str) -> str:
    """Lower case without accents: `Ñandú` gives `nandu`."""
    # Decomposed before and after: letters of other alphabets and styles turn capital or plain there.
    plain = unicodedata.normalize("NFKD", text).casefold()
    decomposed = unicodedata.normalize("NFKD", plain)
    return "".join(mark for mark in decomposed if not unicodedata.combining(mark))


def _plain(letter: str) -> str:
    if letter in "'`":
        return ""
    if letter == "&":
        return " y "
    return "".join(c if c.isascii() and c.isalnum() else " " for c in fold(letter))


# What becomes of each letter of Western Europe; other alphabets take the slow way.
_PLAIN = {**{code: _plain(chr(code)) for code in range(256)}, 0x2019: ""}


def plain_words(text: str) -> list[str]:
    """The words of a text in lower case, without accents and marks; single letters stay single."""
    plain = text.translate(_PLAIN)
    return (
        plain if plain.isascii() else fold(text).translate(_PLAIN).translate(_Strange())
    ).split()


class _Strange(dict[int, str]):
    """Blanks for every letter that is not plain by now."""

    def __missing__(self, code: int) -> str:
        return chr(code) if code < 128 else " "


def words_of(text: str) -> list[str]:
    """The words of a folded name; letters that stand alone side by side become one: S. A. -> sa."""
    words = plain_words(text)
    if all(len(word) > 1 for word in words):
        return words
    joined: list[str] = []
    run = ""
    for word in [*words, ""]:
        if len(word) == 1 and word.isalpha() and not (word in "ye" and not run):
            run += word
            continue
        joined += _settle(run)
        run = ""
        if word:
            joined.append(word)
    return joined


def _settle(run: str) -> list[str]:
    """Divide a run of single letters so that a legal form at its end stands alone."""
    for start in range(len(run) - 1):
        if _form_of(run[start:]):
            return [run[:start], run[start:]] if start else [run]
    return [run] if run else []


def _form_of(phrase: str) -> str:
    if phrase in LEGAL_FORMS:
        return LEGAL_FORMS[phrase]
    return "SA" if _SA_PURPOSES.fullmatch(phrase) else ""


def take_apart(text: str) -> NameParts:
    """Separate a name from its legal form and from the owner it names. Never loses all words."""
    words = words_of(text)
    if len(words) > 2 and (words[-2], words[-1]) in _TAILS:
        words = words[:-2]
    words, form = _without_form(words)
    words, owner = _without_owner(words)
    return NameParts(tuple(words), form, tuple(owner))


def _without_form(words: list[str]) -> tuple[list[str], str]:
    # Few words end a legal form, so most names are settled by one look.
    if len(words) > 1 and (words[-1] in _LAST_OF_FORM or _form_of(words[-1])):
        for size in range(min(8, len(words) - 1), 0, -1):
            form = _form_of(" ".join(words[-size:]))
            if form:
                rest, front = _without_form(words[:-size])
                return rest, (front if form == "LTDA" and front else form)
    if words and words[0] in _FIRST_OF_FORM:
        for size in range(min(4, len(words) - 1), 0, -1):
            form = LEGAL_FORMS.get(" ".join(words[:size]), "")
            if form in _IN_FRONT:
                return words[size:], form
    return words, ""


def _without_owner(words: list[str]) -> tuple[list[str], list[str]]:
    # Only a known given name makes an owner: "Casa de Repuestos" and "Río de la Plata" have none.
    if "de" not in words:
        return words, []
    for place in range(len(words) - 3, 0, -1):
        owner = words[place + 1 :]
        if words[place] == "de" and owner[0] in GIVEN_NAMES and len(owner) <= 4:
            return words[:place], owner
    return words, []


def name_tokens(text: str) -> tuple[str, ...]:
    """The words of a name that tell it apart, in order, without legal form and owner."""
    return take_apart(text).tokens


def legal_form(text: str) -> str:
    """The code of the legal form a name ends or begins with, or ""."""
    return take_apart(text).legal_form


def name_key(text: str) -> str:
    """One string per name: two spellings of the same name usually have the same key."""
    return " ".join(name_tokens(text))
