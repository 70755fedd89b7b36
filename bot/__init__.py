"""Composition root of the web process: command line, aiohttp app, dispatcher, webhook."""
