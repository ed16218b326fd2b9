"""Core banking (T24): balances, transfers, and what became of a transfer (WIRE 4)."""

from billers.connectors.core_banking.asking import (
    CoreBalance,
    CoreBanking,
    CoreBankingIsOff,
    CoreBankingSettings,
    Transfer,
)

__all__ = ["CoreBalance", "CoreBanking", "CoreBankingIsOff", "CoreBankingSettings", "Transfer"]
