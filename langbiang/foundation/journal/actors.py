"""
Who did it.

Copied into the act, so that it reads the same after people, posts and agencies have changed.
"""

from dataclasses import dataclass
from typing import Literal, get_args

ActorKind = Literal["seat", "account", "citizen", "client", "timer", "import"]


@dataclass(frozen=True)
class Actor:
    """
    A seat, an account without a seat, a citizen, an API client, a timer or an import, with names as they are now.

    `on_behalf_of` is the name of the one for whom a deputy acts.
    """

    kind: ActorKind
    id: str
    person: str = ""
    post: str = ""
    agency_id: int | None = None
    agency: str = ""
    on_behalf_of: str = ""

    def __post_init__(self) -> None:
        if self.kind not in get_args(ActorKind):
            raise ValueError(f"{self.kind} is not a kind of actor")
