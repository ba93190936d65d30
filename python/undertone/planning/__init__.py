"""What to do next: the sessions to come, a cup to correct, a client's treatment."""
