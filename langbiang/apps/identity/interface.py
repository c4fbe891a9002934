"""What other apps and the web may use of identity."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Officials are entered by administrators: nobody signs up by themselves."""

    def is_open_for_signup(self, request: object) -> bool:
        return False
