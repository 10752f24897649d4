#!/usr/bin/env bash
# Sets up what it needs and runs every test: format and lint, .NET, front end, end to end in Chromium.
#   ./test.sh          the ordinary run
#   ./test.sh --long   many more seeds of the tests that live through faults and crashes
# The last line counts all of them.
set -uo pipefail
cd "$(dirname "$0")"

[ "${1:-}" = "--long" ] && export MAILCOMMITMENTS_LONG_TESTS=1
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
passed=0
failed=0
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

say() { printf '\n== %s\n' "$*"; }

# A check that either holds or does not counts as one test.
check() {
  local name=$1
  shift
  say "$name"
  if "$@"; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "FAILED: $name"
  fi
}

finish() {
  say "Result"
  echo "$passed passed, $failed failed"
  [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
  exit $?
}

install_packages() {
  local missing=()
  command -v chromium >/dev/null || command -v google-chrome >/dev/null || missing+=(chromium fonts-liberation)
  compgen -G "/usr/lib/postgresql/*/bin/initdb" >/dev/null || missing+=(postgresql)
  command -v xmllint >/dev/null || missing+=(libxml2-utils)
  [ ${#missing[@]} -eq 0 ] && return 0
  local sudo=""
  [ "$(id -u)" -eq 0 ] || sudo="sudo"
  say "Installing ${missing[*]}"
  $sudo apt-get update -qq && $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
}

front_end() {
  (cd addin && npx vitest run --reporter=default --reporter=json --outputFile="$results/front-end.json")
  local counts
  counts=$(node -e '
    const result = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
    console.log(result.numPassedTests, Math.max(result.numFailedTests, result.success ? 0 : 1));
  ' "$results/front-end.json") || counts="0 1"
  passed=$((passed + ${counts% *}))
  failed=$((failed + ${counts#* }))
}

server() {
  local log="$results/server.log"
  dotnet run --project api.Tests --no-build -- --no-progress 2>&1 | tee "$log"
  local good bad
  good=$(sed -n 's/^ *succeeded: *//p' "$log" | tail -1)
  bad=$(sed -n 's/^ *failed: *//p' "$log" | tail -1)
  passed=$((passed + ${good:-0}))
  failed=$((failed + ${bad:-1}))
}

install_packages || { echo "Could not install Chromium and PostgreSQL; install them by hand."; failed=1; finish; }

say "Restoring"
dotnet tool restore >/dev/null || { failed=$((failed + 1)); finish; }
(cd addin && npm install --no-save --no-audit --no-fund --loglevel=error) || { failed=$((failed + 1)); finish; }

check "C# is formatted" dotnet csharpier check .
check "The front end is formatted, linted and typed" npm --prefix addin run --silent check
check "The manifest follows its schema" xmllint --noout --schema ../shared/manifest-xsd/OfficeAppManifestV1_1.xsd manifest.xml
say "Building, warnings are errors"
if ! dotnet build MailCommitments.sln --nologo -v quiet; then
  failed=$((failed + 1))
  finish
fi

say "Front end"
front_end
say "Server, sandbox and end to end"
server
finish
