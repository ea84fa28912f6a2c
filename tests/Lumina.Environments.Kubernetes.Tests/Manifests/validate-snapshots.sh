#!/usr/bin/env bash
# Asks the API server that KUBECONFIG names whether it takes every snapshot, without keeping anything but a namespace for the time of asking:
#   KUBECONFIG=… tests/Lumina.Environments.Kubernetes.Tests/Manifests/validate-snapshots.sh
# Those whose names begin with new- have versions that an old cluster does not know: they are left out unless LUMINA_NEW_CLUSTER=1.
set -uo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
namespace=lumina-manifests
[ -n "${KUBECONFIG:-}" ] || { echo "Say in KUBECONFIG which cluster is asked." >&2; exit 1; }
command -v kubectl > /dev/null || { echo "kubectl is missing." >&2; exit 1; }

kubectl create namespace "$namespace" > /dev/null || exit 1
trap 'kubectl delete namespace "$namespace" --wait=false > /dev/null' EXIT
failed=0
for file in "$here"/Snapshots/*.json; do
  name="$(basename "$file" .json)"
  case "$name" in new-*) [ "${LUMINA_NEW_CLUSTER:-}" = 1 ] || { echo "left out  $name"; continue; } ;; esac
  if output="$(kubectl apply --server-side --field-manager=lumina-environments --dry-run=server -f "$file" 2>&1)"; then
    echo "accepted  $name ($(grep -c 'serverside-applied' <<< "$output") objects)"
  else
    echo "refused   $name"
    sed 's/^/          /' <<< "$output"
    failed=1
  fi
done
exit "$failed"
