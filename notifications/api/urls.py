from django.urls import path

from notifications.api.views import EndpointsView, EndpointView, EventsView

urlpatterns = [
    path("events", EventsView.as_view(), name="api_events"),
    path("webhook-endpoints", EndpointsView.as_view(), name="api_webhook_endpoints"),
    path("webhook-endpoints/<uuid:endpoint_id>", EndpointView.as_view(), name="api_webhook_endpoint"),
]
