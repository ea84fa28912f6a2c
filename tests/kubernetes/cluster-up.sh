#!/usr/bin/env bash
# Brings up a Kubernetes cluster of this machine alone and says how to reach it in a line for the shell:
#   eval "$(tests/kubernetes/cluster-up.sh DIR)"        and at the end:  tests/kubernetes/cluster-down.sh DIR
# API server, controller manager, scheduler and etcd are real; the two nodes are hollow (kubemark): pods are scheduled and said to run, no container is.
# All that it has lies below DIR. A second call for the same directory says the line again.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
. "$here/../../eng/setup.sh"

directory="${1:-}"
[[ "$directory" == /* ]] || fail "usage: tests/kubernetes/cluster-up.sh DIR (an absolute path; a new directory)"
kubeconfig="$directory/kubeconfig"
say() { printf 'export KUBECONFIG=%q\n' "$kubeconfig"; }

if [ -e "$directory/up" ]; then
  say
  exit 0
fi

programs=(kube-apiserver kube-controller-manager kube-scheduler kubemark)
has_all() {
  local program
  for program in "${programs[@]}"; do [ -x "$1/$program" ] || return 1; done
}

# Sets `bin`, where the programs are: ready made, or unpacked from an archive.
find_programs() {
  local archive="${LUMINA_KUBERNETES_ARCHIVE:-}"
  if [ -n "${KUBEBUILDER_ASSETS:-}" ] && has_all "$KUBEBUILDER_ASSETS"; then
    bin="$KUBEBUILDER_ASSETS"
    return
  fi
  [ -n "$archive" ] || archive="$(compgen -G "$root/../shared/kubernetes/*.tar.zst" | tail -n 1 || true)"
  [ -f "$archive" ] || fail "No Kubernetes control plane is found. Say in KUBEBUILDER_ASSETS in which directory ${programs[*]} are (and etcd, where it is not on the path), or in LUMINA_KUBERNETES_ARCHIVE which .tar.zst holds them; or set KUBECONFIG and LUMINA_TEST_KUBERNETES=yes for a cluster of yours that tests may use."
  bin="$directory/bin"
  mkdir -p "$bin"
  tar --zstd -xf "$archive" -C "$bin" || fail "'$archive' can't be unpacked."
  has_all "$bin" || fail "'$archive' does not hold all of: ${programs[*]}."
}

find_etcd() {
  local place
  for place in "${KUBEBUILDER_ASSETS:+$KUBEBUILDER_ASSETS/etcd}" "$(type -P etcd || true)"; do
    [ -n "$place" ] && [ -x "$place" ] && etcd="$place" && return
  done
  command -v apt-get > /dev/null || fail "etcd is missing: install it, or put it into KUBEBUILDER_ASSETS."
  install_with_apt etcd-server >&2
  etcd="$(type -P etcd)" || fail "etcd is still not found."
}

# A port below those that the system hands out by itself.
taken=()
free_port() {
  local try
  for ((try = 0; try < 100; try++)); do
    port=$((15000 + RANDOM % 17000))
    [[ " ${taken[*]} " != *" $port "* ]] && ! (exec 3<> "/dev/tcp/127.0.0.1/$port") 2> /dev/null && taken+=("$port") && return
  done
  fail "No free port is found on the loopback interface."
}

# A process of its own session, with no descriptor of the caller's, who might wait for its end. Its command bears the directory: cluster-down.sh goes by it.
declare -A commands launches
launch() {
  local name="$1"
  shift
  commands[$name]="$(printf '%q ' "$@")"
  launches[$name]=$((${launches[$name]:-0} + 1))
  TMPDIR="$directory/tmp" setsid nohup "$@" >> "$directory/$name.log" 2>&1 < /dev/null &
  echo "$!" > "$directory/$name.pid"
  # Nothing is to be said of its end but by us.
  disown
}

give_up() {
  tail -n 5 "$directory"/*.log >&2
  fail "The Kubernetes cluster $1. What its parts said last is above."
}

wait_for() {
  local what="$1" name
  shift
  until "$@" > /dev/null 2>&1; do
    for name in "${!commands[@]}"; do
      kill -0 "$(cat "$directory/$name.pid")" 2> /dev/null && continue
      # The version that Debian has dies now and then while it starts (of maps that two threads write).
      [ "${launches[$name]}" -lt 3 ] || give_up "lost $name"
      eval "launch $name ${commands[$name]}"
    done
    [ "$SECONDS" -lt 60 ] || give_up "$what within a minute"
    sleep 0.1
  done
}

require_tools() {
  local tool missing=()
  for tool in zstd curl openssl; do [ -n "$(type -P "$tool")" ] || missing+=("$tool"); done
  [ ${#missing[@]} -eq 0 ] && return
  command -v apt-get > /dev/null || fail "Missing: ${missing[*]}."
  install_with_apt "${missing[@]}" >&2
}

[ "$(uname -s)" = Linux ] || fail "A cluster of this machine alone can be brought up on Linux only. Set KUBECONFIG and LUMINA_TEST_KUBERNETES=yes for a cluster of yours that tests may use."
find_etcd
require_tools
trap '[ -n "${up:-}" ] || "$here/cluster-down.sh" "$directory"' EXIT
mkdir -p "$directory/tmp"
# Tokens lie here.
chmod 700 "$directory"
find_programs

free_port && etcd_port=$port
free_port && peer_port=$port
free_port && api_port=$port
api="https://127.0.0.1:$api_port"
token="$(openssl rand -hex 16)"
echo "$token,admin,1,\"system:masters\"" > "$directory/tokens.csv"
openssl genrsa -out "$directory/sa.key" 2048 2> /dev/null
cat > "$kubeconfig" << END
apiVersion: v1
kind: Config
current-context: tests
clusters: [{name: tests, cluster: {server: "$api", certificate-authority: "$directory/certs/apiserver.crt"}}]
contexts: [{name: tests, context: {cluster: tests, user: admin}}]
users: [{name: admin, user: {token: "$token"}}]
END

launch etcd "$etcd" --data-dir "$directory/etcd" --unsafe-no-fsync --log-level error --name default \
  --listen-client-urls "http://127.0.0.1:$etcd_port" --advertise-client-urls "http://127.0.0.1:$etcd_port" \
  --listen-peer-urls "http://127.0.0.1:$peer_port" --initial-advertise-peer-urls "http://127.0.0.1:$peer_port" --initial-cluster "default=http://127.0.0.1:$peer_port"
launch apiserver "$bin/kube-apiserver" --etcd-servers="http://127.0.0.1:$etcd_port" --cert-dir="$directory/certs" --secure-port="$api_port" --bind-address=127.0.0.1 \
  --token-auth-file="$directory/tokens.csv" --authorization-mode=RBAC --service-cluster-ip-range=10.0.0.0/24 \
  --service-account-issuer=https://kubernetes.default.svc --service-account-signing-key-file="$directory/sa.key" --service-account-key-file="$directory/sa.key"
# For the name curl it would write indented JSON, which the version of 2021 that Debian has does with code that crashes on its Go.
ask() { curl -sSf -A tests --noproxy '*' --max-time 5 --cacert "$directory/certs/apiserver.crt" -H "Authorization: Bearer $token" "$api/$1" "${@:2}"; }
wait_for "did not answer" ask readyz

# Versions before 1.24 have a port without TLS, too, which two clusters would fight for.
open_port() { ! "$bin/$1" --help 2>&1 | grep -E '^ +--port ' > /dev/null || echo --port=0; }
# Claims are bound to folders of this machine, below /tmp/hostpath_pv; nothing ever writes there.
launch controller-manager "$bin/kube-controller-manager" --kubeconfig="$kubeconfig" --service-account-private-key-file="$directory/sa.key" --leader-elect=false \
  --controllers='*,-nodeipam,-route,-cloud-node-lifecycle,-service' --secure-port=0 --concurrent-namespace-syncs=20 --enable-hostpath-provisioner --kube-api-qps=200 --kube-api-burst=400 $(open_port kube-controller-manager)
launch scheduler "$bin/kube-scheduler" --kubeconfig="$kubeconfig" --leader-elect=false --secure-port=0 $(open_port kube-scheduler)
has_runtime() { grep -q 'Container runtime fakeRuntime initialized' "$directory/node-$1.log"; }
# One after the other: all listen at the same socket of /tmp for their own runtime, each in place of the one before. A node that connects when the next one listens already shares that one's runtime,
# and each of the two ends the other's pods again and again.
for node in 0 1; do
  free_port && kubelet_port=$port
  free_port
  launch "node-$node" "$here/hollow-node.sh" "$bin/kubemark" --morph=kubelet --name="hollow-$node" --kubeconfig="$kubeconfig" --kubelet-port="$kubelet_port" --kubelet-read-only-port="$port"
  wait_for "has no runtime in node hollow-$node" has_runtime "$node"
done
# A node says that it is ready ten seconds after it has come; what it runs is ready at once.
say_ready() {
  ask "api/v1/nodes/$1/status" -X PATCH -H 'Content-Type: application/strategic-merge-patch+json' \
    -d '{"status":{"conditions":[{"type":"Ready","status":"True","reason":"KubeletReady","message":"hollow"}]}}'
}
wait_for "has no node hollow-0" say_ready hollow-0
wait_for "has no node hollow-1" say_ready hollow-1
nodes_ready() { [ "$(ask api/v1/nodes | tr -d ' \n' | grep -o '"type":"Ready","status":"True"' | wc -l)" -eq 2 ]; }
wait_for "has not two ready nodes" nodes_ready
wait_for "has no service account 'default'" ask api/v1/namespaces/default/serviceaccounts/default
ask apis/storage.k8s.io/v1/storageclasses -X POST -H 'Content-Type: application/json' \
  -d '{"metadata":{"name":"folders","annotations":{"storageclass.kubernetes.io/is-default-class":"true"}},"provisioner":"kubernetes.io/host-path"}' > /dev/null
touch "$directory/up"
up=yes
say
