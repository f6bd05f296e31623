"""Where things stand on the sheets."""
