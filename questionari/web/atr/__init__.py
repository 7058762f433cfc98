"""The pages of the ATR: completion of her own territory, never an answer, never a link."""
