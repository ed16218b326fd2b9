"""Billers: by their type, and with the versions that there were."""

from billers.models import BillerConfig, BillerConfigVersion

PEOPLE = ("created_by", "updated_by")
MOST_VERSIONS = 50


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
    config = rows.filter(biller_type=biller_type.strip().upper()).first()
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


def list_versions(*, config: BillerConfig) -> list[BillerConfigVersion]:
    """Return the last versions of a configuration, the newest first."""
    rows = BillerConfigVersion.objects.filter(config=config).select_related("changed_by")
    return list(rows.order_by("-version")[:MOST_VERSIONS])
