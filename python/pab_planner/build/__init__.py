"""The text under addin/ becomes files for Excel and LibreOffice, without either."""
