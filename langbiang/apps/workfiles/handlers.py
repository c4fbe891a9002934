"""What the keeping of work files does by the clock."""

from datetime import datetime

from langbiang.foundation.journal.interface import timer

from .services import make_copies, pack_again


@timer(every=60)
def make_packages_last(now: datetime) -> None:
    """Get the validation data of signed PDFs in packages; while services outside are down they wait."""
    make_copies(now=now)
    pack_again(now=now)
