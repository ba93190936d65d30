"""How answers look: pieces of HTML, and the card."""
