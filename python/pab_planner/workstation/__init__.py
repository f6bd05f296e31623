"""This computer: what Excel, the add-in and Python need of each other."""
