from django.urls import path

from shop.users.web import views

urlpatterns = [
    path("account/addresses", views.addresses, name="account_addresses"),
    path("account/addresses/new", views.add_address, name="account_address_new"),
    path("account/addresses/<uuid:address_id>", views.change_address, name="account_address"),
    path("account/addresses/<uuid:address_id>/remove", views.remove_address, name="account_address_remove"),
    path("account/addresses/<uuid:address_id>/default", views.make_default, name="account_address_default"),
]
