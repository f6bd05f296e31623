"""Lists as an ERP exports them: which of their columns count, and what their lines say."""
