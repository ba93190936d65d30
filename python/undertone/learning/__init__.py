"""What healed readings and drawdowns teach: healing, a cup's contents, a practitioner's own bias."""
