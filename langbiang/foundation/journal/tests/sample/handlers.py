"""Consumers whose behaviour a test decides: `fault` is asked before each effect is kept, and may raise."""

from langbiang.foundation.journal.hearing import PROJECTION, REACTION, RELAY, consumer, timer

HEARD = ["sample.paper.written", "sample.paper.moved"]


def no_fault(consumer, act):
    pass


fault = no_fault
ticks = []


def _keep(name, act):
    from .models import Effect

    Effect.objects.create(consumer=name, act=act.uid)
    fault(name, act)


@consumer("sample.project", verbs=HEARD, kind=PROJECTION)
def project(act):
    _keep("project", act)


@consumer("sample.react", verbs=HEARD, kind=REACTION)
def react(act):
    _keep("react", act)


@consumer("sample.relay", verbs=["sample.paper.moved"], kind=RELAY)
def relay(act):
    _keep("relay", act)


@timer(every=60)
def tick(now):
    ticks.append(now)
