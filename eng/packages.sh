#!/bin/sh
# packages.sh COMMAND=PACKAGE...: installs the Debian packages whose commands are missing, where that is allowed.
# Never fails: what stays missing is named, and whoever needs it leaves that part out.
missing=""
for pair in "$@"; do
    command -v "${pair%%=*}" >/dev/null 2>&1 || missing="$missing ${pair#*=}"
done

[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing:$missing"
    log=$(mktemp)
    # shellcheck disable=SC2086  # a list of names
    if apt-get update -qq >"$log" 2>&1 && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >>"$log" 2>&1; then
        rm -f "$log"
        exit 0
    fi

    tail -3 "$log"
    rm -f "$log"
fi

echo "Missing, and left out with what needs it:$missing   (Debian: apt-get install$missing)"
