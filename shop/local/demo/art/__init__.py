"""Machine-drawn art and the photographs of what it is sold on. Pillow only; the same bytes on every run."""

from .studio import Drawing, Picture, draw, draw_all, photograph

__all__ = ["Drawing", "Picture", "draw", "draw_all", "photograph"]
