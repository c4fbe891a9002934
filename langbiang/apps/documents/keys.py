"""Which key signs for whom. Keys stand outside the database; what is not there cannot sign."""

from langbiang.apps.directory.interface import Agency, Person
from langbiang.foundation import signing


def key_of_person(person: Person) -> signing.KeyHolder:
    """:raises signing.NoKey: when no key was issued to the person."""
    return signing.server_key(_name_of(person))


def has_key(person: Person) -> bool:
    """Tell whether a key of the person is here, on the server."""
    return signing.has_server_key(_name_of(person))


def find_certificate(person: Person, holder: str = "") -> signing.BoundCertificate | None:
    """Give the certificate of the person's key in a token or at a remote service, or at that holder alone, if bound."""
    bound = signing.find_bound(_name_of(person))
    return bound if bound is not None and holder in ("", bound.holder) else None


def key_of_agency(agency: Agency) -> signing.KeyHolder:
    """:raises signing.NoKey: when no seal was issued to the agency."""
    return signing.server_key(f"agency-{agency.uid}")


def _name_of(person: Person) -> str:
    return f"person-{person.uid}"
