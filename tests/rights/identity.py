"""The own account: another's key is not there; who is locked is seen and released by administrators alone."""

from datetime import timedelta

from allauth.mfa.models import Authenticator

from langbiang.apps.identity.interface import User
from langbiang.apps.identity.models import SignInAttempts
from langbiang.foundation import clock

KEY, LOCKED = "khoa@lamdong.example", "khoa-tam@lamdong.example"


def make_things(world) -> None:
    owner = User.objects.create_user(KEY, None)
    Authenticator.objects.create(user=owner, type="webauthn", data={"name": "Khóa của người khác"})
    User.objects.create_user(LOCKED, None)
    now = clock.now()
    until = now + timedelta(days=1)
    SignInAttempts.objects.create(login=LOCKED, count=5, since=now, locked_until=until)


def arguments(world, name: str, thing: str) -> list[object] | None:
    if thing == "their-key":
        return [Authenticator.objects.get(user__email=KEY).pk]
    if thing == "no-sso":
        return ["sso"]
    if thing == "no-link":
        return ["khong-co"]
    if name == "identity:release":
        return [User.objects.get(email=LOCKED).uid]
    return None


def filled(world) -> dict[str, dict[str, object]]:
    return {"identity:totp-add": {"code": "000000"}}
