"""When a changed row of a list is another company: then the date of its proof begins anew (R-8, check 4).

A list proves that somebody was a customer on the day he was written down. Whoever could turn an old row
into another company would have an old proof for a new customer.
"""

from rapidfuzz.distance import OSA

from universo.matching.party import Party

_ALIKE = 0.8  # of the letters of the names, in the order of the words' alphabet


def is_another(before: Party, after: Party) -> bool:
    """Tell whether a change made another company of it.

    Two valid CUITs decide. Otherwise the legal name does: typing, word order, legal form and accents may
    be corrected, one name may not become another.
    """
    if before.cuit and after.cuit:
        return before.cuit != after.cuit
    one, other = "".join(sorted(before.legal.words)), "".join(sorted(after.legal.words))
    return OSA.normalized_similarity(one, other) < _ALIKE
