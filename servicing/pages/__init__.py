"""The pages of this room: each view translates, asks one query, and renders."""

from servicing.pages import chips
from servicing.pages.casework import chips as casework_chips
from servicing.pages.money import chips as money_chips

chips.register()
casework_chips.register()
money_chips.register()
