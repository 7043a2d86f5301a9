#!/usr/bin/env bash
# `npm run test:containers`: the suites of the adapters on LocalStack 4.14.0, started through Testcontainers. Where the image cannot be
# pulled it is built, and where no Docker runs but its daemon is there and may be started, it runs for as long as the tests.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
upstream=localstack/localstack:4.14.0
# A name of its own: what is built here is not what upstream publishes.
built=api-poller/localstack-from-packages:4.14.0

daemon=
end_daemon() {
  [ -z "$daemon" ] || { kill "$daemon" && wait "$daemon" || true; }
}
trap end_daemon EXIT

if ! command -v docker >/dev/null || { ! docker version >/dev/null 2>&1 && ! command -v dockerd >/dev/null; }; then
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || { echo 'there is no Docker here' >&2; exit 1; }
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends docker.io >/dev/null
fi
if ! docker version >/dev/null 2>&1; then
  data=$(mktemp -d)
  # The network of the containers must not send larger packets than the way out takes.
  device=$(ip route show default | sed -n 's/.* dev \([^ ]*\).*/\1/p' | head -n 1)
  mtu=$(cat "/sys/class/net/$device/mtu" 2>/dev/null || echo 1400)
  PATH=$PATH:/usr/sbin:/sbin dockerd --data-root "$data" --pidfile "$data/pid" --mtu "$mtu" >"$data/log" 2>&1 &
  daemon=$!
  for _ in $(seq 300); do docker version >/dev/null 2>&1 && break; sleep 0.1; done
  docker version >/dev/null || { tail -n 20 "$data/log" >&2; exit 1; }
fi

image=$upstream
if ! docker image inspect $upstream >/dev/null 2>&1 && ! timeout 300 docker pull -q $upstream >/dev/null 2>&1; then
  image=$built
  if ! docker image inspect $built >/dev/null 2>&1; then
    echo "$upstream cannot be pulled here; building $built" >&2
    if ! command -v mmdebstrap >/dev/null || ! command -v mvn >/dev/null; then
      DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends mmdebstrap maven >/dev/null
    fi
    "$here/build-localstack.sh" $built
  fi
  # Its helper that cleans up is an image too, and cannot be pulled either.
  export TESTCONTAINERS_RYUK_DISABLED=true TESTCONTAINERS_HOST_OVERRIDE=localhost
fi
cd "$here/.."
# The suites of the deployed system skip themselves: this LocalStack carries no HTTP API.
REQUIRE_AWS=1 AWS_ENGINE=localstack LOCALSTACK_IMAGE=$image node ../../tools/test-project.mjs
