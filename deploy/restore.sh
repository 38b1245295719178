#!/usr/bin/env bash
# restore.sh DIR: the reverse of backup.sh, into an empty RAQUAN_DATA and an empty database. Stop the services first.
# Afterwards `raquan doctor --thorough` says whether everything is as it was; the next run makes the rest again.
set -euo pipefail
umask 077
: "${RAQUAN_DATA:?the data folder}"
source=${1:?the folder of the backup}
if [ -e "$RAQUAN_DATA/captures" ] || [ -e "$RAQUAN_DATA/releases" ]; then
  echo "$RAQUAN_DATA is not empty; move it away first" >&2
  exit 2
fi
mkdir -p "$RAQUAN_DATA/dagster"
cp -a --no-dereference "$source/data/." "$RAQUAN_DATA/"
cp -a "$source/dagster.yaml" "$RAQUAN_DATA/dagster/"
if [ -n "${RAQUAN_PG_HOST:-}" ] && [ -e "$source/dagster.dump" ]; then
  PGPASSWORD=$RAQUAN_PG_PASSWORD pg_restore --host "$RAQUAN_PG_HOST" --port "$RAQUAN_PG_PORT" \
    --username "$RAQUAN_PG_USER" --no-owner --clean --if-exists --dbname "$RAQUAN_PG_DATABASE" \
    "$source/dagster.dump"
fi
echo "Restored $RAQUAN_DATA; now: raquan doctor --thorough"
