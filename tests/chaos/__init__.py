"""Chaos: real processes are killed, stopped and lied to; the sandbox's record judges."""
