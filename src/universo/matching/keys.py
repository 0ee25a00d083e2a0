"""The keys by which a company is found: two companies that may be the same share at least one."""

from dataclasses import dataclass
from hashlib import blake2b

from universo.domain.contacts import normalise_email, phone_key
from universo.domain.matching import own_domains
from universo.domain.names import name_key, name_tokens
from universo.domain.tax_ids import check_cuit
from universo.matching.party import Party


@dataclass(frozen=True, slots=True)
class Key:
    """One key: its kind (cuit, phone, email, domain, name, word, …) and its normalised text."""

    kind: str
    text: str

    @property
    def number(self) -> int:
        """A signed 64-bit number, the same in every process and on every engine."""
        digest = blake2b(f"{self.kind}\0{self.text}".encode(), digest_size=8).digest()
        return int.from_bytes(digest, "big", signed=True)


def keys_of(party: Party) -> tuple[Key, ...]:
    """Return the keys of a company, each once, the surest kinds first."""
    facts = party.facts
    check = check_cuit(facts.cuit)
    found = [Key("cuit", check.normalised)] if check.ok else []
    found += [Key("phone", key) for text in facts.phones if (key := phone_key(text))]
    found += [Key("email", key) for text in facts.emails if (key := normalise_email(text))]
    found += [Key("domain", text) for text in own_domains(facts)]
    for name in (facts.legal_name, facts.trade_name):
        if key := name_key(name):
            found.append(Key("name", key))
        found += [Key("word", word) for word in name_tokens(name) if len(word) > 2]
    return tuple(dict.fromkeys(found))
