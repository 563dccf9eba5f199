#!/bin/sh
# Builds the Dockerfile in a clean Debian root and tries the image, on a machine without a container engine.
#
#   deploy/try_image.sh            as root, on Debian; needs buildah, mmdebstrap, podman and runc:
#   apt-get install --no-install-recommends buildah mmdebstrap podman runc
#
# The base is made from Debian's own archive: its Python at /usr/bin, not the published image's at /usr/local.
# Prints sizes and seconds, and ends with 0 if everything held. Not part of the suite: it takes minutes and
# gigabytes. BASE_TAR names a base made before; MOUNTS holds further options of the build, such as
# "-v /etc/pip.conf:/etc/pip.conf:ro" where packages come from a mirror.
set -eu
cd "$(dirname "$0")/.."
STORAGE_DRIVER=vfs BUILDAH_ISOLATION=chroot
export STORAGE_DRIVER BUILDAH_ISOLATION
work=$(mktemp -d)
name=sheets-bot-try
podman="podman --runtime runc --cgroup-manager cgroupfs"

clean_up() {
    $podman rm -f "$name" >/dev/null 2>&1 || true
    buildah rm -a >/dev/null 2>&1 || true
    buildah rmi -f "localhost/$name" "localhost/$name-base" >/dev/null 2>&1 || true
    rm -rf "$work"
}
trap clean_up EXIT

say() { printf '%-44s %s\n' "$1" "$2"; }
must() { if [ "$2" = "$3" ]; then say "$1" "$2"; else say "$1" "$2, should be $3"; exit 1; fi; }

base=${BASE_TAR:-$work/base.tar}
[ -s "$base" ] || mmdebstrap --quiet --variant=minbase \
    --include=python3,python3-venv,ca-certificates,tzdata bookworm "$base"
scratch=$(buildah from scratch)
buildah add -q "$scratch" "$base" / >/dev/null
buildah commit -q "$scratch" "localhost/$name-base" >/dev/null

began=$(date +%s)
# shellcheck disable=SC2086 # a list of options
buildah bud --quiet --pull-never --format docker ${MOUNTS:-} \
    --build-arg "BASE=localhost/$name-base" -t "localhost/$name" . >/dev/null
say "built in" "$(($(date +%s) - began)) s"

size() { buildah inspect --format '{{.FromImageID}}' --type image "$1" >/dev/null; podman image inspect -f '{{.Size}}' "$1"; }
whole=$(size "localhost/$name") bare=$(size "localhost/$name-base")
say "image" "$((whole / 1000000)) MB, of which ours $(((whole - bare) / 1000000)) MB"

# A bot that can start and reach nothing: it must come up, say so on its health page, and end in order.
cat >"$work/sheets_bot.toml" <<'TOML'
[google]
service_account_file = "google.json"
[workbooks]
shared = "1AbC"
[brands.aurora]
TOML
python3 - "$work/google.json" <<'PY'
import json, subprocess, sys
key = subprocess.run(["openssl", "genrsa", "2048"], capture_output=True, text=True, check=True).stdout
account = {"type": "service_account", "project_id": "try", "private_key_id": "0", "private_key": key,
           "client_email": "bot@try.iam.gserviceaccount.com", "token_uri": "https://oauth2.googleapis.com/token"}
open(sys.argv[1], "w").write(json.dumps(account))
PY
chmod 644 "$work"/*
began=$(date +%s%N)
$podman run -d --name "$name" --read-only --tmpfs /tmp --cap-drop=all --security-opt no-new-privileges \
    --no-healthcheck --network=none --pull=never --ulimit nofile=1024:4096 --ulimit nproc=4096:4096 \
    -v "$work/sheets_bot.toml:/config/sheets_bot.toml:ro" -v "$work/google.json:/config/google.json:ro" \
    "localhost/$name" >/dev/null
in_it() { $podman exec "$name" "$@"; }
until in_it python -m sheets_bot health >/dev/null 2>&1; do
    [ "$(($(date +%s%N) - began))" -lt 60000000000 ] || { $podman logs "$name"; exit 1; }
done
say "until the health page answers" "$((($(date +%s%N) - began) / 1000000)) ms"
must "user" "$(in_it id -u)" 10001
must "first process" "$(in_it cat /proc/1/comm)" python
must "root may be written to" "$(in_it sh -c 'touch /app/x 2>/dev/null && echo yes || echo no')" no
must "the program may be written to" "$(in_it sh -c 'test -w /opt/venv && echo yes || echo no')" no
must "rights" "$(in_it sh -c 'grep CapEff /proc/1/status | cut -f2')" 0000000000000000
must "pip in the image" "$(in_it sh -c 'command -v pip /opt/venv/bin/pip || echo none')" none
must "setuid programs of ours" "$(in_it sh -c 'find /opt /app -perm -4000 | wc -l')" 0
must "worker starts, and wants its queue" \
    "$(in_it python -m sheets_bot worker 2>&1 | grep -c 'no queue to work off')" 1
say "memory of the idle service" "$(in_it sh -c 'grep VmRSS /proc/1/status | tr -s "\t " " " | cut -d" " -f2-')"
began=$(date +%s%N)
$podman stop -t 30 "$name" >/dev/null
say "from SIGTERM to the end" "$((($(date +%s%N) - began) / 1000000)) ms"
must "exit status" "$($podman inspect --format '{{.State.ExitCode}}' "$name")" 0
