"""Django REST framework with its three paginators over 1,050 rows: /pages/, /offsets/, /cursors/. Prints its port as JSON."""
import json
import sys
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django
from django.conf import settings

settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": sys.argv[1]}},
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    INSTALLED_APPS=["rest_framework"],
    REST_FRAMEWORK={
        "DEFAULT_AUTHENTICATION_CLASSES": [],
        "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
        "UNAUTHENTICATED_USER": None,
    },
    ROOT_URLCONF=__name__,
    SECRET_KEY="of a test",
)
django.setup()

from django.core.wsgi import get_wsgi_application
from django.db import connection, models
from django.urls import path
from rest_framework import generics, pagination, serializers


class Row(models.Model):
    name = models.TextField()

    class Meta:
        app_label = "rows"


class RowSerializer(serializers.ModelSerializer):
    class Meta:
        model = Row
        fields = ["id", "name"]


class Pages(pagination.PageNumberPagination):
    page_size = 100


class SizedPages(pagination.PageNumberPagination):
    page_size = 20
    page_size_query_param = "page_size"
    max_page_size = 50


class Offsets(pagination.LimitOffsetPagination):
    default_limit = 100


class Cursors(pagination.CursorPagination):
    page_size = 100
    ordering = "id"


def listed_by(paginator):
    view = type(
        f"By{paginator.__name__}",
        (generics.ListAPIView,),
        {
            "queryset": Row.objects.order_by("id"),
            "serializer_class": RowSerializer,
            "pagination_class": paginator,
        },
    )
    return view.as_view()


urlpatterns = [
    path("pages/", listed_by(Pages)),
    path("sized/", listed_by(SizedPages)),
    path("offsets/", listed_by(Offsets)),
    path("cursors/", listed_by(Cursors)),
]

with connection.schema_editor() as editor:
    editor.create_model(Row)
Row.objects.bulk_create(Row(id=n, name=f"row {n}") for n in range(1, 1051))


class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass


class Threaded(ThreadingMixIn, WSGIServer):
    daemon_threads = True


server = make_server("127.0.0.1", 0, get_wsgi_application(), Threaded, Quiet)
print(json.dumps({"port": server.server_port}), flush=True)
server.serve_forever()
