"""Accounts, roles and API keys in the admin."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from shop.kernel.clock import system_clock
from shop.users.keys import SCOPES, create_api_key
from shop.users.models import ApiKey, SavedAddress, User

admin.site.site_header = admin.site.site_title = "Trolley"
admin.site.index_title = "The shop"
# The admin signs in through the same door as everybody: its rate limits hold here too.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]


class AddressInline(admin.StackedInline):
    model = SavedAddress
    extra = 0


class NewUserForm(AdminUserCreationForm):
    class Meta:
        model = User
        fields = ("email", "name")


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    """People. Roles are groups: catalog, orders, support, owner."""

    add_form = NewUserForm
    list_display = ("email", "name", "roles", "is_staff", "is_active", "date_joined")
    list_filter = ("is_staff", "is_active", "groups")
    search_fields = ("email", "name")
    ordering = ("email",)
    inlines = (AddressInline,)
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("email", "name", "password")}),
        ("What they may do", {"fields": ("is_active", "is_staff", "groups", "is_superuser")}),
        ("Dates", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "name", "usable_password", "password1", "password2")}),)
    filter_horizontal = ("groups",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups")

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """Let only a superuser hand out power, so that nobody can raise their own."""
        fields = tuple(super().get_readonly_fields(request, obj))
        if getattr(request.user, "is_superuser", False):
            return fields
        return (*fields, "is_staff", "groups", "is_superuser")

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Keep a superuser's account out of the reach of everybody else."""
        if obj is not None and obj.is_superuser and not getattr(request.user, "is_superuser", False):
            return False
        return super().has_change_permission(request, obj)

    @admin.display(description="roles")
    def roles(self, user: User) -> str:
        if user.is_superuser:
            return "everything"
        return ", ".join(group.name for group in user.groups.all())


class NewKeyForm(forms.ModelForm):
    scopes = forms.MultipleChoiceField(
        choices=[(scope, f"{scope}: {meaning}") for scope, meaning in SCOPES.items()],
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = ApiKey
        fields = ("name", "scopes")


@admin.register(ApiKey)
class ApiKeyAdmin(admin.ModelAdmin):
    """Keys of machines: the key is shown once, when it is made; it is revoked, never deleted or changed."""

    list_display = ("name", "prefix", "scope_list", "created_at", "last_used_at", "revoked_at")
    list_filter = ("revoked_at",)
    search_fields = ("name", "prefix")
    actions = ("revoke",)

    def get_form(self, request: HttpRequest, obj: ApiKey | None = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(request, obj, change, **kwargs) if obj else NewKeyForm

    def get_fields(self, request: HttpRequest, obj: ApiKey | None = None) -> Any:
        if obj is None:
            return ("name", "scopes")
        return ("name", "prefix", "scopes", "created_at", "last_used_at", "revoked_at")

    def has_change_permission(self, request: HttpRequest, obj: ApiKey | None = None) -> bool:
        return obj is None and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: ApiKey | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: ApiKey, form: Any, change: bool) -> None:
        """Make the key, and show it this once."""
        key = create_api_key(name=form.cleaned_data["name"], scopes=form.cleaned_data["scopes"])
        made = ApiKey.objects.get(prefix=key.split("_")[1])
        obj.pk, obj.prefix, obj.secret_hash, obj.scopes = made.pk, made.prefix, made.secret_hash, made.scopes
        messages.warning(request, f"The key, shown only now: {key}")

    def response_add(self, request: HttpRequest, obj: ApiKey, post_url_continue: Any = None) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:users_apikey_changelist"))

    @admin.display(description="scopes")
    def scope_list(self, key: ApiKey) -> str:
        return ", ".join(key.scopes)

    @admin.action(description="Revoke the selected keys", permissions=["add"])
    def revoke(self, request: HttpRequest, keys: QuerySet[ApiKey]) -> None:
        count = keys.filter(revoked_at__isnull=True).update(revoked_at=system_clock.now())
        messages.success(request, f"{count} revoked; what they opened is closed from now on.")
