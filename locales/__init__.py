"""Translations: the catalogues, and how texts are found for them."""
