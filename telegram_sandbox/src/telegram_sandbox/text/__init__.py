"""Text as Telegram reads it: markup, entities, links, lengths."""
