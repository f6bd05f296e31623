"""The arithmetic of supply and demand: numpy and dataclasses only."""
