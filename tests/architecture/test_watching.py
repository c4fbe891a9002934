"""What is written about the figures for Prometheus is what the code tells."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from langbiang.apps.exchange.alarms import KINDS
from langbiang.foundation.metrics import list_gauges

ROOT = Path(settings.BASE_DIR)
BOARD = json.loads((ROOT / "deploy/grafana/langbiang.json").read_text(encoding="utf-8"))
TARGETS = [(panel["title"], target) for panel in BOARD["panels"] for target in panel["targets"]]
LABELS = {each.name: set(each.labels) for each in list_gauges()}


def labels_of(expression: str) -> set[str]:
    """Give the labels that an expression selects or groups by."""
    chosen = re.findall(r"[{,]\s*(\w+)\s*[!=]", expression)
    return {*chosen, *(name for group in re.findall(r"by \(([^)]*)\)", expression) for name in re.split(r"\W+", group))}


@pytest.mark.parametrize(("title", "target"), TARGETS, ids=lambda told: told if isinstance(told, str) else "")
def test_every_expression_of_the_dashboard_names_figures_and_labels_there_are(title, target):
    named = re.findall(r"langbiang_\w+", target["expr"])
    assert named
    assert [name for name in named if name not in LABELS] == []
    wanted = labels_of(target["expr"]) | set(re.findall(r"{{(\w+)}}", target["legendFormat"]))
    assert wanted <= set().union(*(LABELS[name] for name in named))


def test_the_dashboard_leaves_no_alarm_out_and_no_panel_over_another():
    places = {(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in BOARD["panels"]}
    assert len(places) == len(BOARD["panels"]) == len({panel["id"] for panel in BOARD["panels"]})
    assert any(target["expr"].startswith("langbiang_exchange_alarms") for _, target in TARGETS)


def test_the_page_of_figures_is_what_the_code_tells(tmp_path):
    call_command("describe_metrics", tmp_path / "metrics.md", verbosity=0, stdout=(tmp_path / "out").open("w"))
    assert (tmp_path / "metrics.md").read_text() == (ROOT / "docs/reference/metrics.md").read_text()


def test_the_how_to_names_every_alarm_and_no_figure_that_there_is_not():
    page = (ROOT / "docs/how-to/watch.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `([a-z-]+)` \|", page, re.M)) == set(KINDS)
    assert set(re.findall(r"langbiang_\w+", page)) <= LABELS.keys()
