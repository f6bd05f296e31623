"""xlwings engines for hosts that are not Excel."""
