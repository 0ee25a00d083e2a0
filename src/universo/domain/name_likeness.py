"""How alike two company names are, in five steps."""

from universo.domain.names import take_apart
from universo.domain.similarity import best_pairs, jaro_winkler

# The likenesses, best first.
LIKENESSES = ("exact", "near", "contained", "similar", "different")


def name_likeness(left: str, right: str) -> str:
    """How alike two names are: exact, near, contained, similar or different."""
    # In a fixed order, so that the answer does not depend on who comes first.
    one, other = sorted((take_apart(left).tokens, take_apart(right).tokens))
    if sorted(one) == sorted(other) or "".join(one) == "".join(other):
        return "exact" if _telling(one) else "similar"
    pairs = best_pairs(one, other, 0.88)
    shared = sum(_weight(a) * score for a, _, score in pairs)
    whole_one, whole_other = sum(map(_weight, one)), sum(map(_weight, other))
    covered = 2 * shared / (whole_one + whole_other)
    joined = jaro_winkler("".join(one), "".join(other))
    if covered >= 0.9 or (joined >= 0.95 and covered >= 0.5):
        return "near"
    telling = [a for a, _, _ in pairs if _weight(a) >= 1]
    if telling and shared / min(whole_one, whole_other) >= 0.9:
        return "contained"
    return "similar" if telling and covered >= 0.4 else "different"


_GENERIC = """
    hermanos hijos compania grupo comercial industria servicios sistemas argentina distribuidora
    construcciones transportes inmobiliaria propiedades automotores supermercado farmacia ferreteria
    laboratorio establecimiento agropecuaria productos materiales tecnologia soluciones cooperativa
    asociacion sociedad importadora exportadora maquinarias electricidad electronica casa almacen
    kiosco panaderia carniceria verduleria heladeria restaurante restaurant bar cafe hotel muebles
    muebleria jugueteria libreria bazar zapateria indumentaria modas textil metalurgica logistica
    autoservicio mayorista minorista repuestos estacion servicio maderera bodega frigorifico optica
    perfumeria veterinaria pinturas pintureria corralon bebidas alimentos lacteos golosinas
    consultora estudio clinica colegio instituto club vivienda consumo trabajo norte sur este oeste
    nuevo nueva san santa general central nacional internacional representaciones administracion
    materiales refrigeracion informatica computacion seguridad limpieza salud energia gas agro
"""
GENERIC_WORDS = frozenset(_GENERIC.split())


def _weight(word: str) -> float:
    """How much a word tells: trades and directions are on every second sign."""
    if word in GENERIC_WORDS:
        return 0.3
    return 0.6 if len(word) < 3 else 1.0


def _telling(words: tuple[str, ...]) -> bool:
    return any(_weight(word) >= 1 for word in words) or sum(map(_weight, words)) >= 1
