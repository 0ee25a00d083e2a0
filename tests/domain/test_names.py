import pytest
from hypothesis import given
from hypothesis import strategies as st

from universo.domain.names import LEGAL_FORMS, fold, legal_form, name_key, name_tokens, take_apart


@pytest.mark.parametrize(
    ("text", "form", "key"),
    [
        ("Compañía Hasar S.A.I.C.", "SA", "compania hasar"),
        ("ALMACÉN ÑANDÚ S.R.L.", "SRL", "almacen nandu"),
        ("Almacen Ñandu s. r. l", "SRL", "almacen nandu"),
        ("Seguel Hnos. SA", "SA", "seguel hermanos"),
        ("Seguel Hermanos Sociedad Anónima", "SA", "seguel hermanos"),
        ("J.N. Ginasio Soc. Anonima", "SA", "jn ginasio"),
        ("A. B. C. Sistemas S A S", "SAS", "abc sistemas"),
        ("Distrib. Río de la Plata S.A.C.I.F.I.A.", "SA", "distribuidora rio plata"),
        ("Perez y Gomez S.H.", "SH", "perez gomez"),
        ("Pérez & Gómez Sociedad de Hecho", "SH", "perez gomez"),
        ("Molinos Sur Soc. en Com. por Acc.", "SCA", "molinos sur"),
        ("Molinos Sur S.C.S.", "SCS", "molinos sur"),
        ("Aguas del Norte SAPEM", "SAPEM", "aguas norte"),
        ("Vial Sur U.T.E.", "UTE", "vial sur"),
        ("Fideicomiso Torre Sol", "FIDEICOMISO", "torre sol"),
        ("Coop. de Vivienda El Faro Ltda.", "COOP", "vivienda faro"),
        ("Cooperativa de Vivienda El Faro Limitada", "COOP", "vivienda faro"),
        ("Bodega Pampeana sociedad por acciones simplificada", "SAS", "bodega pampeana"),
        ("Metal Norte S.A. en liquidación", "SA", "metal norte"),
        ("Metal Norte S.A.U.", "SAU", "metal norte"),
        ("D'Angelo Muebles", "", "dangelo muebles"),
        ("3M Argentina S.A.", "SA", "3m argentina"),
        ("Kiosco Sol de Juan Pérez", "", "kiosco sol"),
        ("Casa de Repuestos Gomez", "", "casa repuestos gomez"),
        ("Cereales Industria y Comercio S.A.I.C. y F.", "SA", "cereales industria comercio"),
    ],
)
def test_names_come_apart(text: str, form: str, key: str) -> None:
    assert (legal_form(text), name_key(text)) == (form, key)


def test_the_owner_is_kept_aside() -> None:
    assert take_apart("Kiosco Sol de Juan Pérez").owner == ("juan", "perez")
    assert take_apart("Distribuidora Río de la Plata").owner == ()


@pytest.mark.parametrize("text", ["S.A.", "Sa", "Coop", "de la", "y", "La S.R.L."])
def test_a_name_that_is_all_form_keeps_a_word(text: str) -> None:
    assert name_tokens(text)


@given(st.sampled_from(sorted(LEGAL_FORMS)), st.sampled_from(["Molinos Sur", "Ñandú", "Aceros 9"]))
def test_any_form_behind_a_name_leaves_the_name(form: str, name: str) -> None:
    if form in {"sucesion de", "suc de", "sucesores de"}:
        return  # these stand in front
    assert name_key(f"{name} {form}") == name_key(name)
    assert legal_form(f"{name} {form}") == LEGAL_FORMS[form]


@given(st.text(max_size=60))
def test_keys_are_stable_under_case_and_marks(text: str) -> None:
    key = name_key(text)
    assert name_key(fold(text)) == key
    assert key == fold(key)


@given(st.sampled_from(["sa", "srl", "sas", "sh", "ute", "saic"]), st.sampled_from(["", ".", ". "]))
def test_dots_and_gaps_in_a_form_do_not_matter(form: str, gap: str) -> None:
    assert name_key("Molinos Sur " + gap.join(form)) == "molinos sur"
