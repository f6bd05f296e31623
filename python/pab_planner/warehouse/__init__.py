"""A scan of millions of rows: an engine orders and streams them, the kernels of `core` judge them."""
