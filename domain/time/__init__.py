"""Telling time: zones, their names, rules that repeat."""
