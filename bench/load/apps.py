from django.apps import AppConfig


class LoadConfig(AppConfig):
    """Not installed anywhere but in the throw-away installations of the bench; its tables are made there."""

    name = "bench.load"
    label = "bench_load"
