"""TNM internet bundles: chosen from a list and bought for a phone, all by GET."""

from billers.connectors.dialects.tnm import TnmConnector


class TnmBundles(TnmConnector):
    """TNM's own server."""

    biller_type = "TNM_BUNDLES"
    title = "TNM internet bundles"
