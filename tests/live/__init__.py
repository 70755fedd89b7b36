"""The main stories over a Bot API that is Telegram's own, or our sandbox in its place.

A bot cannot hear itself, and Telegram has no people for tests. So the visitor's updates are ours:
posted to the real webhook as Telegram would post them, with ids of real messages in a real chat.
All that the bot and the worker send goes to Telegram, and what a reader sees is what it answered.

`make live` needs LIVE_BOT_TOKEN (of a bot kept for tests: its commands and descriptions are set)
and LIVE_CHAT_ID (somebody who has started that bot). LIVE_TEST_SERVER=1: Telegram's test
environment. LIVE_SMTP_URL, LIVE_MAIL_FROM and LIVE_MAIL_TO: letters, too. Without the first two it
says so, and `make test` runs the same over the sandbox.
"""
