#!/usr/bin/env bash
# Runs the local testnet through faults and writes what came of it: nodes are killed, restarted, kept apart, paused, resumed and joined, from
# nothing and from a copied state, and in the end all running nodes must tell the same state root and block for every layer and the same beacon
# for every epoch. Then the network begins again from a checkpoint, a node joins that has nothing else, and the same must hold. Build it first
# (./run testnet does). Ten epochs take 17 minutes.
#   eng/testnet-faults.sh [--nodes N] [--epochs E] [--base-port P] [--report FILE]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
nodes=6 epochs=10 report="" port=9100
while [ $# -gt 0 ]; do
  case "$1" in
    --nodes) nodes=$2 ;;
    --epochs) epochs=$2 ;;
    --base-port) port=$2 ;;
    --report) report=$2 ;;
    *) echo "unknown option $1" >&2; exit 2 ;;
  esac
  shift 2
done
testnet=(dotnet tools/testnet/bin/Release/net10.0/testnet.dll)
log=$(mktemp)
# That of an earlier run would tell another genesis.
rm -f data/testnet/testnet.json
"${testnet[@]}" --nodes "$nodes" --base-port "$port" --genesis-delay 90 >"$log" 2>&1 &
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
status=0
step() {
  until_layer "$1"
  shift
  local answer
  answer=$("${testnet[@]}" "$@" 2>&1) || status=1
  say "$answer"
}

step 13 kill 3
step 16 start 3
# After the beacon protocol of the epoch and long enough before that of the next: nobody can agree on a beacon while kept apart.
step 18 partition 5 6
step 19 heal
step 23 pause 4
step 25 resume 4
step 27 kill 5
step 28 kill 6
step 30 start 5
step 30 start 6
step 31 join
step 34 join --copy-from 2
until_layer $((4 * epochs + 2))
say "end of epoch $epochs"
"${testnet[@]}" check >"$log.check" || status=$?
# The whole network begins again from a checkpoint; then a node joins that never knew what was before. In the second layer of an epoch the ATXs
# of the next one are published, and three layers are left to restart.
again=$((4 * epochs + 5))
step $again recover 1
step $((again + 6)) join
until_layer $((again + 15))
say "end of the epochs after the recovery"
"${testnet[@]}" check >"$log.check2" || status=$?
if [ -n "$report" ]; then
  {
    echo "## $(date -u +%Y-%m-%d): $nodes nodes, $epochs epochs"
    echo
    echo '```'
    cat "$log.events"
    echo '```'
    echo
    echo "After $epochs epochs:"
    echo
    echo '```'
    cat "$log.check"
    echo '```'
    echo
    echo "After the recovery:"
    echo
    echo '```'
    cat "$log.check2"
    echo '```'
  } >"$report"
fi
cat "$log.check" "$log.check2"
rm -f "$log.events" "$log.check" "$log.check2"
exit $status
