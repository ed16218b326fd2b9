"""What production is started from: it parses, and names nothing that does not exist."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from billie.environment import Environment

ROOT = Path(__file__).resolve().parent.parent
DEPLOY = ROOT / "deploy"
PART_OF_A_FIGURE = re.compile(r"_(total|bucket|count|sum)$")
SOMETIMES = {"billie_ledger_answer_seconds"}
"""Figures that are left out while they are not known."""


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    """The services of the compose file."""
    found: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    return found


def expressions() -> list[str]:
    """Return every query of the alerts and the dashboards."""
    groups = yaml.safe_load((DEPLOY / "prometheus/alerts.yml").read_text())["groups"]
    found = [rule["expr"] for group in groups for rule in group["rules"]]
    for path in (DEPLOY / "grafana/dashboards").glob("*.json"):
        panels = json.loads(path.read_text())["panels"]
        found += [target["expr"] for panel in panels for target in panel["targets"]]
    return found


def watched() -> set[str]:
    """Return the figures that the alerts and the dashboards ask for."""
    return {
        PART_OF_A_FIGURE.sub("", name)
        for expression in expressions()
        for name in re.findall(r"\bbillie_\w+", expression)
    }


@pytest.mark.django_db
@pytest.mark.usefixtures("redis_client")
def test_every_figure_that_is_watched_is_given():
    text = Client().get("/metrics").content.decode()
    given = {family.name for family in text_string_to_metric_families(text)}

    assert len(watched()) > 20
    assert watched() - given <= SOMETIMES


def test_every_alert_says_what_to_do():
    groups = yaml.safe_load((DEPLOY / "prometheus/alerts.yml").read_text())["groups"]
    rules = [rule for group in groups for rule in group["rules"]]

    assert len({rule["alert"] for rule in rules}) == len(rules)
    for rule in rules:
        assert rule["labels"]["severity"] in {"page", "ticket"}
        assert rule["annotations"]["summary"]
        assert rule["annotations"]["description"].strip().endswith(".")


@pytest.mark.parametrize("path", sorted(DEPLOY.rglob("*.yml")), ids=lambda path: path.name)
def test_every_file_of_settings_parses(path):
    assert yaml.safe_load(path.read_text())


def test_every_process_of_the_design_is_there(services):
    ours = {"web", "consumer", "consumer-standby", "worker", "worker-payments", "beat", "migrate"}

    assert ours | {"postgres", "redis"} <= set(services)


def test_no_secret_has_a_default():
    text = (ROOT / "docker-compose.yml").read_text()

    for name in (
        "SECRET_KEY",
        "ENCRYPTION_KEYS",
        "POSTGRES_PASSWORD",
        "REDIS_PASSWORD",
        "ALLOWED_HOSTS",
    ):
        uses = re.findall(rf"\${{{name}(.)", text)
        assert uses
        assert set(uses) == {":"}
        assert not re.search(rf"\${{{name}:-", text)


def test_production_reads_only_variables_that_exist(services):
    assert set(services["web"]["environment"]) <= set(Environment.model_fields)
    assert services["web"]["environment"]["BILLIE_ENV"] == "production"


def test_processes_start_after_the_tables_are_there(services):
    for name in ("web", "consumer", "consumer-standby", "worker", "beat"):
        condition = services[name]["depends_on"]["migrate"]["condition"]
        assert condition == "service_completed_successfully"


def test_the_image_is_built_from_hashed_lists_and_runs_without_privileges():
    text = (ROOT / "Dockerfile").read_text()

    assert "--require-hashes -r requirements.txt" in text
    assert re.search(r"^USER \d+$", text, re.MULTILINE)


def test_what_the_image_copies_is_there():
    wanted = re.findall(r"^!(\S+)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE)

    assert wanted
    assert [name for name in wanted if not (ROOT / name).exists()] == []


def test_every_queue_of_tasks_has_a_worker(services):
    from django.conf import settings

    wanted = {"celery"} | {route["queue"] for route in settings.CELERY_TASK_ROUTES.values()}
    served = {
        queue
        for service in services.values()
        if "--queues" in (words := service.get("command") or [])
        for queue in words[words.index("--queues") + 1].split(",")
    }

    assert served == wanted
