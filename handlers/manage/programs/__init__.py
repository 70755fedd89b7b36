"""What owners let other programs do: keys that let them in, webhooks that tell them."""
