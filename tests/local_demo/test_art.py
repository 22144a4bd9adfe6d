"""The drawings are the same on every machine and every run, and small enough for a page."""

import io
from random import Random

import pytest
from PIL import Image

from shop.local.demo.art import draw_all, photograph
from shop.local.demo.art.designs import DESIGNS
from shop.local.demo.art.palettes import PALETTES
from shop.local.demo.art.studio import developed
from shop.local.demo.catalogue import PRODUCTS

PICTURES = {photo.picture.name: photo.picture for product in PRODUCTS for photo in product.photos}
SAMPLES = [PICTURES["one-hedge-sheet"], PICTURES["station-floor-mug-chalk"]]


def test_the_same_picture_has_the_same_bytes_when_it_is_drawn_again_and_in_another_process():
    here = {picture.name: developed(photograph(picture)) for picture in SAMPLES}
    again = {picture.name: developed(photograph(picture)) for picture in SAMPLES}
    elsewhere = dict(draw_all(SAMPLES))

    assert here == again == elsewhere
    assert len(set(here.values())) == len(SAMPLES)


@pytest.mark.parametrize(
    "name",
    [
        "seven-ridges-wall", "slow-unrest-sheet", "building-blocks-notebook-open", "golden-angle-shirt-cha",
        "undertow-tote-nat",
    ],
)  # fmt: skip
def test_a_picture_is_a_small_upright_webp(name: str):
    content = developed(photograph(PICTURES[name]))

    with Image.open(io.BytesIO(content)) as image:
        assert (image.format, image.size) == ("WEBP", (1200, 1500))
    assert 10_000 < len(content) < 300_000


@pytest.mark.parametrize("design", DESIGNS)
def test_a_design_fills_its_sheet_with_several_colours_and_another_seed_changes_it(design: str):
    size, palette = (200, 283), PALETTES["harbour"]
    drawn = DESIGNS[design](size, palette, Random("a"))
    other = DESIGNS[design](size, palette, Random("b"))

    assert (drawn.size, drawn.mode) == (size, "RGB")
    assert len(drawn.getcolors(200 * 283) or ()) > 3
    # The sunflower is the exception: its angle leaves nothing to chance but the petals' tints.
    assert drawn.tobytes() != other.tobytes()


def test_progress_is_told_picture_by_picture():
    seen: list[tuple[int, int]] = []

    list(draw_all(SAMPLES, lambda done, total: seen.append((done, total))))

    assert seen == [(1, 2), (2, 2)]
