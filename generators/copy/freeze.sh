# freeze makes the registry read-only and suspends the pruner, and waits until no pod of
# the registry accepts uploads.
. /scripts/state.sh
if [ -e "$WORK/done" ] || [ -e "$WORK/finish" ]; then
  exit 0
fi
give_up() {
  restore failed "$1"
  echo "the registry serves the old store, writable as before: $1" >&2
  exit 1
}
if [ -e "$WORK/failed" ]; then
  give_up "$(cat "$WORK/failed")"
fi
freeze_once() {
  read_state || return 1
  if [ "$(entry id)" != "$CHANGE" ]; then
    echo "another storage change has taken over" >&2
    exit 1
  fi
  was=$read_only
  suspend=$(oc get "$pruner" --ignore-not-found --output 'jsonpath={.spec.suspend}') || return 1
  if [ "$(entry phase)" = frozen ]; then
    was=$(entry readOnly)
    suspend=$(entry suspend)
  fi
  objects=
  bytes=
  write "$(new_record "$CHANGE" "$FROM" "$TO" frozen "$was" "$suspend" '')" ',"spec":{"readOnly":true}'
}
again freeze_once || give_up "cannot make the registry read-only"
suspend_pruner true || give_up "cannot suspend the pruner"

# frozen reports whether every pod that can still run is read-only. A pod that
# terminates accepts uploads until its end.
frozen() {
  state=$(get '{.metadata.generation} {.status.observedGeneration} {.status.conditions[?(@.type=="Progressing")].status}') || return 1
  set -- $state
  if [ "$#" -ne 3 ] || [ "$1" != "$2" ] || [ "$3" != False ]; then
    return 1
  fi
  pods=$(oc get pods --namespace "$namespace" --selector docker-registry=default --output 'jsonpath={range .items[*]}{.status.phase}/{.metadata.deletionTimestamp}/{.spec.containers[*].env[?(@.name=="REGISTRY_STORAGE_MAINTENANCE_READONLY")].name}{"\n"}{end}') || return 1
  for pod in $pods; do
    case "$pod" in
    Succeeded/* | Failed/* | *//REGISTRY_STORAGE_MAINTENANCE_READONLY) ;;
    *) return 1 ;;
    esac
  done
}
say "waiting until the registry is read-only"
attempts=$ATTEMPTS
until frozen; do
  attempts=$((attempts - 1))
  if [ "$attempts" -le 0 ]; then
    give_up "the registry was not read-only in time: $config is Progressing, or a pod of the registry is not"
  fi
  sleep "$PAUSE"
done
say "the registry is read-only"
