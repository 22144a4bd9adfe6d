"""Small sets of colours that were chosen to sit together: a paper and five inks, darkest or strongest first."""

from dataclasses import dataclass

Colour = tuple[int, int, int]


def rgb(code: str) -> Colour:
    """Read `#rrggbb`."""
    return int(code[1:3], 16), int(code[3:5], 16), int(code[5:7], 16)


def mix(a: Colour, b: Colour, t: float) -> Colour:
    """Walk from `a` (t = 0) to `b` (t = 1)."""
    return (
        round(a[0] + (b[0] - a[0]) * t),
        round(a[1] + (b[1] - a[1]) * t),
        round(a[2] + (b[2] - a[2]) * t),
    )


def tone(colour: Colour, amount: float) -> Colour:
    """Lighten (amount > 0) or darken (amount < 0) a colour, keeping it warm in the shade."""
    return mix(colour, (255, 252, 246), amount) if amount >= 0 else mix(colour, (24, 16, 22), -amount)


@dataclass(frozen=True)
class Palette:
    """A paper and the inks that go on it."""

    paper: Colour
    inks: tuple[Colour, ...]

    def ink(self, index: int) -> Colour:
        """Return an ink, going round when the index runs past the last."""
        return self.inks[index % len(self.inks)]

    def ramp(self, t: float) -> Colour:
        """Return the colour at `t` (0 to 1) on the way through all inks in order."""
        t = min(max(t, 0.0), 1.0) * (len(self.inks) - 1)
        step = min(int(t), len(self.inks) - 2)
        return mix(self.inks[step], self.inks[step + 1], t - step)


def _palette(paper: str, *inks: str) -> Palette:
    return Palette(rgb(paper), tuple(rgb(ink) for ink in inks))


PALETTES = {
    "harbour": _palette("#f4ecdf", "#14304d", "#2d6489", "#86aec0", "#f0c27b", "#df5b38"),
    "ember": _palette("#fbeddc", "#33223f", "#7c3552", "#cf4f52", "#ee8e58", "#f6c46e"),
    "moss": _palette("#f2efe1", "#26351f", "#566b3a", "#a0b085", "#e0a95f", "#bd6a2c"),
    "dusk": _palette("#2b2745", "#f7d9c4", "#ec9f7e", "#bd6474", "#745a80", "#3d557d"),
    "night": _palette("#111a2e", "#f5ead2", "#d8b66f", "#8aa0c0", "#48608a", "#283c61"),
    "clay": _palette("#f6ebdf", "#5a2f2a", "#a94f3f", "#d58f63", "#ebc7a0", "#69725f"),
    "citrus": _palette("#fff4dc", "#1f4450", "#2c978c", "#f2b134", "#ec7a4d", "#f8d999"),
    "nordic": _palette("#eef0ec", "#22313b", "#496475", "#a9c3cf", "#dfe3dc", "#e5672f"),
    "plum": _palette("#f7edee", "#3f2142", "#7d4270", "#c87797", "#ecbcc1", "#4c7370"),
    "seaglass": _palette("#eef3ec", "#174447", "#37807f", "#8cc0b3", "#d9e3c8", "#f0a45a"),
    "bone": _palette("#f3eee5", "#1f1d1c", "#514c48", "#958c81", "#cdc3b5", "#c9472f"),
    "meadow": _palette("#f7f3e3", "#2f4a3b", "#6a9a62", "#f2c14e", "#f08a5d", "#5d7fb5"),
    "frost": _palette("#e9eef3", "#1d2b47", "#3f5f97", "#7f9fce", "#c3d4e8", "#f3b8a0"),
    "apricot": _palette("#fdebd8", "#6a2e3a", "#c65d4b", "#f09a63", "#f8cb92", "#547d80"),
    "pine": _palette("#17322e", "#f1e8d2", "#e2b36a", "#8fb79a", "#4d8271", "#2b5549"),
    "brick": _palette("#8f3d2e", "#fbeedd", "#f4c38a", "#e58a5c", "#5a2230", "#2f3b4f"),
    "ochre": _palette("#dca543", "#2a2330", "#6b3a34", "#fbf0d8", "#f6d999", "#3c6a6b"),
    "ink": _palette("#1d2029", "#f4efe4", "#c7c1b6", "#8b8d97", "#555a6a", "#e46b45"),
}
