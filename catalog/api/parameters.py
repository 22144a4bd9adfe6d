"""The query parameters of the product list, for the OpenAPI document."""

from typing import get_args

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

from catalog.contracts import Sort

LIST = [
    OpenApiParameter("search", description='Words, "a phrase", -without; the last word may be a beginning. Or a SKU.'),
    OpenApiParameter("category", description="A category's slug; those below it count too."),
    OpenApiParameter("tag"),
    OpenApiParameter("price_min", description='In the shop\'s currency, such as "19.90".'),
    OpenApiParameter("price_max", description='In the shop\'s currency, such as "19.90".'),
    OpenApiParameter("in_stock", OpenApiTypes.BOOL),
    OpenApiParameter(
        "option",
        {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}},
        description=(
            "Filters by the products' own options, as `option.<name>=<value>`: `?option.Size=M&option.Size=L"
            "&option.Colour=Blue`. Values of one option are alternatives; one variant must meet all of it, "
            "price and stock included."
        ),
    ),
    OpenApiParameter("sort", enum=get_args(Sort), description="Default: relevance for a search, else featured."),
    OpenApiParameter("facets", OpenApiTypes.BOOL, description="true adds the facets with their counts."),
    OpenApiParameter("cursor", description="From `next` or `previous`."),
    OpenApiParameter("limit", OpenApiTypes.INT, description="1 to 100, default 24."),
]
IF_MATCH = OpenApiParameter(
    "If-Match", location=OpenApiParameter.HEADER, description="The ETag that was read: 412 if it has changed since."
)
