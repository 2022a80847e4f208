#!/bin/sh
# Dumps Redis to BACKUP_DIR, and deletes dumps of it that are older than RETENTION_DAYS.
set -eu
cd "$BACKUP_DIR"
rm -f redis-*.part # what a killed run left
name=redis-$(date -u +%Y%m%d-%H%M%S).rdb

# The dump has its name only when it is whole, so that nobody restores half of one.
redis-cli -h "$REDIS_HOST" --rdb "$name.part"
mv "$name.part" "$name"
echo "dumped $(wc -c < "$name") bytes to $BACKUP_DIR/$name"

find . -name 'redis-*.rdb' -mtime "+$RETENTION_DAYS" -exec rm {} +
