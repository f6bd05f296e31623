"""The text under addin/ becomes files for Excel and LibreOffice, without either."""

import os

# openpyxl writes other bytes with lxml, where that is installed; what we build is the same on every machine.
os.environ["OPENPYXL_LXML"] = "False"
