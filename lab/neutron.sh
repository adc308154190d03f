#!/usr/bin/env bash
# A real OpenStack Neutron on the lab of lab/ovn.sh (which has to be up): its server (ML2 with the OVN driver, noauth) on
# loopback, and a PostgreSQL of its own that is reached by a socket alone. The guests are moved from the lab's logical
# switch to ports of Neutron's network `lab`, named and addressed as before: port vmA has device_id vmA.
#
#   lab/neutron.sh up | down | status | stop-server | start-server | api METHOD PATH [JSON]     (PATH below /v2.0/)
#
# LAB, PREFIX, HOST_PREFIX, NB_PORT and SB_PORT are those of lab/ovn.sh; NEUTRON_PORT is the API's. NEUTRON_PAGE limits how many
# items it answers at a time. Needs root and: neutron-server postgresql curl. `down` ends only what it began.
set -euo pipefail
HERE=$(cd "$(dirname "$0")" && pwd)
export LAB=${LAB:-/tmp/rollcall-lab}
export PREFIX=${PREFIX:-rc-}
export NB_PORT=${NB_PORT:-6641} SB_PORT=${SB_PORT:-6642}
HOME_=$LAB-neutron
PORT=${NEUTRON_PORT:-9696}
URL=http://127.0.0.1:$PORT
PYTHON=/usr/bin/python3 # Debian's: another one first in PATH does not have Neutron's modules
CONFIG=(--config-file "$HOME_/neutron.conf" --config-file "$HOME_/ml2.ini")

ovn() { "$HERE/ovn.sh" "$@"; }
postgres() { # postgres PROGRAM ARGS: as the user that the package made, since PostgreSQL refuses root
  local program=$1
  shift
  (cd "$HOME_" && runuser -u postgres -- "$(postgres_bin)/$program" "$@")
}
postgres_bin() { find /usr/lib/postgresql -mindepth 2 -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -1; }
api() { # api METHOD PATH [JSON]
  curl -sS --fail-with-body -X "$1" -H 'content-type: application/json' ${3:+--data "$3"} "$URL/v2.0/$2"
}
field() { "$PYTHON" -c 'import json, sys; print(json.load(sys.stdin)[sys.argv[1]][sys.argv[2]])' "$@"; }

