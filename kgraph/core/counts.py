"""Counts in words."""


def percent(share: float) -> str:
    """Write a share in percent, rounded down so that only the whole is 100.

    >>> percent(0.9999), percent(0.29), percent(1)
    ('99%', '29%', '100%')
    """
    return f"{int(100 * share + 1e-9)}%"


def say_count(number: int, singular: str, plural: str = "") -> str:
    """Write a number with its noun in the singular or plural; the plural adds `s` unless it is given.

    >>> say_count(1, "claim"), say_count(2, "claim"), say_count(0, "person", "people")
    ('1 claim', '2 claims', '0 people')
    """
    return f"{number} {singular if number == 1 else plural or singular + 's'}"
