-- Once, as a superuser of the database server (PostgreSQL 15 to 18):
--   psql -v owner_password=... -v app_password=... -f deploy/roles.sql
\set ON_ERROR_STOP on
CREATE ROLE universo_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'owner_password';
CREATE ROLE universo_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'app_password';
CREATE DATABASE universo OWNER universo_owner ENCODING 'UTF8' TEMPLATE template0;
\connect universo
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS citext;
CREATE EXTENSION IF NOT EXISTS fuzzystrmatch;
