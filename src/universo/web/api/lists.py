"""Who may use which operation on the lists of customers (PROGRAMME.md §4)."""

from universo.customers.queries import KEEPERS
from universo.identity.roles import Scope
from universo.program.choices import Category
from universo.web.api.bearer import JSON, BearerKey
from universo.web.shared.access import Access, partner, staff

_STAFF, _RESELLERS = staff(*KEEPERS), partner(Category.RESELLER)
LISTS = Access(
    "keepers of lists of customers",
    lambda actor, method: _STAFF.allows(actor, method) or _RESELLERS.allows(actor, method),
)
READ = BearerKey(Scope.CUSTOMERS_READ, LISTS)
WRITE = BearerKey(Scope.CUSTOMERS_WRITE, LISTS)
WRITE_JSON = BearerKey(Scope.CUSTOMERS_WRITE, LISTS, JSON)
