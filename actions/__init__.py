"""What the product can do: one async function for each thing a user may want. No Telegram here."""
