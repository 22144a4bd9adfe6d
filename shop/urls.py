"""Every address of the shop."""

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.generic import RedirectView
from django.views.static import serve
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularSwaggerSplitView

from shop.http.metrics import metrics

api: list[URLPattern | URLResolver] = [
    path("", include("catalog.api.urls")),
    path("", include("cart.api.urls")),
    path("", include("orders.api.urls")),
    path("", include("payments.api.urls")),
    path("", include("fulfillment.api.urls")),
    path("", include("notifications.api.urls")),
    path("openapi.json", SpectacularJSONAPIView.as_view(), name="openapi"),
    path("docs", SpectacularSwaggerSplitView.as_view(url_name="openapi"), name="api_docs"),
]

urlpatterns = [
    path("", include("catalog.web.urls")),
    path("", include("cart.web.urls")),
    path("", include("orders.web.urls")),
    path("", include("payments.web.urls")),
    path("", include("notifications.web.urls")),
    path("", include("shop.users.web.urls")),
    path("account/", include("allauth.account.urls")),
    path("api/v1/", include(api)),
    path("admin", RedirectView.as_view(url="/admin/")),
    path("admin/", admin.site.urls),
    path("metrics", metrics, name="metrics"),
    # Pictures are named by their content's hash and written by the catalog alone; a proxy or CDN may take this over.
    re_path(r"^media/(?P<path>.*)$", serve, {"document_root": settings.MEDIA_ROOT}),
]

handler400 = "shop.http.problem.bad_request"
handler403 = "shop.http.problem.forbidden"
handler404 = "shop.http.problem.not_found"
handler500 = "shop.http.problem.server_error"
