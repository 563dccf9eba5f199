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

# One by one, or a name that is missing keeps the others; the world last, for the others live in its network.
remove_containers() { for each in "$name" "$name-init" "$name-world"; do $podman rm -f "$each" >/dev/null 2>&1; done; }
clean_up() {
    remove_containers || true
    buildah rm -a >/dev/null 2>&1 || true
    buildah rmi -f "localhost/$name" "localhost/$name-base" >/dev/null 2>&1 || true
    rm -rf "$work"
}
trap clean_up EXIT
remove_containers || true  # of a run that was killed

say() { printf '%-48s %s\n' "$1" "$2"; }
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

# A world to work in, from the same image: nothing leaves the machine.
guarded="--read-only --tmpfs /tmp --cap-drop=all --security-opt no-new-privileges --no-healthcheck --pull=never
    --ulimit nofile=1024:4096 --ulimit nproc=4096:4096"
# shellcheck disable=SC2086 # a list of options
$podman run -d --name "$name-world" --network=none $guarded "localhost/$name" sandbox --port 8765 --weeks 2 >/dev/null
until $podman logs "$name-world" 2>/dev/null | python3 -c '
import json, sys
config = json.JSONDecoder().raw_decode(sys.stdin.read().lstrip())[0]
json.dump(config.get("config", config), open(sys.argv[1], "w"))' "$work/sheets_bot.json" 2>/dev/null; do sleep 0.5; done
chmod 755 "$work"; chmod 644 "$work"/*
bot="--network=container:$name-world $guarded -v $work/sheets_bot.json:/config/sheets_bot.json:ro
    -e SHEETS_BOT_CONFIG=/config/sheets_bot.json"
# shellcheck disable=SC2086
$podman run --rm --name "$name-init" $bot "localhost/$name" init >/dev/null
say "init" "done"

began=$(date +%s%N)
# shellcheck disable=SC2086
$podman run -d --name "$name" $bot "localhost/$name" >/dev/null
in_it() { $podman exec "$name" "$@"; }
wait_for() {
    until eval "$1" >/dev/null 2>&1; do
        [ "$(($(date +%s%N) - began))" -lt 600000000000 ] || { $podman logs "$name" | tail -20; exit 1; }
        sleep 0.2
    done
    say "$2" "$((($(date +%s%N) - began) / 1000000)) ms"
}
wait_for "in_it python -m sheets_bot health" "from start to alive"
wait_for "in_it python -m sheets_bot health --ready" "from start to ready: the spreadsheet was reached"
wait_for "in_it python -m sheets_bot health | grep '\"fresh\": true, \"up'" "from start to fresh: every job ran well"
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
