from django.apps import AppConfig


class SampleConfig(AppConfig):
    """An app for the journal's tests alone: no migrations, its tables are made with the test database."""

    name = "langbiang.foundation.journal.tests.sample"
    label = "journal_sample"
