#!/usr/bin/env bash
# Sets up .venv and a browser if need be, then runs every check: ruff, mypy, those of the page's scripts where Node is,
# unit and end-to-end tests.
# Arguments go to pytest: bash tests/run.sh -m "not e2e"; --all alone leaves nothing out.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

find_browser() {
    local name
    for name in chromium chromium-browser google-chrome-stable google-chrome; do
        # Some systems have a stub of that name that only says how to install the browser.
        if command -v "$name" >/dev/null && "$name" --version >/dev/null 2>&1; then
            command -v "$name"
            return
        fi
    done
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

install_browser() { # Debian's package if this user may install one, else a private copy beside Playwright
    if command -v apt-get >/dev/null && as_root true 2>/dev/null &&
        as_root apt-get update -qq </dev/null &&
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends \
            chromium fonts-liberation </dev/null; then
        return
    fi
    .venv/bin/python -m playwright install chromium
}

check_scripts() { # a Node of 20 or later; nobody needs one to run the program, whose built scripts are in the repository
    if ! command -v npm >/dev/null || ! node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)'; then
        echo "The checks of the page's scripts are skipped: they need Node 20 or later, with npm."
        return
    fi
    cd assets/page
    if [ ! node_modules/.package-lock.json -nt package-lock.json ] && ! npm ci --silent </dev/null; then
        echo "The checks of the page's scripts are skipped: npm could not get their tools."
        return
    fi
    npm run --silent check
}

if [ ! -x .venv/bin/pip ]; then
    "${PYTHON:-python3}" -c 'import sys; sys.exit("Python 3.11 or later is needed.") if sys.version_info < (3, 11) else 0'
    "${PYTHON:-python3}" -m venv .venv
fi
# Compiled when first imported, and then kept: most of what is installed never is.
unset PYTHONDONTWRITEBYTECODE
.venv/bin/python -m pip install --quiet --no-compile --disable-pip-version-check \
    -r requirements.txt -r tests/requirements.txt

if [ -z "${CHROMIUM:-}" ] && [ -z "$(find_browser)" ]; then
    install_browser
fi
# Empty: the tests take the copy Playwright keeps.
export CHROMIUM="${CHROMIUM:-$(find_browser || true)}"

# Waiting threads sleep: spinning, they take the cores from the browser and the app that the tests drive.
export OMP_WAIT_POLICY=passive

# All run, whatever the first says; the last lines are pytest's.
status=0
run() { "$@" || status=$?; }

lint() {
    run .venv/bin/ruff check .
    run .venv/bin/mypy
    (check_scripts) || status=$?
}

# The browser's tests wait more than they compute, so all else runs beside them, and is shown when it has ended.
# First an option of both or none, then what the browser's tests are chosen by.
everything() {
    local rest said asked
    said=$(mktemp)
    (
        # Beside the others: it waits for an index, if there is one, and else says so.
        .venv/bin/python -m tests.release.vulnerabilities &
        asked=$!
        lint
        run .venv/bin/python -m pytest ${1:+"$1"} -m "not e2e"
        wait "$asked" || status=$?
        exit "$status"
    ) >"$said" 2>&1 &
    rest=$!
    run .venv/bin/python -m pytest ${1:+"$1"} -m "$2"
    wait "$rest" || status=$?
    cat "$said"
    rm "$said"
}

# Without arguments: all but the longest, and but slow ones of what is as it was when they passed (tests/unchanged.py).
case "${1:-}" in
"") everything --changed "e2e and not long" ;;
--all)
    everything "" e2e
    [ "$status" != 0 ] || .venv/bin/python -m tests.unchanged
    ;;
*)
    lint
    run .venv/bin/python -m pytest "$@"
    ;;
esac
exit "$status"
