#!/usr/bin/env bash
# Runs the local testnet through faults and writes what came of it: nodes are killed, restarted, paused, resumed and joined, and in the end all
# running nodes must tell the same state root and block for every layer.
#   eng/testnet-faults.sh [--nodes N] [--epochs E] [--report FILE]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
nodes=6 epochs=10 report=""
while [ $# -gt 0 ]; do
  case "$1" in
    --nodes) nodes=$2 ;;
    --epochs) epochs=$2 ;;
    --report) report=$2 ;;
    *) echo "unknown option $1" >&2; exit 2 ;;
  esac
  shift 2
done
testnet=(dotnet tools/testnet/bin/Release/net10.0/testnet.dll)
log=$(mktemp)
"${testnet[@]}" --nodes "$nodes" --genesis-delay 90 >"$log" 2>&1 &
network=$!
trap 'kill $network 2>/dev/null || true; wait $network 2>/dev/null || true; rm -f "$log"' EXIT
for _ in $(seq 1 100); do
  [ -f data/testnet/testnet.json ] && break
  kill -0 $network 2>/dev/null || { cat "$log"; exit 1; }
  sleep 0.3
done
genesis=$(sed -n 's/.*"Genesis":"\([^"]*\)".*/\1/p' data/testnet/testnet.json)
began=$(date -d "$genesis" +%s)
say() { echo "$(date -u +%H:%M:%S) layer $((($(date +%s) - began) / 15)): $*" | tee -a "$log.events"; }
: >"$log.events"
# until LAYER: waits for the begin of a layer
until_layer() {
  local left=$((began + $1 * 15 - $(date +%s)))
  [ $left -le 0 ] || sleep "$left"
}
step() { until_layer "$1"; shift; say "$("${testnet[@]}" "$@")"; }

step 13 kill 3
step 16 start 3
step 20 pause 4
step 22 resume 4
step 25 kill 5
step 26 kill 6
step 29 start 5
step 29 start 6
step 30 join
until_layer $((4 * epochs + 2))
say "end of epoch $epochs"
status=0
"${testnet[@]}" check >"$log.check" || status=$?
if [ -n "$report" ]; then
  {
    echo "## $(date -u +%Y-%m-%d): $nodes nodes, $epochs epochs"
    echo
    echo '```'
    cat "$log.events" "$log.check"
    echo '```'
  } >"$report"
fi
cat "$log.check"
rm -f "$log.events" "$log.check"
exit $status
