#!/bin/sh
# A database and a role for each service, neither of which opens any other. Runs once, when the cluster is made.
set -eu
for secret in /run/secrets/database-*; do
    service=${secret##*/database-}
    psql --set=ON_ERROR_STOP=1 --set="service=$service" --set="password=$(cat "$secret")" --username postgres <<'SQL'
CREATE ROLE :"service" LOGIN PASSWORD :'password';
CREATE DATABASE :"service" OWNER :"service" ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE :"service" FROM PUBLIC;
SQL
done
psql --set=ON_ERROR_STOP=1 --username postgres --command "REVOKE ALL ON DATABASE postgres FROM PUBLIC"
