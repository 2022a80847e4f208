#!/bin/bash
# Dumps Redis to BACKUP_DIR and, if S3_BUCKET is set, to S3; deletes what is older than RETENTION_DAYS in both.
set -euo pipefail

now=$(date +%s)
name_at() { echo "redis_backup_$(date -u -d "@$1" +%Y%m%d_%H%M%S).rdb"; }
name=$(name_at "$now")
oldest=$(name_at $((now - RETENTION_DAYS * 86400)))

mkdir -p "$BACKUP_DIR"
cd "$BACKUP_DIR"

# The dump has its name only when it is whole, so that nobody restores half of one.
trap 'rm -f "$name.part"' EXIT
kubectl exec --namespace="$NAMESPACE" "deployment/$DEPLOYMENT" --container=redis -- redis-cli --rdb - > "$name.part"
if [[ $(head -c 5 "$name.part") != REDIS ]]; then
  echo "this is no dump of Redis: $name.part" >&2
  exit 1
fi
mv "$name.part" "$name"
echo "dumped $(wc -c < "$name") bytes to $BACKUP_DIR/$name"

# Names sort by time.
for file in redis_backup_*.rdb; do
  if [[ $file < $oldest ]]; then rm -- "$file"; fi
done

if [[ -n ${S3_BUCKET:-} ]]; then
  aws s3 cp "$name" "s3://$S3_BUCKET/redis-backups/$name"
  aws s3 ls "s3://$S3_BUCKET/redis-backups/" | while read -r _ _ _ file; do
    if [[ $file == redis_backup_*.rdb && $file < $oldest ]]; then
      aws s3 rm "s3://$S3_BUCKET/redis-backups/$file"
    fi
  done
fi
