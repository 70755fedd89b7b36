"""An empty house: its setup by an owner, and what `slotbell seed` puts there instead."""
