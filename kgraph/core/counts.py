"""Numbers of things in words."""


def say_count(number: int, one: str, many: str = "") -> str:
    """Count things in words.

    >>> say_count(1, "claim"), say_count(2, "claim"), say_count(0, "person", "people")
    ('1 claim', '2 claims', '0 people')
    """
    return f"{number} {one if number == 1 else many or one + 's'}"
