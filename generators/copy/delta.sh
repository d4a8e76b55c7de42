# delta copies what has changed since, while the registry is read-only.
. /scripts/remote.sh
echo "copying the rest; the registry is read-only"
copy_tree && copy_tags || stop "the copy of the rest failed; see the log of the container delta"
if [ "$VERIFY" = true ] && [ ! -e "$WORK/empty" ]; then
  run check --size-only --exclude '_uploads/**' old: new: || stop "the stores differ after the copy; see the log of the container delta"
  verify
fi
run size --json new: >"$LISTS/size" 2>/dev/null || true
sed -n 's/.*"count":\([0-9]*\).*/\1/p' "$LISTS/size" >"$WORK/objects"
sed -n 's/.*"bytes":\([0-9]*\).*/\1/p' "$LISTS/size" >"$WORK/bytes"
touch "$WORK/complete"
