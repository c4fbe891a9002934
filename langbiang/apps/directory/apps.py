from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "langbiang.apps.directory"
    label = "directory"
    verbose_name = "Cơ quan, danh bạ"

    def ready(self) -> None:
        from .holders import declare_frozen

        declare_frozen(
            "directory.AgencyVersion.agency",
            "directory.AgencyVersion.parent",
            "directory.AgencyIdentifier.agency",
            "directory.RecordsKeeping.agency",
            reason="A dated row says what held in its period; a change closes it and opens another.",
        )
        declare_frozen(
            "directory.Unit.agency",
            "directory.Seat.agency",
            reason="A unit and a seat end with their agency; a successor gets units and seats of its own.",
        )
