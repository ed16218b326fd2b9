"""Billers: by their type, and with the versions that there were."""

from django.db.models import QuerySet

from billers.models import BillerConfig, BillerConfigVersion

PEOPLE = ("created_by", "updated_by")


class BillerNotKnown(LookupError):
    """There is no biller of this type, or with this number."""


def list_billers(*, is_active: bool | None = None) -> list[BillerConfig]:
    """Return the billers by name."""
    rows = BillerConfig.objects.select_related(*PEOPLE).order_by("display_name", "id")
    return list(rows if is_active is None else rows.filter(is_active=is_active))


def get_biller(*, biller_type: str) -> BillerConfig:
    """Return a biller by its type, which may be written in any case.

    :raises BillerNotKnown: if there is none of this type
    """
    rows = BillerConfig.objects.select_related(*PEOPLE)
    name = biller_type.strip().upper()
    config = rows.filter(biller_type=name).first() if "\0" not in name else None
    if config is None:
        raise BillerNotKnown(biller_type)
    return config


def get_config(*, config_id: int) -> BillerConfig:
    """Return a biller by its number.

    :raises BillerNotKnown: if there is none
    """
    config = BillerConfig.objects.select_related(*PEOPLE).filter(pk=config_id).first()
    if config is None:
        raise BillerNotKnown(config_id)
    return config


def find_versions(*, config: BillerConfig) -> "QuerySet[BillerConfigVersion]":
    """Return the versions of a configuration with their people; the doors page them by key."""
    rows = BillerConfigVersion.objects.filter(config=config)
    return rows.select_related("changed_by", "approved_by")


def find_version(*, config: BillerConfig, version: int) -> BillerConfigVersion | None:
    """Return one version of a configuration with its people, None if there is none."""
    return find_versions(config=config).filter(version=version).first()
