# check requires that both stores can be read, and that the new one is empty unless an
# earlier run of this change has written to it.
. /scripts/remote.sh
for tool in awk head sed sort tr uniq wc; do
  command -v "$tool" >/dev/null || stop "the image of rclone has no $tool"
done
list() {
  run lsf --max-depth 1 --contimeout 20s --low-level-retries 3 --retries 1 "$1:"
}
code=0
list old >"$LISTS/old" || code=$?
if [ "$code" -eq 3 ] && [ "$FROM" = pvc ]; then
  echo "the old claim contains no images"
  touch "$WORK/empty"
elif [ "$code" -ne 0 ]; then
  stop "cannot read the old store; see the log of the check"
fi
if [ "$TO" = pvc ]; then
  run mkdir new: || stop "cannot write to the new claim; see the log of the check"
fi
if ! list new >"$LISTS/new"; then
  stop "cannot read the new store; see the log of the check"
fi
if [ -s "$LISTS/new" ] && [ ! -e "$WORK/begun" ]; then
  stop "the new store already contains a registry: docker/registry/v2 is not empty; use an empty store, or delete that folder if no registry uses it"
fi
