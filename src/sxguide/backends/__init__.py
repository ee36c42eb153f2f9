"""The back ends: each turns a rulebook and a case into truths and values."""
