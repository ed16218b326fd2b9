"""The environment is checked before anything runs."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from billie import environment

GOOD_PRODUCTION = {
    "BILLIE_ENV": "production",
    "SECRET_KEY": "k" * 60,
    "ENCRYPTION_KEYS": "2026:c29tZS1rZXktb2YtMzItYnl0ZXMtZm9yLXByb2QhISE=",
    "DATABASE_URL": "postgresql://desk:9bQ-long-and-dull@db.example/loans",
    "REDIS_URL": "redis://:7xW-long-and-dull@redis.example/0",
    "ALLOWED_HOSTS": "desk.example.com",
    "DEBUG": "false",
}


@pytest.fixture
def variables(monkeypatch):
    """Set variables; those that are not set have their defaults."""
    for name in environment.Environment.model_fields:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setitem(environment.Environment.model_config, "env_file", None)

    def set_all(**values: str) -> None:
        for name, value in values.items():
            monkeypatch.setenv(name, value)

    return set_all


def test_nothing_needs_to_be_set_on_a_desk(variables):
    found = environment.read()

    assert found.BILLIE_ENV == "development"
    assert found.DATABASE_URL == found.REDIS_URL == ""


def test_every_wrong_variable_is_named_at_once_and_no_value_is_shown(variables):
    variables(
        DATABASE_URL="mysql://desk:hush@host/name",
        REDIS_URL="http://hush",
        TIME_ZONE="Atlantis/Capital",
        EVENT_BATCH_SIZE="0",
        TRUSTED_ORIGINS="desk.example.com",
        LOAN_CURRENCY="dollars",
    )

    with pytest.raises(ImproperlyConfigured) as refused:
        environment.read()

    said = str(refused.value)
    for name in (
        "DATABASE_URL",
        "REDIS_URL",
        "TIME_ZONE",
        "EVENT_BATCH_SIZE",
        "TRUSTED_ORIGINS",
        "LOAN_CURRENCY",
    ):
        assert f"\n  {name}: " in said
    assert "hush" not in said


@pytest.mark.parametrize("url", ["mysql://host/name", "postgresql://host", "billie"])
def test_an_address_that_is_no_postgresql_is_refused(variables, url):
    variables(DATABASE_URL=url)

    with pytest.raises(ImproperlyConfigured, match="must look like postgresql://"):
        environment.read()


def test_production_with_everything_set_is_accepted(variables):
    variables(**GOOD_PRODUCTION)

    assert environment.read().BILLIE_ENV == "production"


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("SECRET_KEY", environment.DEMO_SECRET_KEY, "SECRET_KEY is the demo's"),
        ("ENCRYPTION_KEYS", environment.DEMO_ENCRYPTION_KEY, "ENCRYPTION_KEYS has the demo's key"),
        ("SECRET_KEY", "short", "SECRET_KEY is the demo's or shorter"),
        ("DEBUG", "true", "DEBUG is on"),
        ("DATABASE_URL", "", "DATABASE_URL is not set"),
        ("REDIS_URL", "", "REDIS_URL is not set"),
        ("ALLOWED_HOSTS", "", "ALLOWED_HOSTS is not set"),
        ("ALLOWED_HOSTS", "*", "ALLOWED_HOSTS is not set, or is *"),
        ("DATABASE_URL", "postgresql://postgres:postgres@db/loans", "everybody tries first"),
    ],
)
def test_production_refuses_what_is_convenient_on_a_desk(variables, name, value, sentence):
    variables(**{**GOOD_PRODUCTION, name: value})

    with pytest.raises(ImproperlyConfigured, match="BILLIE_ENV is production") as refused:
        environment.read()

    assert sentence in str(refused.value)
