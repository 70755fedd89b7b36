"""A Telegram of our own for trying the bot: Bot API server and browser chat, loopback only."""
