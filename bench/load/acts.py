from dataclasses import dataclass

from langbiang.foundation.journal.interface import fact


@fact("bench.case.moved")
@dataclass(frozen=True)
class CaseMoved:
    note: str
