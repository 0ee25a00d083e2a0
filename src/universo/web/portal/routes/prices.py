"""Addresses: special prices of a partner, and his quotes."""

from django.urls import path

from universo.web.portal.views import prices, quotes

urlpatterns = [
    path("beneficios/precios/", prices.board, name="prices"),
    path("beneficios/precios/articulo/", prices.article, name="price_article"),
    path("beneficios/precios/descargar/", prices.download, name="price_download"),
    path("beneficios/precios/listas/<int:list_id>/", prices.changes, name="price_changes"),
    path("beneficios/precios/cotizaciones/", quotes.listing, name="quotes"),
    path("beneficios/precios/cotizaciones/nueva/", quotes.new, name="quote_new"),
    path("beneficios/precios/cotizaciones/<int:quote_id>/", quotes.page, name="quote"),
    path("beneficios/precios/cotizaciones/<int:quote_id>/pdf/", quotes.pdf, name="quote_pdf"),
    path("beneficios/precios/cotizaciones/<int:quote_id>/copiar/", quotes.copy, name="quote_copy"),
]
