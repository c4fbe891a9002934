"""Writes accounts."""

from django.db import transaction

from langbiang.apps.directory.interface import Person
from langbiang.foundation.search.folding import fold

from .models import User

DEMO_DOMAIN = "lamdong.example"


@transaction.atomic
def open_demo_account(person: Person) -> User:
    """Open, or find, the account through which a demo person enters; it has no password that works."""
    found = User.objects.filter(person=person).first()
    if found is not None:
        return found
    words = fold(person.full_name).split()
    email = f"{words[-1]}.{''.join(word[0] for word in words[:-1])}.{person.pk}@{DEMO_DOMAIN}"
    return User.objects.create_user(email, None, person=person)
