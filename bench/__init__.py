"""Measuring Slotbell: `python -m bench`, `bench.webhook`, and peers by `python -m bench.peers`."""
