"""All designs by name. A design draws a picture of any size from a palette and a random source."""

from collections.abc import Callable
from random import Random

from PIL import Image

from ..canvas import Size
from ..palettes import Palette
from . import fields, grids, land, lines, nature, sky

Design = Callable[[Size, Palette, Random], Image.Image]

DESIGNS: dict[str, Design] = {
    "hills": land.hills,
    "tide": land.tide,
    "contours": land.contours,
    "raked": land.raked,
    "truchet": grids.truchet,
    "bauhaus": grids.bauhaus,
    "quilt": grids.quilt,
    "weave": grids.weave,
    "unrest": grids.unrest,
    "stairs": grids.stairs,
    "current": lines.current,
    "ripples": lines.ripples,
    "pendulum": lines.pendulum,
    "rain": lines.rain,
    "stars": sky.stars,
    "moons": sky.moons,
    "comet": sky.comet,
    "sunflower": nature.sunflower,
    "herbarium": nature.herbarium,
    "pebbles": nature.pebbles,
    "rings": nature.rings,
    "coral": fields.coral,
    "facets": fields.facets,
    "terrazzo": fields.terrazzo,
}
