"""The goods, one module a shelf."""
