"""Static files under names that carry their content's hash, our scripts' imports included."""

from whitenoise.storage import (  # type: ignore[import-untyped]
    CompressedManifestStaticFilesStorage,
)

OUR_SCRIPTS = "universo/js/*.js"
_IMPORTS = (
    (r"""(?P<matched>import ["'](?P<url>\./[^"']+)["'])""", 'import "%(url)s"'),
    (r"""(?P<matched>from ["'](?P<url>\./[^"']+)["'])""", 'from "%(url)s"'),
)


class ManifestStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Also rewrites `import "./other.js"` in our modules, so that no stale script is ever used.

    Django's own switch for this reads every script, and trips over examples in htmx's comments.
    """

    patterns = (*CompressedManifestStaticFilesStorage.patterns, (OUR_SCRIPTS, _IMPORTS))
