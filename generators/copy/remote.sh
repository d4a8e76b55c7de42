# Functions of the containers with rclone. A container that fails writes the reason to
# a file, so that a later one can make the registry writable again.
set -u
umask 022
for name in done finish failed; do
  if [ -e "$WORK/$name" ]; then
    exit 0
  fi
done
export SSL_CERT_DIR="$WORK/ca:/ca/registry:/ca/cluster"
HTTP_PROXY=$(cat "$WORK/http_proxy")
HTTPS_PROXY=$(cat "$WORK/https_proxy")
NO_PROXY=$(cat "$WORK/no_proxy")
export HTTP_PROXY HTTPS_PROXY NO_PROXY
export GOOGLE_APPLICATION_CREDENTIALS="$WORK/google.json" # of a cloud role

stop() {
  echo "$1" >&2
  printf '%s' "$1" >"$WORK/failed"
  exit 0
}

# run runs rclone. With --fast-list, it lists a bucket with one request for 1000 files
# instead of one for each blob, and keeps about 1 KiB in memory for each file.
run() {
  rclone --fast-list --config "$WORK/rclone.conf" --cache-dir "$LISTS/cache" --transfers "$TRANSFERS" --checkers "$TRANSFERS" \
    --log-level NOTICE --stats 1m --stats-one-line --stats-log-level NOTICE "$@"
}

# parts prints the folders of the old tree.
parts() {
  if [ -e "$WORK/empty" ]; then
    return 0
  fi
  run lsf --dirs-only old:
}

# copy_tree makes the new tree equal to the old one, except for the links of tags. The
# content of all other files follows from their names, so that their size tells whether
# they are complete.
copy_tree() {
  folders=$(parts) || return 1
  for folder in $folders; do
    case "$folder" in
    blobs/)
      run sync --size-only old:blobs new:blobs || return 1
      ;;
    repositories/)
      run sync --size-only --exclude '_uploads/**' --exclude '_manifests/tags/*/current/link' old:repositories new:repositories || return 1
      ;;
    esac
  done
}

# copy_tags copies the links of tags. They change in place, and keep their size, so that
# a copy of them is worth nothing before the registry is read-only.
copy_tags() {
  case "$(parts)" in
  *repositories/*) ;;
  *) return 0 ;;
  esac
  run sync --ignore-times --filter '- _uploads/**' --filter '+ **/_manifests/tags/*/current/link' --filter '- *' old:repositories new:repositories
}

# verify reads manifests and a sample of the other blobs of the new store, except those
# that were read before, and compares their digests with their names.
verify() {
  touch "$LISTS/read"
  case "$(parts)" in
  *blobs/*) ;;
  *) return 0 ;;
  esac
  run lsf --recursive --files-only --include '/sha256/*/*/data' new:blobs >"$LISTS/listed" || stop "cannot list the blobs of the new store"
  sort "$LISTS/listed" >"$LISTS/all"
  sort "$LISTS/all" "$LISTS/read" "$LISTS/read" | uniq -u >"$LISTS/unread"
  run lsf --recursive --files-only --include '**/_manifests/revisions/sha256/*/link' new:repositories >"$LISTS/listed" || stop "cannot list the repositories of the new store"
  sed -n 's|.*_manifests/revisions/sha256/\(..\)\([0-9a-f]*\)/link$|sha256/\1/\1\2/data|p' "$LISTS/listed" | sort -u >"$LISTS/manifests"
  sort "$LISTS/unread" "$LISTS/manifests" | uniq -d >"$LISTS/chosen"
  sort "$LISTS/unread" "$LISTS/manifests" "$LISTS/manifests" | uniq -u >"$LISTS/others"
  awk -v total="$(wc -l <"$LISTS/others")" 'BEGIN { step = int(total / 500) + 1 } NR % step == 0' "$LISTS/others" >>"$LISTS/chosen"
  count=$(wc -l <"$LISTS/chosen")
  if [ "$count" -eq 0 ]; then
    return 0
  fi
  run hashsum sha256 --download --files-from-raw "$LISTS/chosen" new:blobs >"$LISTS/sums" || stop "cannot read the blobs of the new store; see the log of the copy"
  bad=$(awk '{ n = split($2, path, "/"); if (path[n - 1] != $1) print "sha256:" path[n - 1] }' "$LISTS/sums" | head -n 5 | tr '\n' ' ')
  if [ -n "$bad" ]; then
    # The next run copies them again, because it skips files that have the same size.
    awk '{ n = split($2, path, "/"); if (path[n - 1] != $1) print $2 }' "$LISTS/sums" >"$LISTS/bad"
    run delete --files-from-raw "$LISTS/bad" new:blobs
    stop "the content of these blobs does not match their digests: $bad; restore these blobs in the old store, or set verify to false to copy them as they are"
  fi
  if [ "$(wc -l <"$LISTS/sums")" -ne "$count" ]; then
    stop "the new store lost blobs after they were written"
  fi
  sort "$LISTS/chosen" "$LISTS/read" >"$LISTS/next"
  mv "$LISTS/next" "$LISTS/read"
  echo "read and compared $count of $(wc -l <"$LISTS/all") blobs"
}
