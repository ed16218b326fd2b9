"""Core banking (T24): balances, transfers, and what became of a transfer (WIRE 4)."""

from billers.connectors.core_banking.asking import (
    CoreBanking,
    CoreBankingIsOff,
    CoreBankingSettings,
)
from billers.connectors.core_banking.money import CoreBalance, Transfer

__all__ = ["CoreBalance", "CoreBanking", "CoreBankingIsOff", "CoreBankingSettings", "Transfer"]
