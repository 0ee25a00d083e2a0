"""The words by which the search knows the products and families of a piece."""

from universo.benefits.library.models import Item


def names_of(item: Item) -> str:
    """Return codes and names of the products of a piece, with their families, and of its families."""
    words = [f"{p.code} {p.name} {p.family.name}" for p in item.products.select_related("family")]
    return "; ".join(words + [f"{f.code} {f.name}" for f in item.families.all()])


def names_changed(*, product_id: int | None = None, family_id: int | None = None) -> None:
    """Let the search know a product or family by its new name, in the transaction that changed it."""
    rows = Item.objects.filter(products=product_id) if product_id else Item.objects.none()
    if family_id:
        of_products = Item.objects.filter(products__family=family_id)
        rows = (Item.objects.filter(families=family_id) | of_products).distinct()
    for item in rows:
        item.names = names_of(item)
        item.save(update_fields=["names"])
