"""A share seen in few cases: between what bounds the true one lies."""

from math import sqrt

Z95 = 1.959964  # of a normal distribution: 95 % lie within


def bounds(hits: int, total: int) -> tuple[float, float]:
    """Return the 95 % interval of a share (Wilson); (0, 1) when nothing was counted.

    Raises ValueError for more hits than cases, or less than none.
    """
    if not 0 <= hits <= total:
        raise ValueError(f"{hits} of {total} is no share")
    if total == 0:
        return 0.0, 1.0
    share, square = hits / total, Z95 * Z95
    middle = share + square / (2 * total)
    half = Z95 * sqrt((share * (1 - share) + square / (4 * total)) / total)
    scale = 1 + square / total
    low, high = (middle - half) / scale, (middle + half) / scale
    return max(0.0, min(low, share)), min(1.0, max(high, share))  # rounding may cross the share
