"""What the installation tells Prometheus of itself."""

from collections.abc import Iterator

from django.db import connection

import langbiang
from langbiang.foundation import clock
from langbiang.foundation.metrics import Sample, gauge

from .certificates import list_certificates

_SIZE = {
    "postgresql": "SELECT pg_database_size(current_database())",
    "sqlite": "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
}


@gauge("info", "Always 1; the label says which version answers.", "version")
def info() -> Iterator[Sample]:
    yield (langbiang.__version__,), 1


@gauge("database_bytes", "Size of the database.")
def database_bytes() -> Iterator[Sample]:
    with connection.cursor() as cursor:
        cursor.execute(_SIZE[connection.vendor])
        yield (), cursor.fetchone()[0]


@gauge(
    "certificate_expiry_seconds",
    "Seconds until a certificate ends that signs or is trusted here, by its file's name; negative after.",
    "purpose",
    "name",
)
def certificates() -> Iterator[Sample]:
    now = clock.now()
    for each in list_certificates():
        if each.ends is not None:
            yield (each.purpose, each.name), (each.ends - now).total_seconds()
