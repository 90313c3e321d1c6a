# Sourced by ./run, ./test and ./build: finds the .NET SDK and installs the system libraries that are missing.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en

if ! command -v dotnet >/dev/null; then
  echo "The .NET SDK 10 is needed: https://dotnet.microsoft.com/download" >&2
  exit 1
fi

# need PACKAGE…: installs the Debian/Ubuntu packages that are absent, and says so.
need() {
  local missing=() package
  for package in "$@"; do
    if ! dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed'; then
      missing+=("$package")
    fi
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  if ! command -v apt-get >/dev/null; then
    echo "Install these system packages (their Debian names): ${missing[*]}" >&2
    return 0
  fi
  local sudo=""
  [ "$(id -u)" -eq 0 ] || sudo="sudo"
  echo "Installing system packages: ${missing[*]}"
  $sudo apt-get update -qq
  DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# What a running node and its tools load.
runtime_packages=(libsodium23 libsqlite3-0 librandomx0 ocl-icd-libopencl1)
