"""Addresses of the catalog's endpoints, below /api/v1/."""

from django.urls import path

from catalog.api.views import CategoriesView, ProductsView, ProductView, StockView

urlpatterns = [
    path("products", ProductsView.as_view(), name="api_products"),
    path("products/<str:slug_or_id>", ProductView.as_view(), name="api_product"),
    path("categories", CategoriesView.as_view(), name="api_categories"),
    path("stock/<path:sku>", StockView.as_view(), name="api_stock"),
]
