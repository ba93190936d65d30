"""What the studio asks of undertone: readings, clients, lines, mixes, sessions. No policy of its own."""
