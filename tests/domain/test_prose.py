"""One stop at the end of a sentence."""

import pytest

from universo.domain.prose import one_stop


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("La atiende Luz S.R.L.. Pronto.", "La atiende Luz S.R.L. Pronto."),
        ("Se sumó Luz S.A..", "Se sumó Luz S.A."),
        ("Espere... y siga.", "Espere... y siga."),
        ("../subir", "../subir"),
    ],
)
def test_a_name_that_ends_in_a_stop_ends_the_sentence(text: str, read: str) -> None:
    assert one_stop(text) == read
