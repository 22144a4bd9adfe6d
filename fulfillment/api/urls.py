from django.urls import path

from fulfillment.api.views import ShipmentsView

urlpatterns = [
    path("orders/<uuid:order_id>/shipments", ShipmentsView.as_view(), name="api_order_shipments"),
]
