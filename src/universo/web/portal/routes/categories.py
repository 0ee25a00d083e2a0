"""Addresses: the categories of a partner."""

from django.urls import path

from universo.web.portal.views import categories

urlpatterns = [
    path("categorias/", categories.board, name="categories"),
    path("categorias/sumar/", categories.join, name="category_join"),
    path("categorias/<slug:category>/dejar/", categories.leave, name="category_leave"),
    path(
        "categorias/pedidos/<int:asked_id>/retirar/",
        categories.withdraw,
        name="category_withdraw",
    ),
]
