"""Pictures: looked at before they are kept, stripped, and sized once."""

import hashlib
import io
import warnings
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image, ImageCms, ImageOps

from catalog.errors import ImageInvalid
from catalog.models import ProductImage

WIDTHS = (320, 640, 1200)
MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 50_000_000
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
_QUALITY = 82


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in the storage. `width` and `height` are those of its widest file."""

    content_hash: str
    width: int
    height: int
    widths: tuple[int, ...]


def keep_picture(content: bytes) -> Picture:
    """Check a picture, write its sizes as WebP, and return what was kept; a picture that is there is not made again.

    Raises ImageInvalid.
    """
    if len(content) > MAX_BYTES:
        raise ImageInvalid(f"The picture is larger than {MAX_BYTES // 1024 // 1024} MB.")
    content_hash = hashlib.sha256(content).hexdigest()
    known = ProductImage.objects.filter(content_hash=content_hash).first()
    if known and all(default_storage.exists(known.name_for(content_hash, width)) for width in known.widths):
        return Picture(content_hash, known.width, known.height, tuple(known.widths))
    picture = _read(content)
    widths = tuple(width for width in WIDTHS if width < picture.width) + (
        () if picture.width > WIDTHS[-1] else (picture.width,)
    )
    heights = {width: max(1, round(picture.height * width / picture.width)) for width in widths}
    # The widest first, and each made of the last: the small ones are then made of few pixels.
    for width in reversed(widths):
        picture = _sized(picture, width, heights[width])
        name = ProductImage.name_for(content_hash, width)
        if not default_storage.exists(name):
            default_storage.save(name, ContentFile(_as_webp(picture)))
    return Picture(content_hash, widths[-1], heights[widths[-1]], widths)


def _read(content: bytes) -> Image.Image:
    """Decode the picture upright, in sRGB, without whatever else the file carried."""
    try:
        with warnings.catch_warnings():
            # Pillow warns of bombs at a limit of its own; the size is checked here, before a pixel is decoded.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=_FORMATS) as opened:
                if opened.width * opened.height > MAX_PIXELS:
                    raise ImageInvalid(f"The picture has more than {MAX_PIXELS // 1_000_000} million pixels.")
                upright = ImageOps.exif_transpose(opened)
                return _in_srgb(upright, opened.info.get("icc_profile"))
    except ImageInvalid:
        raise
    except Exception as error:
        # Decoders raise whatever they like on broken files.
        raise ImageInvalid("The file is no picture that can be read: use JPEG, PNG, WebP, GIF or AVIF.") from error


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    mode = "RGBA" if picture.has_transparency_data else "RGB"
    if profile and picture.mode in ("RGB", "RGBA", "CMYK", "L"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(picture, source, target, outputMode=mode)
            return converted if converted is not None else picture.convert(mode)
        except (ImageCms.PyCMSError, OSError, ValueError):
            return picture.convert(mode)
    return picture.convert(mode)


def _sized(picture: Image.Image, width: int, height: int) -> Image.Image:
    if width == picture.width:
        return picture
    return picture.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)


def _as_webp(picture: Image.Image) -> bytes:
    clean = Image.new(picture.mode, picture.size)
    clean.paste(picture)
    out = io.BytesIO()
    clean.save(out, "WEBP", quality=_QUALITY, method=2)
    return out.getvalue()
