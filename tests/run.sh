#!/usr/bin/env bash
# Every test, from a fresh Debian 12: installs what is missing, builds, runs.
#
#   tests/run.sh [SUITE...]      unit property conformance integration reference e2e lint (default: all)
#
# The suite reference compares 20,000 decisions with a second judge and 5,000 requests with Cedar; KOLK_DECISIONS=1000000
# and KOLK_CEDAR_REQUESTS=100000 make it long, KOLK_SEED other.
#
# The C++ suites are built with Clang and run under AddressSanitizer and UndefinedBehaviorSanitizer, those with threads
# under ThreadSanitizer too; what is shipped is built with GCC. Ends with `N passed, N failed`; exit 1 on a failure, also when something could not be built or nothing ran.
set -euo pipefail

repository="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
source "$repository/gateway/packages.sh"

suites="$*"
asked() { [ -z "$suites" ] || [[ " $suites " == *" $1 "* ]]; }

kolk_install_test_packages
if asked reference; then kolk_install_node || :; fi
if asked e2e; then kolk_install_browser || :; fi
cd "$repository"
exec /usr/bin/python3 -B tests/runner.py "$@"
