"""The pages of this room: each view translates, asks one query, and renders."""

from servicing.pages import chips

chips.register()
