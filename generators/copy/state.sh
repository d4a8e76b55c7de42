# Functions of the containers with oc. The record of the change is an annotation of
# Config, a JSON object of texts.
set -eu
umask 077
config=configs.imageregistry.operator.openshift.io/cluster
pruner=imagepruners.imageregistry.operator.openshift.io/cluster
namespace=openshift-image-registry
key=registryprofile.dev/storage-change
manager=image-registry-storage-change
staging=image-registry-storage-change
user=image-registry-private-configuration-user

say() {
  echo "$(date -u +%H:%M:%SZ) $1"
}

# stop ends the container before anything is changed.
stop() {
  echo "stopped before any change: $1" >&2
  exit 1
}

# get prints fields of Config. It fails if Config does not exist.
get() {
  oc get "$config" --output "jsonpath=$1"
}

# read_state reads the record, and the fields that the change writes.
read_state() {
  state=$(get '{.metadata.resourceVersion}{"\n"}{.spec.readOnly}{"\n"}{.metadata.annotations.registryprofile\.dev/storage-change}') || return 1
  version=$(printf '%s\n' "$state" | sed -n 1p)
  read_only=$(printf '%s\n' "$state" | sed -n 2p)
  record=$(printf '%s\n' "$state" | sed -n 3p)
}

# entry prints a field of the record.
entry() {
  printf '%s\n' "$record" | sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"
}

# or_null prints a value in JSON: true, false or null.
or_null() {
  if [ -n "$1" ]; then
    echo "$1"
  else
    echo null
  fi
}

# new_record prints the record with another phase, as a part of a JSON text:
# new_record ID FROM TO PHASE READ_ONLY SUSPEND REASON.
new_record() {
  reason=$(printf '%s' "$7" | tr '\n"' " '" | tr -d '\\' | cut -c 1-300)
  printf '{"id":"%s","from":"%s","to":"%s","phase":"%s","time":"%s","readOnly":"%s","suspend":"%s","objects":"%s","bytes":"%s","reason":"%s"}' \
    "$1" "$2" "$3" "$4" "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$5" "$6" "$objects" "$bytes" "$reason" | sed 's/"/\\"/g'
}

# move prints the record in another phase: move PHASE REASON.
move() {
  objects=$(entry objects)
  bytes=$(entry bytes)
  if [ -s "$WORK/objects" ]; then
    objects=$(cat "$WORK/objects")
    bytes=$(cat "$WORK/bytes")
  fi
  new_record "$(entry id)" "$(entry from)" "$(entry to)" "$1" "$(entry readOnly)" "$(entry suspend)" "$2"
}

# write patches Config unless another writer changed it: write RECORD SPEC.
write() {
  oc patch "$config" --type=merge --field-manager="$manager" \
    --patch "{\"metadata\":{\"resourceVersion\":\"$version\",\"annotations\":{\"$key\":\"$1\"}}$2}"
}

# again runs a function that reads the state and writes it, until no other writer
# changes Config at the same time.
again() {
  tries=10
  until "$@"; do
    tries=$((tries - 1))
    if [ "$tries" -le 0 ]; then
      echo "cannot write $config" >&2
      return 1
    fi
    sleep 2
  done
}

# suspend_pruner sets spec.suspend of the ImagePruner, if it exists.
suspend_pruner() {
  found=$(oc get "$pruner" --ignore-not-found --output name) || return 1
  if [ -z "$found" ]; then
    return 0
  fi
  oc patch "$pruner" --type=merge --field-manager="$manager" --patch "{\"spec\":{\"suspend\":$(or_null "$1")}}"
}

# restore makes the registry writable again, with the values before the change:
# restore PHASE REASON.
restore() {
  again restore_once "$1" "$2"
}

restore_once() {
  read_state || return 1
  case "$(entry phase)" in
  frozen) ;;
  switched | copied) return 0 ;;
  *)
    write "$(move "$1" "$2")" ''
    return
    ;;
  esac
  suspend_pruner "$(entry suspend)" || return 1
  write "$(move "$1" "$2")" ",\"spec\":{\"readOnly\":$(or_null "$(entry readOnly)")}"
}

# finish gives the operator the credentials of the new store, and ends the change.
# It can run again at any time after Config names the new store.
finish() {
  if [ "$CREDENTIALS" = staging ]; then
    data=$(oc get secret "$staging" --namespace "$namespace" --output 'jsonpath={.data}')
    printf '{"apiVersion":"v1","kind":"Secret","metadata":{"namespace":"%s","name":"%s"},"data":%s}' "$namespace" "$user" "$data" |
      oc apply --server-side --force-conflicts --field-manager="$manager" --filename=-
  fi
  again finish_once
}

finish_once() {
  read_state || return 1
  suspend_pruner "$(entry suspend)" || return 1
  write "$(move copied '')" ''
}

# active_jobs prints the Jobs of storage changes that are neither complete nor failed,
# except the Job of this pod.
active_jobs() {
  jobs=$(oc get jobs.batch --namespace "$namespace" --selector "$key" --output 'jsonpath={range .items[*]}{.metadata.name} {.status.conditions[?(@.status=="True")].type}{"\n"}{end}')
  printf '%s\n' "$jobs" | while read -r name conditions; do
    case " $conditions " in
    *' Complete '* | *' Failed '*) ;;
    *)
      if [ -n "$name" ] && [ "$name" != "$JOB" ]; then
        printf '%s ' "$name"
      fi
      ;;
    esac
  done
}
