"""The set-up program for Windows: an installer that brings a Python of its own, and downloads nothing."""
