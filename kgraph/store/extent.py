"""How much of a graph had been said by a day, in words and as plain data."""

from dataclasses import dataclass
from typing import Final

_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@dataclass(frozen=True, slots=True)
class Extent:
    """A day, how many assertions had been made by then, and how many assertions and claims are left out.

    `undated` counts the assertions of which no date is known, left out as well: that they had been made by then
    is not recorded.
    """

    day: str
    kept: int
    later: int
    undated: int
    claims: int

    @property
    def words(self) -> str:
        """Say what is left out, in a note for a person."""
        return f"as of {self.day}: {self._counts}"

    @property
    def brief(self) -> str:
        """Say what is kept to, in a line for a page.

        >>> Extent("2022-01-07", kept=1, later=0, undated=0, claims=0).brief
        'Only what had been said by 7 January 2022.'
        """
        year, month, day = map(int, self.day.split("-"))
        return f"Only what had been said by {day} {_MONTHS[month - 1]} {year:04}."

    @property
    def full(self) -> str:
        """Say what is kept to and what is left out, in a paragraph of a report."""
        return f"{self.brief} {self._counts.capitalize()}."

    @property
    def _counts(self) -> str:
        return (
            f"of the assertions {self.kept} had been made; left out are {self.later} made later, {self.undated} "
            f"without a date, and of the claims {self.claims} that nobody had made by then"
        )

    def describe(self) -> dict[str, object]:
        """Give the day and the counts as plain data."""
        return {
            "day": self.day,
            "assertions": self.kept,
            "later": self.later,
            "undated": self.undated,
            "claimsLeftOut": self.claims,
        }
