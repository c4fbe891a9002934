"""Which key signs for whom. Keys stand outside the database; what is not there cannot sign."""

from langbiang.apps.directory.interface import Agency, Person
from langbiang.foundation import signing


def key_of_person(person: Person) -> signing.KeyHolder:
    """:raises signing.NoKey: when no key was issued to the person."""
    return signing.server_key(f"person-{person.uid}")


def key_of_agency(agency: Agency) -> signing.KeyHolder:
    """:raises signing.NoKey: when no seal was issued to the agency."""
    return signing.server_key(f"agency-{agency.uid}")
