"""A product's pictures: which, in what order, with what words."""

from collections.abc import Sequence

from catalog.contracts import SaveProduct
from catalog.errors import ProductInvalid
from catalog.models import Product, ProductImage
from catalog.service._images import Picture
from shop.kernel.errors import FieldError


def save_images(product: Product, command: SaveProduct, pictures: Sequence[Picture | None]) -> list[str]:
    """Make the product's pictures those of the command; return what is different in words.

    Files stay when a row goes: another product, a mail or a cache may still show them.

    Raises ProductInvalid for the id of a picture that is not this product's.
    """
    if command.images is None:
        return []
    existing = {image.id: image for image in product.images.all()}
    by_hash = {image.content_hash: image for image in existing.values()}
    changes: list[str] = []
    kept: list[ProductImage] = []
    for index, (wanted, picture) in enumerate(zip(command.images, pictures, strict=True)):
        image = by_hash.get(picture.content_hash) if picture else existing.get(wanted.image_id)  # type: ignore[arg-type]
        if image is None and picture is None:
            raise ProductInvalid(
                "That is no picture of this product.",
                errors=[FieldError(f"/images/{index}", "unknown", "That is no picture of this product.")],
            )
        if image is None and picture is not None:
            image = ProductImage(
                product=product,
                content_hash=picture.content_hash,
                widths=list(picture.widths),
                width=picture.width,
                height=picture.height,
            )
            by_hash[picture.content_hash] = image
        if image is None or image in kept:
            continue
        values = (wanted.alt.strip(), wanted.option_value.strip(), len(kept))
        kept.append(image)
        if image._state.adding or (image.alt, image.option_value, image.position) != values:
            changes.append(f"picture {len(kept)} {'added' if image._state.adding else 'changed'}")
            image.alt, image.option_value, image.position = values
            image.save()
    gone = [image.pk for image in existing.values() if image not in kept]
    if gone:
        ProductImage.objects.filter(pk__in=gone).delete()
        changes.append(f"{len(gone)} picture(s) removed")
    return changes
