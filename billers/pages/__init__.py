"""The pages of this room: each view translates, asks one query or act, and renders."""

from billers.pages import chips

chips.register()
