"""A few endpoints that do next to nothing, to try the plumbing on."""

import threading

from django.http import HttpResponse
from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from shop.http.auth import needs_scope
from shop.http.etags import etag_response, require_match
from shop.http.idempotency import idempotent
from shop.http.models import IdempotencyRecord
from shop.http.pages import same_origin_post
from shop.http.pagination import limit_and_cursor, read_cursor
from shop.http.serializers import MoneyField, StrictCharField, StrictIntegerField, StrictSerializer
from shop.kernel.errors import Conflict, FieldError, Invalid
from shop.kernel.ids import new_id
from shop.users.models import User

entered, release = threading.Event(), threading.Event()
trouble: list[Exception] = []


class NoteSerializer(StrictSerializer):
    text = StrictCharField(max_length=20)
    count = StrictIntegerField(min_value=1, max_value=10, required=False)
    price = MoneyField(required=False)


def write(name: str) -> dict[str, str]:
    user = User.objects.create(email=f"{new_id()}@example.com", name=name)
    return {"id": str(user.pk), "name": name}


class Notes(APIView):
    def get(self, request: Request) -> Response:
        limit, cursor = limit_and_cursor(request)
        return etag_response(request, {"limit": limit, "position": read_cursor(cursor) if cursor else []})

    @idempotent()
    def post(self, request: Request) -> Response:
        form = NoteSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        made = write(form.validated_data["text"])
        if form.validated_data["text"] == "conflict":
            raise Conflict("Not now.", left=3)
        if form.validated_data["text"] == "refuse":
            raise Invalid("No.", errors=[FieldError("/text", "no", "Not this one.")])
        if form.validated_data["text"] == "break":
            raise RuntimeError("broken")
        return Response(made, status=201, headers={"Location": f"/notes/{made['id']}"})

    def patch(self, request: Request) -> Response:
        require_match(request, {"limit": 24, "position": []})
        return Response(write("patched"))


class Staged(APIView):
    @idempotent(staged=True)
    def post(self, request: Request) -> Response:
        scope = request.idempotency_scope
        assert IdempotencyRecord.objects.filter(scope=bytes.fromhex(scope)).exists()
        made = write(scope[:8])
        entered.set()
        if request.data.get("wait"):
            assert release.wait(10)
        if trouble:
            raise trouble.pop()
        return Response(made, status=201)


class Secret(APIView):
    permission_classes = [needs_scope("orders:read")]

    def get(self, request: Request) -> Response:
        return Response({"caller": request.auth.name})


urlpatterns = [
    path("api/v1/notes", Notes.as_view()),
    path("api/v1/staged", Staged.as_view()),
    path("api/v1/secret", Secret.as_view()),
    path("form", same_origin_post(lambda request: HttpResponse("done"))),
    path("page", lambda request: (_ for _ in ()).throw(Conflict("The page says no."))),
]

handler404 = "shop.http.problem.not_found"
handler500 = "shop.http.problem.server_error"
