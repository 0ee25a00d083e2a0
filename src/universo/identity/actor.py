"""The Actor: who asks. Every query and operation receives one."""

from dataclasses import dataclass, field

from universo.identity.roles import StaffRole


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, or the system itself, at the moment of asking.

    `partner_id` is set for people of a partner; `roles` for people of Hasar; never both.
    """

    user_id: int | None
    name: str
    email: str = ""
    roles: frozenset[str] = field(default_factory=frozenset)
    partner_id: int | None = None
    partner_name: str = ""
    partner_categories: frozenset[str] = field(default_factory=frozenset)
    former_categories: frozenset[str] = field(default_factory=frozenset)  # held once, not today
    sponsor_level: str | None = None
    is_partner_admin: bool = False
    is_system: bool = False
    # What the key of the API allows at most; None for a person who signed in, whom nothing narrows.
    scopes: frozenset[str] | None = None

    def has(self, *roles: str) -> bool:
        """Tell whether the actor holds one of these staff roles."""
        return not self.roles.isdisjoint(roles)

    def within(self, scope: str) -> bool:
        """Tell whether the key that is used, if any, was made for this."""
        return self.scopes is None or scope in self.scopes

    @property
    def is_staff(self) -> bool:
        """A person of Hasar."""
        return bool(self.roles)

    @property
    def sees_everything(self) -> bool:
        """Auditors read everything, and so do the system's own jobs."""
        return self.is_system or self.has(StaffRole.AUDITOR)

    def in_category(self, category: str) -> bool:
        """Tell whether the actor's partner is enrolled in this category today (R-1)."""
        return category in self.partner_categories

    def was_in(self, category: str) -> bool:
        """Tell whether the actor's partner left this category: what it is owed still settles (R-1)."""
        return category in self.former_categories


VISITOR = Actor(user_id=None, name="")
SYSTEM = Actor(user_id=None, name="Universo", is_system=True)
