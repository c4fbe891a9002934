from bench.load.models import Effect
from langbiang.foundation.journal.interface import PROJECTION, Act, consumer


@consumer("bench.effects", verbs=["bench.case.moved"], kind=PROJECTION)
def note(act: Act) -> None:
    Effect.objects.create(act=act.uid)
