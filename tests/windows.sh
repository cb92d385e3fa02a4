#!/usr/bin/env bash
# The session on Windows, without a Windows: Deno's Windows build under wine, in a Debian 13 of its
# own that sees no network but its loopback. By hand, not in CI; the first run fetches about 450 MB
# and fills 2.5 GB, later ones reuse what is there.
#
#     tests/windows.sh                                all tests, the demo, and the console
#     tests/windows.sh test server_test.ts            some test files
#     tests/windows.sh console                        what is typed at a console, Ctrl-C above all
#     tests/windows.sh deno run -N session-08/nc.ts   Windows' Deno with any arguments
#     tests/windows.sh box bash                       a shell in there: `deno` is Windows' Deno
#
# It lives in $WINDOWS_BOX, or ~/.cache/session-8-windows. It needs mmdebstrap, unshare, npm and
# python3, and runs as root or as a user who may make namespaces (subuid(5)). Away with it:
# unshare --map-auto --map-root-user rm -r FOLDER
set -euo pipefail
cd "$(dirname "$0")/.."

box=${WINDOWS_BOX:-${XDG_CACHE_HOME:-$HOME/.cache}/session-8-windows}
deno_windows=2.9.5 # the newest of @deno/win32-x64
deno_version=2.9.6
gigabytes=3

main() {
  mkdir -p "$box"
  box=$(realpath "$box")
  make_root
  make_commands
  make_wine
  fetch_deno
  copy_project
  case ${1:-all} in
    all) all ;;
    test) in_box bash -c 'cd tests && deno test -A --no-check "$@"' - "${@:2}" ;;
    console) console ;;
    deno) in_box "$@" ;;
    box) in_box "${@:2}" ;;
    *) sed -n '2,/^set/{/^#/s/^# \?//p}' "$0" >&2 && exit 2 ;;
  esac
}

all() {
  local failed=0 results=""
  part "deno task test" in_box deno task test
  part "deno task demo" in_box deno task demo
  part "the console" console
  say "All in all"
  printf '%s' "$results"
  return $failed
}

# Runs a part, shows what it prints, and keeps what it sums up: passed, failed, ignored
part() {
  say "$1"
  local result=ok
  "${@:2}" </dev/null 2>&1 | tee "$project/part" || result=FAILED failed=1
  results+="$1: $result"$'\n'$(grep -aE '^(ok|FAILED) \|' "$project/part" || true)$'\n'
}

console() {
  python3 tests/python/console.py "$(realpath "$0")"
}

# A Debian with wine; wine 8 of Debian 12 is too old for Deno
make_root() {
  [ -d "$box/root" ] && return
  local free
  free=$(df --output=avail -B 1G "$box" | tail -1)
  if ((free < gigabytes)); then
    echo "windows.sh: $box has $free GB free, and $gigabytes GB are needed: set WINDOWS_BOX" >&2
    exit 1
  fi
  say "Debian 13 with wine, into $box"
  rm -rf "$box/root.new"
  mmdebstrap --quiet --variant=minbase --include=wine,wine64 \
    --customize-hook='mkdir "$1/box" "$1/project"' \
    --customize-hook='printf "127.0.0.1 localhost\n::1 localhost\n" >"$1/etc/hosts"' \
    trixie "$box/root.new"
  mv "$box/root.new" "$box/root"
}

# wine's own Windows
make_wine() {
  [ -d "$box/home" ] && return
  say "wine's Windows"
  rm -rf "$box/home.new"
  mkdir "$box/home.new"
  HOME_IN_BOX=/box/home.new in_box sh -c 'wineboot --init && wineserver --wait' 2>"$box/wine.log"
  mv "$box/home.new" "$box/home"
}

# In front of those of wine: a ping that sends nothing, and a short name for Windows' Deno
make_commands() {
  mkdir -p "$box/bin"
  sed 's/$/\r/' >"$box/bin/ping.cmd" <<'END'
@echo off
if "%~5"=="127.0.0.1" goto answer
echo Ping request could not find host %~5.
exit /b 1
:answer
echo Pinging 127.0.0.1 with 32 bytes of data:
echo Reply from 127.0.0.1: bytes=32 time^<1ms TTL=128
echo Reply from 127.0.0.1: bytes=32 time=2ms TTL=128
END
  printf '#!/bin/sh\nexec wine "Z:\\box\\bin\\deno.exe" "$@"\n' >"$box/bin/deno"
  chmod +x "$box/bin/deno"
}

fetch_deno() {
  [ -e "$box/bin/deno-$deno_windows" ] && return
  say "Deno $deno_windows for Windows"
  (cd "$box/bin" && tar xzf "$(npm pack --silent "@deno/win32-x64@$deno_windows")" \
    --strip-components 1 package/deno.exe && rm ./*.tgz)
  touch "$box/bin/deno-$deno_windows"
}

# What is tested is a copy, so that nothing is written into the project, and two can run at once
copy_project() {
  project=$(mktemp -d "$box/project.XXXXXX")
  trap 'rm -rf "$project"' EXIT
  git ls-files -coz --exclude-standard | while IFS= read -rd '' file; do
    [ ! -e "$file" ] || printf '%s\0' "$file"
  done | tar c --null -T - | tar x -C "$project"
  fetch_packages
}

# The packages of the project come from npm on this side: there is no network on the other one
fetch_packages() {
  local folder locks
  locks=$(cd "$project" && find . -name deno.lock -exec sha256sum {} +)
  [ "$(cat "$box/locks" 2>/dev/null)" != "$locks" ] || return 0
  for folder in "$project" "$project/tests"; do
    [ ! -e "$folder/deno.json" ] || (cd "$folder" &&
      DENO_DIR=$box/deno-dir npx -y "deno@$deno_version" install --quiet --frozen </dev/null)
  done
  printf '%s' "$locks" >"$box/locks"
}

# Runs a command in there. Namespaces of its own: a network with nothing but loopback, and processes
# that all end with it
in_box() {
  BOX=$box PROJECT=${project:-} HOME_IN_BOX=${HOME_IN_BOX:-/box/home} \
    unshare --user --map-root-user --net --mount --pid --fork --kill-child \
    bash -c "$(declare -f inside); inside \"\$@\"" - "$@"
}

inside() {
  set -e
  ip link set lo up
  # An IP that is not loopback's, for IPs.ts to find; it leads nowhere else (RFC 5737)
  ip address add 192.0.2.36/32 dev lo
  cd "$BOX"
  mount --bind "$BOX" root/box
  [ -z "$PROJECT" ] || mount --bind "$PROJECT" root/project
  mount -t proc proc root/proc
  mount --rbind /dev root/dev
  mount -t tmpfs tmpfs root/tmp
  exec chroot root env -i PATH=/box/bin:/usr/bin:/bin HOME="$HOME_IN_BOX" TERM="${TERM:-xterm}" \
    LC_ALL=C.UTF-8 XDG_RUNTIME_DIR=/tmp NO_COLOR=1 \
    WINEDEBUG=-all WINEDLLOVERRIDES='mscoree,mshtml=' WINEPATH='Z:\box\bin' \
    DENO_DIR='Z:\box\deno-dir' DENO_NO_UPDATE_CHECK=1 \
    sh -c 'cd /project && exec "$@"' - "$@"
}

say() {
  printf '\n== %s\n' "$*"
}

main "$@"
