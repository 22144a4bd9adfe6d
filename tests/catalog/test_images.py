import io
import struct
import zlib

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from catalog.contracts import SaveImage
from catalog.errors import ProductInvalid
from catalog.models import Product, ProductImage
from catalog.service import CatalogService
from tests.catalog.making import mug, picture, save, shirt

pytestmark = pytest.mark.django_db


def stored(image):
    """The picture's files as Pillow reads them, narrowest first."""
    row = ProductImage.objects.get(pk=image.id)
    return [Image.open(default_storage.open(row.name_for(row.content_hash, width))) for width in row.widths]


@pytest.mark.parametrize(
    ("size", "widths"),
    [((2000, 1000), [320, 640, 1200]), ((1200, 900), [320, 640, 1200]), ((500, 800), [320, 500]), ((100, 50), [100])],
)
def test_a_picture_is_kept_as_webp_in_widths_that_are_no_larger_than_itself(size, widths):
    (product,) = save(mug(images=(SaveImage(content=picture(*size), alt="A mug"),)))

    files = stored(product.images[0])

    assert [file.width for file in files] == widths
    assert {file.format for file in files} == {"WEBP"}
    assert (product.images[0].width, product.images[0].height) == files[-1].size
    assert product.images[0].url.endswith(f"-{widths[-1]}.webp")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_the_usual_formats_are_taken(kind):
    (product,) = save(mug(images=(SaveImage(content=picture(400, 300, kind=kind)),)))

    assert stored(product.images[0])[0].format == "WEBP"


def test_what_a_camera_wrote_into_the_file_is_left_out_and_the_picture_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "Secret camera"
    content = picture(800, 400, kind="JPEG", exif=exif, comment=b"at home")
    (product,) = save(mug(images=(SaveImage(content=content),)))

    for file in stored(product.images[0]):
        assert file.height > file.width
        assert not file.getexif()
        assert not {"exif", "icc_profile", "xmp", "comment"} & file.info.keys()


def test_transparency_is_kept():
    out = io.BytesIO()
    Image.new("RGBA", (400, 400), (255, 0, 0, 0)).save(out, "PNG")
    (product,) = save(mug(images=(SaveImage(content=out.getvalue()),)))

    assert stored(product.images[0])[0].convert("RGBA").getpixel((5, 5))[3] == 0


def bomb():
    """A small file that says it is 20000 pixels square."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 20_000, 20_000, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\x00" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        picture()[:200],
        picture(40, 40, kind="BMP"),
        bomb(),
        b"\x89PNG\r\n\x1a\n" + b"\x00" * 100,
    ],
    ids=["empty", "text", "svg", "cut", "bmp", "bomb", "broken"],
)
def test_what_is_no_picture_is_refused_and_nothing_is_saved(content):
    with pytest.raises(ProductInvalid) as refused:
        save(mug(images=(SaveImage(content=picture()), SaveImage(content=content))))

    assert refused.value.errors[0].pointer == "/images/1"
    assert not Product.objects.exists()


def test_the_same_picture_is_kept_once_and_not_made_again():
    content = picture()
    one, two = save(
        mug("one", images=(SaveImage(content=content), SaveImage(content=content))),
        mug("two", images=(SaveImage(content=content),)),
    )

    assert len(one.images) == len(two.images) == 1
    assert one.images[0].sources == two.images[0].sources
    assert CatalogService().save_product(mug("two", images=(SaveImage(content=content),)), actor="x").changes == ()


def test_a_picture_shows_the_variants_with_its_option_value():
    images = (SaveImage(content=picture()), SaveImage(content=picture(colour="red"), alt="Red", option_value="Red"))
    (product,) = save(shirt(images=images))

    red = {variant.id for variant in product.variants if variant.options["Colour"] == "Red"}
    assert set(product.images[1].variant_ids) == red
    assert product.images[0].variant_ids == ()
    offer = CatalogService().find_offer(sku="SHIRT-M-RED")
    assert offer.image is not None
    assert offer.image.alt == "Red"
    assert product.images[0].alt == "Linen shirt"
