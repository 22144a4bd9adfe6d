"""How a work becomes a product: three sizes, with or without a frame, a photograph or two."""

from shop.local.demo.art import Drawing, Picture

from .model import Photo, Product, Variant, text

SIZES = ("A4", "A3", "A2")
PRICES = {"A4": 2400, "A3": 3600, "A2": 5400}
FRAMES = {"A4": 4500, "A3": 6500, "A2": 9500}
WEIGHTS = {"A4": (190, 1150), "A3": (330, 2100), "A2": (390, 3900)}
FRAME_NAMES = {"oak": "Oak frame", "walnut": "Walnut frame", "black": "Black frame", "white": "White frame"}

FACTS = (
    "Paper: 240 g/m² cotton rag, matt, with no brighteners to yellow later",
    "Ink: eight pigments, good for a lifetime out of direct sun",
    "Sizes: A4 (21 × 29.7 cm), A3 (29.7 × 42 cm), A2 (42 × 59.4 cm), each with a white margin",
)


def printed(
    slug: str,
    code: str,
    title: str,
    collection: str,
    art: Drawing,
    words: str,
    alts: tuple[str] | tuple[str, str],
    stock: str,
    *,
    tags: tuple[str, ...],
    wood: str = "oak",
    backdrop: str = "oat",
    second: str = "oat",
    scene: str = "framed",
    before: int = 0,
) -> Product:
    frame = FRAME_NAMES[wood]
    timber = wood if wood in ("oak", "walnut") else f"ash, {wood}"
    fact = f"Frame: solid {timber}, real glass, a cord on the back and a hook in the box"
    counts = iter(int(n) for n in stock.split())
    variants = []
    for size in SIZES:
        for framed in (False, True):
            price = PRICES[size] + (FRAMES[size] if framed else 0)
            sku = f"PR-{code}-{size}" + ("-FR" if framed else "")
            was = price + before if before and not framed else None
            weight = WEIGHTS[size][framed]
            variants.append(Variant(sku, (size, frame if framed else "Unframed"), price, weight, next(counts), was))
    photos = [Photo(Picture(f"{slug}-wall", scene, (art,), backdrop, wood=wood), alts[0], frame)]
    if len(alts) == 2:
        photos.append(Photo(Picture(f"{slug}-sheet", "sheet", (art,), second), alts[1], "Unframed"))
    html = text(words, facts=(*FACTS, fact))
    return Product(
        slug, title, collection, "Print", ("prints",), tags, html, ("Size", "Finish"), tuple(variants), tuple(photos)
    )
