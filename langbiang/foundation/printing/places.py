"""Where something stands on a page."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """A rectangle on a page: page from 0, edges in PDF points from the bottom left of the page."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        return self.y1 - self.y0
