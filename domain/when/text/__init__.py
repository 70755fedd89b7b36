"""From characters to words of time: tokens, typing errors, the words of all languages."""
