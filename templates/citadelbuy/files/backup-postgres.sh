#!/bin/sh
# Dumps the database to BACKUP_DIR, and deletes dumps of it that are older than RETENTION_DAYS.
set -eu
cd "$BACKUP_DIR"
rm -f postgres-*.part # what a killed run left
name=postgres-$(date -u +%Y%m%d-%H%M%S).dump

# The dump has its name only when it is whole, so that nobody restores half of one.
pg_dump --format=custom --file="$name.part"
mv "$name.part" "$name"
echo "dumped $(wc -c < "$name") bytes to $BACKUP_DIR/$name"

find . -name 'postgres-*.dump' -mtime "+$RETENTION_DAYS" -exec rm {} +
