# guard ends a change whose Job is gone, failed or complete: it makes the registry
# writable again, or finishes a change whose Config already names the new store.
. /scripts/state.sh
read_state
phase=$(entry phase)
case "$phase" in
frozen | switched) ;;
*) exit 0 ;;
esac
others=$(active_jobs)
if [ -n "$others" ]; then
  exit 0
fi
if [ "$phase" = frozen ]; then
  restore restored 'the Job ended before the copy was complete'
  say "the registry serves the old store, writable as before"
elif [ "$(entry id)" = "$CHANGE" ]; then
  finish
  say "the registry stores images on $TO"
fi
