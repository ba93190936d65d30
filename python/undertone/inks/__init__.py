"""Colorants, inks, blends of them, dots, and how these look in skin."""
