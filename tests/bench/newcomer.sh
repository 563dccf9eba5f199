#!/bin/bash
# The README as a stranger follows it: a Debian root with Python and git alone, and nobody's settings.
#
#     sudo tests/bench/newcomer.sh FOLDER [PYTEST ARGUMENTS]      needs debootstrap and root; FOLDER becomes the root
#
# Prints each command, the last lines of what it said, and how long it took. The last is `./sheets-bot test`; with
# `--collect-only` as argument its tests are only counted. Nothing is written but FOLDER and FOLDER.log beside it, and
# a folder that this script has not made is refused. A certificate that this machine trusts is trusted in there too,
# since a proxy may stand between.
set -euo pipefail

root=$(realpath -m "$1")
shift
here=$(realpath "$(dirname "$0")/../..")

# Mounts that end with this process.
[ "${NEWCOMER_APART:-}" ] || NEWCOMER_APART=1 exec unshare --mount "$0" "$root" "$@"

if [ -e "$root" ] && [ ! -e "$root/made-by-newcomer" ]; then
    echo "$root is there already, and was not made by this script. Name a new folder. Nothing was done." >&2
    exit 2
fi
if [ ! -e "$root/usr/bin/git" ]; then
    mkdir -p "$root" && touch "$root/made-by-newcomer"
    echo "making a Debian root in $root"
    debootstrap --variant=minbase --include=python3,python3-venv,git,ca-certificates bookworm "$root" >"$root.log" 2>&1 ||
        { tail -5 "$root.log" >&2; exit 1; }
fi
cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
echo "127.0.0.1 localhost" >"$root/etc/hosts" # an installer writes it, debootstrap does not
mount -t proc proc "$root/proc"
mount -t tmpfs shm "$root/dev/shm" 2>/dev/null || { mkdir -p "$root/dev/shm" && mount -t tmpfs shm "$root/dev/shm"; }
chroot "$root" id newcomer >/dev/null 2>&1 || chroot "$root" useradd --create-home newcomer
rm -rf "$root/home/newcomer/sheets_bot" "$root/tmp/sheets_bot.git"
git clone --quiet --bare "$here" "$root/tmp/sheets_bot.git"
chroot "$root" chown -R newcomer: /tmp/sheets_bot.git

# as_newcomer COMMAND: in an empty environment.
as_newcomer() {
    chroot --userspec=newcomer:newcomer "$root" env -i HOME=/home/newcomer PATH=/usr/local/bin:/usr/bin:/bin \
        LANG=C.UTF-8 SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt PIP_CERT=/etc/ssl/certs/ca-certificates.crt \
        bash -c "cd; [ ! -d sheets_bot ] || cd sheets_bot; export SHEETS_BOT_CONFIG=\$HOME/config.json; $1"
}

# step COMMAND [LINES]: say it, do it, show the last lines of what it said, and how long it took.
step() {
    local began status=0 said
    echo
    echo "$ $1"
    began=$(date +%s.%N)
    said=$(as_newcomer "$1" 2>&1) || status=$?
    tail -n "${2:-4}" <<<"$said" | cut -c 1-150 | sed 's/^/    /'
    printf '    [status %s, %.1f s]\n' "$status" "$(echo "$(date +%s.%N) $began" | awk '{print $1 - $2}')"
    [ "$status" -eq 0 ]
}

echo "$(chroot "$root" cat /etc/debian_version), $(as_newcomer 'python3 --version'), $(nproc) processors"
step "git clone --quiet /tmp/sheets_bot.git"
step "./sheets-bot --help" 30
step "./sheets-bot demo --exit" 40
step "./sheets-bot demo --brands 1 --weeks 2 >/tmp/demo.txt 2>&1 & demo=\$!
      until grep -q 'Look at the spreadsheet' /tmp/demo.txt; do sleep 0.2; kill -0 \$demo || exit 1; done
      address=\$(grep -m1 -o 'http://[0-9.:]*' /tmp/demo.txt)
      python3 -c 'import sys, urllib.request; print(len(urllib.request.urlopen(sys.argv[1]).read()), \"bytes of the page\")' \$address
      kill -INT \$demo; wait \$demo"
step "rm -f \$HOME/config.json; ./sheets-bot sandbox --brands 1 --weeks 2 >\$HOME/config.json 2>/tmp/sandbox.txt & echo \$! >/tmp/sandbox.pid
      until [ -s \$HOME/config.json ]; do sleep 0.2; done
      cp sheets_bot.example.toml sheets_bot.toml && ./sheets-bot init" 3
step "./sheets-bot check --probe || true" 12
step "./sheets-bot plan sync_paypal_disputes" 6
step "./sheets-bot once --all" 6
step "timeout --foreground --signal=TERM 20 ./sheets-bot run || [ \$? -eq 124 ]" 2
step "./sheets-bot log --limit 3"
step "./sheets-bot export \$HOME/backup.xlsx && ls -l \$HOME/backup.xlsx"
step "kill \$(cat /tmp/sandbox.pid)"
step "./sheets-bot test $*" 8
step ".venv/bin/python -m sphinx -qW docs site && ls site/index.html"
