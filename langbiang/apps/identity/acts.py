"""The facts that identity journals: who acts for whom, and what happens to an account."""

from dataclasses import dataclass

from langbiang.foundation.journal.interface import fact


@fact("identity.deputation.granted", version=1)
@dataclass(frozen=True)
class DeputationGranted:
    principal: str
    deputy: str
    begins: str
    ends: str
    reason: str


@fact("identity.deputation.withdrawn", version=1)
@dataclass(frozen=True)
class DeputationWithdrawn:
    reason: str


@fact("identity.account.opened", version=1)
@dataclass(frozen=True)
class AccountOpened:
    email: str


@fact("identity.account.closed", version=1)
@dataclass(frozen=True)
class AccountClosed:
    email: str


@fact("identity.account.locked", version=1)
@dataclass(frozen=True)
class AccountLocked:
    """Too many wrong passwords or codes; `until` is when it opens by itself."""

    failures: int
    until: str


@fact("identity.account.released", version=1)
@dataclass(frozen=True)
class AccountReleased:
    pass


@fact("identity.password.changed", version=1)
@dataclass(frozen=True)
class PasswordChanged:
    pass


@fact("identity.recovery.issued", version=1)
@dataclass(frozen=True)
class RecoveryIssued:
    """An administrator gave a one-time link; `factors` says that it takes the second factors away too."""

    until: str
    factors: bool


@fact("identity.recovery.used", version=1)
@dataclass(frozen=True)
class RecoveryUsed:
    factors: bool


@fact("identity.factor.added", version=1)
@dataclass(frozen=True)
class FactorAdded:
    kind: str
    name: str


@fact("identity.factor.renamed", version=1)
@dataclass(frozen=True)
class FactorRenamed:
    name: str


@fact("identity.factor.removed", version=1)
@dataclass(frozen=True)
class FactorRemoved:
    kind: str
    name: str


@fact("identity.codes.made", version=1)
@dataclass(frozen=True)
class CodesMade:
    """New recovery codes; those of before are worth nothing."""


@fact("identity.subject.linked", version=1)
@dataclass(frozen=True)
class SubjectLinked:
    """Who of the outside provider signs in as the account; nobody any more when empty."""

    subject: str


@fact("identity.sessions.ended", version=1)
@dataclass(frozen=True)
class SessionsEnded:
    count: int


@fact("identity.sessions.expired", version=1)
@dataclass(frozen=True)
class SessionExpired:
    """A session nobody used, or one of half a day, ended by itself; `reason` in Vietnamese."""

    reason: str


@fact("identity.consent.withdrawn", version=1)
@dataclass(frozen=True)
class ConsentWithdrawn:
    """A person took back what another system was let know; its tokens of that person are worth nothing."""

    system: str


@fact("identity.client.opened", version=1)
@dataclass(frozen=True)
class ClientOpened:
    """Users of another system may sign in there with accounts of here; a trusted one asks nobody for consent."""

    system: str
    name: str
    redirects: list[str]
    scopes: list[str]
    trusted: bool


@fact("identity.client.changed", version=1)
@dataclass(frozen=True)
class ClientChanged:
    """What tokens of another system may open, before and after."""

    system: str
    before: list[str]
    after: list[str]


@fact("identity.client.closed", version=1)
@dataclass(frozen=True)
class ClientClosed:
    system: str
    name: str


@fact("identity.citizen.opened", version=1)
@dataclass(frozen=True)
class CitizenOpened:
    """Somebody opened an account for citizens; `by` is "mail" for a proved address, "national" for the outside one."""

    email: str
    by: str


@fact("identity.citizen.changed", version=1)
@dataclass(frozen=True)
class CitizenChanged:
    """Which facts of their own a citizen changed; what they were is not kept."""

    facts: tuple[str, ...]


@fact("identity.citizen.closed", version=1)
@dataclass(frozen=True)
class CitizenClosed:
    """The account is closed, its facts are gone, and so are the details of the acts before."""
