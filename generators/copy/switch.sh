# switch names the new store in Config with one patch if the copy is complete, and
# otherwise makes the registry writable again.
. /scripts/state.sh
if [ -e "$WORK/done" ]; then
  exit 0
fi
give_up() {
  restore failed "$1"
  echo "the registry serves the old store, writable as before: $1" >&2
  exit 1
}
# change_store writes the whole storage. It fails if another writer changes Config
# between the check and the patch.
change_store() {
  read_state || return 1
  if [ "$(entry id)" = "$CHANGE" ] && [ "$(entry phase)" = switched ]; then
    return 0 # the answer to the patch was lost
  fi
  if [ "$(entry id)" != "$CHANGE" ] || [ "$(entry phase)" != frozen ] || [ "$read_only" != true ]; then
    give_up "the registry did not remain read-only during the copy"
  fi
  after=$READ_ONLY
  if [ -z "$after" ]; then
    after=$(entry readOnly)
  fi
  if [ "$PATCH_TYPE" = merge ]; then
    write "$(move switched '')" ",\"spec\":{\"readOnly\":$(or_null "$after"),$PATCH}"
    return
  fi
  if [ -z "$after" ]; then
    after=false
  fi
  oc patch "$config" --type=json --field-manager="$manager" --patch "[{\"op\":\"test\",\"path\":\"/metadata/resourceVersion\",\"value\":\"$version\"},{\"op\":\"add\",\"path\":\"/metadata/annotations/registryprofile.dev~1storage-change\",\"value\":\"$(move switched '')\"},{\"op\":\"add\",\"path\":\"/spec/readOnly\",\"value\":$after},$PATCH]"
}
if [ ! -e "$WORK/finish" ]; then
  if [ -e "$WORK/failed" ]; then
    give_up "$(cat "$WORK/failed")"
  fi
  if [ ! -e "$WORK/complete" ]; then
    give_up "the copy did not end"
  fi
  again change_store || give_up "cannot write the new store to Config"
fi
finish
say "the registry stores images on $TO"
