"""The admin site of the panel: Unfold's, for everyone on the staff."""

from unfold.sites import UnfoldAdminSite


class PanelSite(UnfoldAdminSite):  # type: ignore[misc]
    """The admin proper, in the same frame and navigation as the pages."""

    site_title = "Billie"
    site_header = "Billie"
    index_title = "Tables"
    enable_nav_sidebar = True
