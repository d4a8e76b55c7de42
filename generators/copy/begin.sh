# begin records that this change may write to the new store, after the check that the
# store was empty.
. /scripts/state.sh
if [ -e "$WORK/done" ] || [ -e "$WORK/finish" ]; then
  exit 0
fi
if [ -e "$WORK/failed" ] && [ ! -e "$WORK/begun" ]; then
  stop "$(cat "$WORK/failed")"
fi
begin_once() {
  read_state || return 1
  if [ "$(entry id)" = "$CHANGE" ] && [ "$(entry phase)" = frozen ]; then
    return 0 # the registry remains read-only
  fi
  objects=
  bytes=
  write "$(new_record "$CHANGE" "$FROM" "$TO" bulk '' '' '')" ''
}
again begin_once
