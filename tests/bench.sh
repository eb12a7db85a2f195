#!/usr/bin/env bash
# The benchmarks: one JSON line per figure, with the floor measured in the same run and the share of it that is reached.
#
#   tests/bench.sh [--json FILE] [NAME...]
#
#   --json FILE   writes the lines there as well
#   NAME          demo-region unchanged-pass log-verify plain-folder plain-push decide (all)
#
# Figures of a busy machine say little: trust the ratios, and differences above 1.5 times.
set -euo pipefail

repository="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
build="$repository/build/bench"
work="$build/work"
all=(demo-region unchanged-pass log-verify plain-folder plain-push decide)
source "$repository/gateway/packages.sh"

usage() { sed -n '2,9s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; }

json="" names=()
while [ $# -gt 0 ]; do
  case "$1" in
    --json) json="$(realpath -m "${2:?--json needs a file}")"; shift 2 ;;
    -h | --help) usage; exit 0 ;;
    *) names+=("$1"); shift ;;
  esac
done
[ ${#names[@]} -gt 0 ] || names=("${all[@]}")
for name in "${names[@]}"; do
  if [[ " ${all[*]} " != *" $name "* ]]; then
    echo "there is no benchmark $name" >&2
    usage >&2
    exit 2
  fi
done

asked() { [[ " ${names[*]} " == *" $1 "* ]]; }

build() {
  [ -f build/bench/build.ninja ] || cmake -S . -B build/bench -G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_UNITY_BUILD=ON -DKOLK_TESTS=ON >&2
  cmake --build build/bench --target kolk kolk-benchmarks >&2
}

demo_region() {
  /usr/bin/python3 -B "$repository/tests/bench/demo_region.py" --kolk "$build/kolk" --work "$work" "$@"
}

plain_push() (
  mkdir "$work/tls"
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=ontvanger.example \
    -addext subjectAltName=IP:127.0.0.1 -keyout "$work/tls/key.pem" -out "$work/tls/ca.pem" 2>/dev/null
  mkfifo "$work/port"
  "$build/kolk-bench-receiver" "$work/tls/ca.pem" "$work/tls/key.pem" >"$work/port" &
  trap "kill $!" EXIT
  read -r port <"$work/port"
  "$build/kolk-bench-plain" push "$(empty_folder push)" "https://127.0.0.1:$port/items" "$work/tls/ca.pem"
)

decide() {
  /usr/bin/python3 -B "$repository/tests/bench/decide_beside.py" --program "$build/kolk-bench-decide" \
    --work "$(empty_folder decide)"
}

empty_folder() { mkdir -p "$work/$1" && echo "$work/$1"; }

measure() {
  local of_region=()
  for name in demo-region unchanged-pass; do if asked "$name"; then of_region+=("$name"); fi; done
  if [ ${#of_region[@]} -gt 0 ]; then demo_region "${of_region[@]}"; fi
  if asked log-verify; then "$build/kolk-bench-log-verify" "$(empty_folder log)"; fi
  if asked plain-folder; then "$build/kolk-bench-plain" folder "$(empty_folder folder)"; fi
  if asked plain-push; then plain_push; fi
  if asked decide; then decide; fi
}

kolk_install_missing "${KOLK_BUILD_PACKAGES[@]}" libgtest-dev libgmock-dev openssl python3-yaml
if asked decide; then kolk_install_node || :; fi
cd "$repository"
build
rm -rf "$work"
mkdir -p "$work"
trap 'rm -rf "$work"' EXIT
measure | tee ${json:+"$json"}
