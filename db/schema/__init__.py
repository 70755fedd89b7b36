"""Whole databases: their copies."""
