"""What the keeping of work files tells Prometheus."""

from collections.abc import Iterator

from langbiang.foundation.metrics import Sample, gauge

from .queries import count_lasting_waiting


@gauge("workfiles_lasting_waiting", "Signed PDFs of packages for the archive that wait for their validation data.")
def lasting_waiting() -> Iterator[Sample]:
    yield (), count_lasting_waiting()
