"""The languages that billers speak: the only place that touches their network and their markup."""
