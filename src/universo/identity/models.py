"""People who sign in, and the roles of those who work at Hasar."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from universo.identity.roles import Scope, StaffRole


class UserManager(BaseUserManager["User"]):
    """Makes users; e-mail addresses are stored in lower case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Return a stored user; without a password the account cannot sign in until one is set."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    """A person with an e-mail address. What he may do comes from roles and memberships."""

    email = models.EmailField(max_length=254, unique=True)
    full_name = models.CharField(max_length=120)
    phone = models.CharField(max_length=40, blank=True)
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=8, default="es-ar")
    date_joined = models.DateTimeField(default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="identity_user_email_once")]

    def __str__(self) -> str:
        return self.full_name or self.email


class RoleGrant(models.Model):
    """A staff role of a user, from a day on; taken away, it stays as history."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=24, choices=StaffRole.choices)
    granted_at = models.DateTimeField()
    granted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=models.Q(revoked_at__isnull=True),
                name="identity_role_held_once",
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=StaffRole.values), name="identity_role_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(granted_by=models.F("user")), name="identity_role_by_another"
            ),
        ]


class ApiToken(models.Model):
    """A key with which a program acts for its user, within `scopes`; the secret itself is not kept."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=20)  # the beginning of the secret, to tell keys apart
    secret_sha256 = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=40))
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("created_at")),
                name="identity_token_expires_later",
            ),
            models.CheckConstraint(
                condition=models.Q(scopes__len__gt=0, scopes__contained_by=Scope.values),
                name="identity_token_scopes_known",
            ),
        ]


class ApiAnswer(models.Model):
    """What was answered to a client's own key: the same request again gets the same (protocol 5)."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=100)
    request_sha256 = models.CharField(max_length=64)
    answer = models.TextField()  # JSON, byte for byte as it was sent
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="identity_answer_once")]
