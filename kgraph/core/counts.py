"""Counts in words."""


def say_count(number: int, singular: str, plural: str = "") -> str:
    """Write a number with its noun in the singular or plural; the plural adds `s` unless it is given.

    >>> say_count(1, "claim"), say_count(2, "claim"), say_count(0, "person", "people")
    ('1 claim', '2 claims', '0 people')
    """
    return f"{number} {singular if number == 1 else plural or singular + 's'}"
