"""Measuring Slotbell: `python -m bench`, and its peers by `python -m bench.peers`."""
