"""Alerts fire on what they are for, have their pages, and ask for nothing that is not counted."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from infra.metrics import Metrics

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "deploy/monitoring"
RULES: list[dict[str, Any]] = yaml.safe_load((FOLDER / "alerts.yml").read_text())["groups"][0][
    "rules"
]
BOARD = json.loads((FOLDER / "grafana/slotbell.json").read_text())
ASKED = [target["expr"] for panel in BOARD["panels"] for target in panel["targets"]]
needs_promtool = pytest.mark.skipif(not shutil.which("promtool"), reason="no promtool here")


def promtool(*words: str) -> None:
    done = subprocess.run(["promtool", *words], cwd=FOLDER, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@needs_promtool
def test_prometheus_takes_the_configuration_and_the_rules_do_what_they_promise() -> None:
    promtool("check", "config", "prometheus.yml")
    promtool("test", "rules", "alerts_test.yml")


@needs_promtool
def test_prometheus_understands_every_question_of_the_board(tmp_path: Path) -> None:
    rules = [{"record": f"q{number}", "expr": asked} for number, asked in enumerate(ASKED)]
    (tmp_path / "board.yml").write_text(yaml.dump({"groups": [{"name": "b", "rules": rules}]}))
    promtool("check", "rules", str(tmp_path / "board.yml"))


def test_every_alert_has_its_page_and_every_page_its_alert() -> None:
    pages = {ROOT / rule["annotations"]["runbook"] for rule in RULES}
    there = set((ROOT / "docs/runbook").glob("*.md")) - {ROOT / "docs/runbook/README.md"}
    assert pages == there
    index = (ROOT / "docs/runbook/README.md").read_text()
    assert all(f"[{rule['alert']}]" in index for rule in RULES)


def test_only_what_is_counted_is_asked_for() -> None:
    counted = {sample.name for metric in Metrics().registry.collect() for sample in metric.samples}
    families = {metric.name for metric in Metrics().registry.collect()}
    known = counted | families | {f"{name}_{end}" for name in families for end in ENDS}
    asked = {
        name for text in (*ASKED, *(rule["expr"] for rule in RULES)) for name in NAME.findall(text)
    }
    assert asked
    assert asked <= known


NAME = re.compile(r"\b(?:slotbell|process)_\w+")
ENDS = ("total", "bucket", "sum", "count")


def test_no_two_panels_lie_on_each_other() -> None:
    places = [(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in BOARD["panels"]]
    assert len(set(places)) == len(places)
