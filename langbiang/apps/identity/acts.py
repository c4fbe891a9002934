"""The facts that identity journals: who acts for whom."""

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
