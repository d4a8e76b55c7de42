# bulk copies the images while the registry serves the old store.
. /scripts/remote.sh
echo "copying; the registry serves the old store"
# A file that the registry or the pruner deletes meanwhile makes an attempt fail. The
# next one copies only what is missing.
attempt=1
until copy_tree; do
  if [ "$attempt" -eq 5 ]; then
    stop "the copy failed; see the log of the container bulk"
  fi
  attempt=$((attempt + 1))
done
if [ "$VERIFY" = true ]; then
  verify
fi
