#!/usr/bin/env bash
# The JSON gateway with curl: ./examples/curl.sh [URL]   (./run listens on http://localhost:9096)
set -euo pipefail
url="${1:-http://localhost:9096}"

call() {
  echo "$1 $2"
  curl --silent --show-error --fail-with-body --max-time 10 --data "$2" "$url$1"
  echo
}

call /v1/node/echo '{"msg":{"value":"hello world!"}}'
call /v1/node/version '{}'
call /v1/node/status '{}'
call /v1/mesh/genesistime ''
call /v1/mesh/currentlayer '{}'
call /v1/globalstate/globalstatehash '{}'
call /spacemesh.v2alpha1.NetworkService/Info '{}'
call /spacemesh.v2alpha1.LayerService/List '{"limit":3,"sortOrder":"DESC"}'
call /spacemesh.v2alpha1.RewardService/List '{"limit":3,"sortOrder":"DESC"}'
