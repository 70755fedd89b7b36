"""The house by HTTP: programs with keys, and the front desk in a browser.

Beside `handlers/`: the same actions, and no rule of its own.
"""
