"""How allauth behaves here."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Officials are entered by administrators: nobody signs up by themselves."""

    def is_open_for_signup(self, request: object) -> bool:
        return False

    def add_message(self, *args: object, **kwargs: object) -> None:
        """Say nothing of its own, in English, above our pages."""