need() {
  [ "$(id -u)" = 0 ] || { echo "The lab makes network namespaces, which only root may." >&2; exit 2; }
  local program missing=()
  for program in neutron-server neutron-db-manage curl runuser; do command -v "$program" >/dev/null || missing+=("$program"); done
  [ -x "$(postgres_bin)/initdb" ] || missing+=(initdb)
  [ -x "$PYTHON" ] || missing+=("$PYTHON")
  [ ${#missing[@]} = 0 ] || { echo "${missing[*]}: not installed (Debian: neutron-server postgresql curl)." >&2; exit 2; }
  [ -S "$LAB/c/nb.sock" ] || { echo "The lab of lab/ovn.sh is not up in $LAB." >&2; exit 2; }
}

configure() {
  mkdir -p "$HOME_/lock" "$HOME_/policy.d"
  cat >"$HOME_/neutron.conf" <<CONF
[DEFAULT]
auth_strategy = noauth
core_plugin = ml2
service_plugins = ovn-router
transport_url = fake://
bind_host = 127.0.0.1
bind_port = $PORT
api_workers = 1
rpc_workers = 0
api_paste_config = /etc/neutron/api-paste.ini
state_path = $HOME_
pagination_max_limit = ${NEUTRON_PAGE:-1000}
notify_nova_on_port_status_changes = False
notify_nova_on_port_data_changes = False
[database]
connection = postgresql+psycopg2://postgres@/neutron?host=$HOME_/pg
[oslo_concurrency]
lock_path = $HOME_/lock
[oslo_policy]
policy_dirs = $HOME_/policy.d
[oslo_messaging_notifications]
driver = noop
CONF
  cat >"$HOME_/ml2.ini" <<CONF
[ml2]
mechanism_drivers = ovn
type_drivers = geneve
tenant_network_types = geneve
extension_drivers = port_security
overlay_ip_version = 4
[ml2_type_geneve]
vni_ranges = 1:65536
max_header_size = 38
[ovn]
ovn_nb_connection = tcp:127.0.0.1:$NB_PORT
ovn_sb_connection = tcp:127.0.0.1:$SB_PORT
ovn_metadata_enabled = False
neutron_sync_mode = log
CONF
}

start_database() {
  mkdir -m 700 "$HOME_/pg"
  chown postgres "$HOME_/pg"
  postgres initdb -D "$HOME_/pg/data" -A trust --no-sync -E UTF8 --locale=C.UTF-8 >/dev/null
  # What is lost with the machine is made again: nothing waits for the disk.
  postgres pg_ctl -D "$HOME_/pg/data" -w -l "$HOME_/pg/log" \
    -o "-c listen_addresses='' -c unix_socket_directories=$HOME_/pg -c fsync=off" start >/dev/null
  postgres createdb -h "$HOME_/pg" neutron
}

upgrade_database() {
  "$PYTHON" /usr/bin/neutron-db-manage "${CONFIG[@]}" upgrade heads >"$HOME_/upgrade.log" 2>&1 ||
    { tail -5 "$HOME_/upgrade.log" >&2; return 1; }
}

start_server() {
  setsid "$PYTHON" /usr/bin/neutron-server "${CONFIG[@]}" >>"$HOME_/server.log" 2>&1 </dev/null &
  echo $! >"$HOME_/server.pid"
  for _ in $(seq 480); do
    curl -sf -o /dev/null "$URL/" && return 0
    is_ours "$(cat "$HOME_/server.pid")" || break
    sleep 0.25
  done
  echo "Neutron did not start:" >&2
  tail -5 "$HOME_/server.log" >&2
  return 1
}

stop_server() {
  local pid
  [ -s "$HOME_/server.pid" ] || return 0
  pid=$(cat "$HOME_/server.pid")
  if is_ours "$pid"; then
    kill "$pid" 2>/dev/null || true
    for _ in $(seq 100); do is_ours "$pid" || break; sleep 0.1; done
    if is_ours "$pid"; then kill -KILL -- "-$pid" 2>/dev/null || true; fi # with its workers: it leads its own group
  fi
  rm -f "$HOME_/server.pid"
}

move_guests() {
  local network subnet guest host ip mac id
  network=$(api POST networks '{"network":{"name":"lab"}}' | field network id)
  subnet=$(api POST subnets "{\"subnet\":{\"network_id\":\"$network\",\"name\":\"guests\",\"ip_version\":4,\"cidr\":\"172.17.16.0/20\",\"enable_dhcp\":false,\"gateway_ip\":null}}" | field subnet id)
  while read -r host guest ip mac; do
    id=$(api POST ports "{\"port\":{\"network_id\":\"$network\",\"name\":\"$guest\",\"mac_address\":\"$mac\",\"fixed_ips\":[{\"subnet_id\":\"$subnet\",\"ip_address\":\"$ip\"}],\"binding:host_id\":\"${HOST_PREFIX:-}$host\",\"device_id\":\"$guest\",\"device_owner\":\"compute:nova\"}}" | field port id)
    ovn vsctl "$host" set interface "tap-$guest" external_ids:iface-id="$id"
    ovn nbctl wait-until logical_switch_port "$id" up=true
  done <<'GUESTS'
hvA vmA 172.17.20.29 00:16:3e:0a:5c:f1
hvB vmB 172.17.20.30 00:16:3e:12:2f:48
hvB vmC 172.17.20.31 00:16:3e:33:44:55
GUESTS
  ovn nbctl --wait=hv --if-exists ls-del ls0
  ovn vm vmB ping -n -c 3 -i 0.2 -W 2 172.17.20.29 >/dev/null || true # the first packet waits for the tunnel's ARP
}

is_ours() { # is_ours PID: alive, and its command line names this lab; a zombie has none
  tr '\0' ' ' <"/proc/$1/cmdline" 2>/dev/null | grep -q -- "$HOME_"
}

down() {
  stop_server
  if [ -s "$HOME_/pg/data/postmaster.pid" ]; then postgres pg_ctl -D "$HOME_/pg/data" -m immediate -w stop >/dev/null || true; fi
  rm -rf "${HOME_:?}"
}

up() {
  need
  down
  configure
  start_database
  upgrade_database
  start_server
  move_guests
}

case "${1:-}" in
  up | down) "$1" ;;
  status) api GET 'ports?fields=name&fields=status&fields=fixed_ips&fields=allowed_address_pairs' ;;
  api) shift; api "$@" ;;
  stop-server) stop_server ;;
  start-server) start_server ;;
  *) sed -n '2,11s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac
