"""Games: players, what they are given, and their moves; one game, one file."""
