"""The screens through which staff move money: forms in steps, commands and what became of them."""
