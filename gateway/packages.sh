# Debian 12 packages that Kolk needs; sourced by gateway/demo.sh and tests/run.sh, so the list stands once.

KOLK_BUILD_PACKAGES=(
  g++ cmake ninja-build ccache pkg-config
  libboost1.81-dev libboost-json1.81-dev
  libhowardhinnant-date-dev tzdata
  libsodium-dev libsqlite3-dev libyaml-cpp-dev libxml2-dev
  libcurl4-openssl-dev libssl-dev ca-certificates
  libspdlog-dev libfmt-dev libcli11-dev
  python3
)
KOLK_TEST_PACKAGES=(clang libclang-rt-14-dev libgtest-dev libgmock-dev libvalijson-dev clang-format git openssl python3-yaml)

# Installs those of the named packages that are missing, as root or through sudo, and says which. Asks the package
# lists for news only then.
kolk_install_missing() {
  local missing=() package as_root=() installed
  installed=" $(dpkg-query -W -f '${db:Status-Status}:${Package} ' "$@" 2>/dev/null || :) "
  for package in "$@"; do
    [[ "$installed" == *" installed:$package "* ]] || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
      echo "missing packages: ${missing[*]}; install them as root: apt-get install ${missing[*]}" >&2
      return 1
    fi
    as_root=(sudo)
  fi
  echo "installing: ${missing[*]}" >&2
  "${as_root[@]}" apt-get update -q >&2 &&
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}" >&2
}

kolk_install_test_packages() { kolk_install_missing "${KOLK_BUILD_PACKAGES[@]}" "${KOLK_TEST_PACKAGES[@]}"; }

# Node for the npm packages that tests look and judge with; without it they skip that and say so. The machine's own
# Node will do.
kolk_install_node() { command -v npm >/dev/null || kolk_install_missing nodejs npm; }

# The browser that the e2e tests look with.
kolk_install_browser() { kolk_install_node && kolk_install_missing chromium; }
