#!/usr/bin/env bash
# A whole demo region on one machine: installs what is missing, builds, and plays the main job.
#
#   gateway/demo.sh [--pupils N] [--once] [--state DIR] [--summary FILE]
#   gateway/demo.sh --peers [--state DIR]
#
#   --pupils N      children in the region (7000)
#   --once          one run, then the sums; without it the region keeps exchanging until Ctrl-C
#   --state DIR     where sources, region and receivers live (build/demo); wiped if an earlier demo made it
#   --summary FILE  the sums as JSON
#   --peers         the systems around an earlier demo's region and nothing else, so that you can run kolk yourself
set -euo pipefail

repository="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
source "$repository/gateway/packages.sh"

usage() { sed -n '2,11s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; }

pupils=7000 state="$repository/build/demo" more=()
while [ $# -gt 0 ]; do
  case "$1" in
    --pupils) pupils="${2:?--pupils needs a number}"; shift 2 ;;
    --state) state="${2:?--state needs a folder}"; shift 2 ;;
    --summary) more+=(--summary "${2:?--summary needs a file}"); shift 2 ;;
    --once) more+=(--once); shift ;;
    --peers) more+=(--peers); shift ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
done
if ! [[ "$pupils" =~ ^[0-9]{1,6}$ ]] || [ "$pupils" -lt 1 ]; then
  echo "--pupils needs a number from 1 to 999999" >&2
  exit 2
fi

build() {
  [ -f build/release/build.ninja ] || cmake --preset release >&2
  cmake --build --preset release --target kolk >&2
}

kolk_install_missing "${KOLK_BUILD_PACKAGES[@]}" openssl
(cd "$repository" && build)
exec /usr/bin/python3 -B "$repository/gateway/demo/conductor.py" --kolk "$repository/build/release/kolk" \
  --pupils "$pupils" --state "$state" "${more[@]}"
