#!/usr/bin/env bash
# backup.sh DIR: what cannot be made again goes into DIR: captures, releases, decisions of people, what is known
# of the sources, and Dagster's history of runs where it lies in PostgreSQL. Waits for a run that is working.
# Only what is new is copied; run it into the same DIR every day.
set -euo pipefail
umask 077
: "${RAQUAN_DATA:?the data folder}"
target=${1:?a folder for the backup}
mkdir -p "$target/data"

exec 9>>"$RAQUAN_DATA/run.lock"
flock 9
for name in captures releases release corrections.jsonl sources fetch layout.json; do
  if [ -e "$RAQUAN_DATA/$name" ] || [ -L "$RAQUAN_DATA/$name" ]; then
    # Captures and releases never change once they are there; the rest is small.
    cp -a --update --no-dereference "$RAQUAN_DATA/$name" "$target/data/"
  fi
done
cp -a "$RAQUAN_DATA/dagster/dagster.yaml" "$target/"
if [ -n "${RAQUAN_PG_HOST:-}" ]; then
  PGPASSWORD=$RAQUAN_PG_PASSWORD pg_dump --host "$RAQUAN_PG_HOST" --port "$RAQUAN_PG_PORT" \
    --username "$RAQUAN_PG_USER" --format custom --file "$target/dagster.dump.part" "$RAQUAN_PG_DATABASE"
  mv "$target/dagster.dump.part" "$target/dagster.dump"
fi
sync
echo "Backed up $RAQUAN_DATA into $target"
