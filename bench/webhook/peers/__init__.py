"""Other bots that do the like job, each a program of its own; see common.py."""
