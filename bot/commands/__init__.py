"""The commands of `slotbell` that run in production."""
