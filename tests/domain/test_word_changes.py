"""What an approver sees of a change."""

from hypothesis import given
from hypothesis import strategies as st

from universo.domain.word_changes import Change, changes


def test_one_word_is_one_change() -> None:
    told = [(p.text, p.change) for p in changes("Vendemos cajas.", "Vendemos balanzas.")]
    assert told == [
        ("Vendemos ", Change.SAME),
        ("cajas", Change.GONE),
        ("balanzas", Change.NEW),
        (".", Change.SAME),
    ]


@given(st.text(max_size=60), st.text(max_size=60))
def test_both_texts_are_there_whole(before: str, after: str) -> None:
    found = changes(before, after)
    assert "".join(p.text for p in found if p.change != Change.NEW) == before
    assert "".join(p.text for p in found if p.change != Change.GONE) == after


@given(st.text(max_size=60))
def test_nothing_changed_is_nothing_to_see(text: str) -> None:
    assert all(p.change == Change.SAME for p in changes(text, text))
