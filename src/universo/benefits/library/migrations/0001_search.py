"""How the library's words are compared: Spanish stems, accents forgiven, beginnings of words."""

from django.db import migrations

# The stemmer of Spanish knows endings by their accents ("instalación", "instalaciones"): who types
# none gets those back that are never in doubt. Beside the stems stand the words themselves without
# accents, so that a beginning finds them. Marks inside codes (CF-100, 2.1) part words.
FORWARD = r"""
CREATE TEXT SEARCH CONFIGURATION public.library_stem (COPY = pg_catalog.spanish);
CREATE TEXT SEARCH CONFIGURATION public.library_plain (COPY = pg_catalog.simple);
ALTER TEXT SEARCH CONFIGURATION public.library_plain
    ALTER MAPPING FOR word, asciiword, numword, hword, hword_part, hword_asciipart, asciihword,
        numhword, hword_numpart
    WITH public.unaccent, pg_catalog.simple;

CREATE FUNCTION public.library_text(typed text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT regexp_replace(
        regexp_replace(coalesce(typed, ''), '[-_./:;,+*=#@<>\\]+', ' ', 'g'),
        '([csxCSX])([iI])[oO]([nN])\M', '\1\2ó\3', 'g')
$$;

CREATE FUNCTION public.library_lexemes(typed text, weight "char") RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT setweight(
        to_tsvector('public.library_stem'::regconfig, public.library_text(typed))
        || to_tsvector('public.library_plain'::regconfig, public.library_text(typed)), weight)
$$;

CREATE FUNCTION public.library_vector(title text, names text, summary text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT public.library_lexemes(title, 'A') || public.library_lexemes(names, 'B')
        || public.library_lexemes(summary, 'C')
$$;

-- Every word must be found, by its stem or as a beginning; words that say nothing ("de") are passed
-- over. NULL when nothing is left. Each word is letters and digits only.
CREATE FUNCTION public.library_query(words text[]) RETURNS tsquery
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    word text; stem tsquery; one tsquery; found tsquery;
BEGIN
    FOREACH word IN ARRAY words LOOP
        stem := plainto_tsquery('public.library_stem'::regconfig, public.library_text(word));
        IF numnode(stem) > 0 THEN
            one := stem || to_tsquery('public.library_plain'::regconfig, quote_literal(word) || ':*');
            found := CASE WHEN found IS NULL THEN one ELSE found && one END;
        END IF;
    END LOOP;
    RETURN found;
END
$$;
"""
BACKWARD = """
DROP FUNCTION public.library_query(text[]);
DROP FUNCTION public.library_vector(text, text, text);
DROP FUNCTION public.library_lexemes(text, "char");
DROP FUNCTION public.library_text(text);
DROP TEXT SEARCH CONFIGURATION public.library_plain;
DROP TEXT SEARCH CONFIGURATION public.library_stem;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = [("customers", "0001_initial")]  # brings the extension unaccent
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
