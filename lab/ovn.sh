#!/usr/bin/env bash
# OVN on one machine: its central databases and northd, and two chassis, each a network namespace with an ovsdb-server,
# an ovs-vswitchd (userspace datapath, so no kernel module is needed) and an ovn-controller, joined by Geneve.
#
#   chassis hvA (10.98.0.1): guest vmA 172.17.20.29/20 00:16:3e:0a:5c:f1
#   chassis hvB (10.98.0.2): guest vmB 172.17.20.30/20 00:16:3e:12:2f:48, guest vmC 172.17.20.31/20 00:16:3e:33:44:55
#
#   lab/ovn.sh up | down | status | nbctl ARGS | sbctl ARGS | vsctl HOST ARGS | appctl HOST ARGS | vm GUEST COMMAND…
#   lab/ovn.sh stop-northbound | start-northbound | keepalived GUEST STATE PRIORITY OWN PEER VIP | stop-keepalived GUEST
#
# LAB names its directory (keep it short: a socket's path has at most 107 bytes), PREFIX its namespaces, NB_PORT and
# SB_PORT its loopback ports. Needs root and: openvswitch-switch ovn-central ovn-host iproute2 ethtool iputils-ping
# iputils-arping keepalived. Nothing joins any of its namespaces to the machine's network; `down` ends only what it began.
set -euo pipefail
LAB=${LAB:-/tmp/rollcall-lab}
PREFIX=${PREFIX:-rc-}
NB_PORT=${NB_PORT:-6641} SB_PORT=${SB_PORT:-6642}
HOST_PREFIX=${HOST_PREFIX:-} # before the names that the chassis give themselves
GUESTS=(vmA vmB vmC)
CENTRAL=$LAB/c
export OVN_NB_DB=unix:$CENTRAL/nb.sock OVN_SB_DB=unix:$CENTRAL/sb.sock OVN_RUNDIR=$CENTRAL

nbctl() { ovn-nbctl --timeout=20 "$@"; }
sbctl() { ovn-sbctl --timeout=20 "$@"; }
vsctl() { local host=$1; shift; OVS_RUNDIR=$LAB/$host ovs-vsctl --timeout=10 --db="unix:$LAB/$host/db.sock" "$@"; }
appctl() { local host=$1; shift; OVS_RUNDIR=$LAB/$host ovs-appctl -t "$LAB/$host/ovs-vswitchd.ctl" "$@"; }
vm() { local guest=$1; shift; ip netns exec "$PREFIX$guest" "$@"; }
daemon() { printf -- '--unixctl=%s.ctl --pidfile=%s.pid --log-file=%s.log --detach --no-chdir -vconsole:off' "$1" "$1" "$1"; }

need() {
  [ "$(id -u)" = 0 ] || { echo "The lab makes network namespaces, which only root may." >&2; exit 2; }
  local program
  for program in ovs-vswitchd ovsdb-server ovn-northd ovn-controller ovn-nbctl ip ethtool ping arping keepalived; do
    command -v "$program" >/dev/null || { echo "$program is not installed (Debian: openvswitch-switch ovn-central ovn-host iproute2 ethtool iputils-ping iputils-arping keepalived)." >&2; exit 2; }
  done
}

start_database() { # start_database nb|sb PORT
  # shellcheck disable=SC2046
  ovsdb-server "$CENTRAL/$1.db" --remote="punix:$CENTRAL/$1.sock" --remote="ptcp:$2:127.0.0.1" $(daemon "$CENTRAL/$1")
}

start_central() {
  mkdir -p "$CENTRAL"
  ovsdb-tool create "$CENTRAL/nb.db" /usr/share/ovn/ovn-nb.ovsschema
  ovsdb-tool create "$CENTRAL/sb.db" /usr/share/ovn/ovn-sb.ovsschema
  start_database nb "$NB_PORT"
  start_database sb "$SB_PORT"
  ovn-nbctl --no-wait init
  ovn-sbctl init
  # shellcheck disable=SC2046
  ovn-northd --ovnnb-db="$OVN_NB_DB" --ovnsb-db="$OVN_SB_DB" $(daemon "$CENTRAL/northd")
}

start_chassis() { # start_chassis HOST UNDERLAY_IP
  local host=$1 ip=$2 home=$LAB/$1
  mkdir -p "$home"
  [ -z "$HOST_PREFIX" ] || ln -s "$host" "$LAB/$HOST_PREFIX$host" # where its tools are looked for by that name
  ovsdb-tool create "$home/conf.db" /usr/share/openvswitch/vswitch.ovsschema
  # shellcheck disable=SC2046
  OVS_RUNDIR=$home ovsdb-server "$home/conf.db" --remote="punix:$home/db.sock" $(daemon "$home/ovsdb-server")
  vsctl "$host" --no-wait init
  # Without the datapath type ovn-controller makes a bridge of the kernel's, which is not there.
  vsctl "$host" --no-wait set Open_vSwitch . external_ids:system-id="chassis-$host" external_ids:hostname="$HOST_PREFIX$host" \
    external_ids:ovn-remote="$OVN_SB_DB" external_ids:ovn-encap-type=geneve external_ids:ovn-encap-ip="$ip" \
    external_ids:ovn-bridge-datapath-type=netdev
  # shellcheck disable=SC2046
  OVS_RUNDIR=$home OVS_DBDIR=$home ip netns exec "$PREFIX$host" ovs-vswitchd "unix:$home/db.sock" $(daemon "$home/ovs-vswitchd")
  vsctl "$host" add-br br-phy -- set bridge br-phy datapath_type=netdev fail-mode=standalone -- add-port br-phy ul0
  ip -n "$PREFIX$host" addr add "$ip/24" dev br-phy
  ip -n "$PREFIX$host" link set br-phy up
  # It finds the bridge's management socket through OVS_RUNDIR, and has no --unixctl before OVN 23.06.
  OVS_RUNDIR=$home OVN_RUNDIR=$home ip netns exec "$PREFIX$host" ovn-controller "unix:$home/db.sock" \
    --pidfile="$home/ovn-controller.pid" --log-file="$home/ovn-controller.log" --detach --no-chdir -vconsole:off
}

add_guest() { # add_guest HOST GUEST IP MAC
  local host=$1 guest=$2 ip=$3 mac=$4
  ip netns add "$PREFIX$guest"
  ip link add "tap-$guest" netns "$PREFIX$host" type veth peer name eth0 netns "$PREFIX$guest" address "$mac"
  vm "$guest" ethtool -K eth0 tx off >/dev/null # the userspace datapath mends no checksums: TCP would hang
  ip -n "$PREFIX$guest" link set lo up
  ip -n "$PREFIX$guest" link set eth0 mtu 1400 up
  ip -n "$PREFIX$host" link set "tap-$guest" up
  ip -n "$PREFIX$guest" addr add "$ip/20" dev eth0
  nbctl lsp-add ls0 "$guest" -- lsp-set-addresses "$guest" "$mac $ip" -- lsp-set-port-security "$guest" "$mac $ip"
  vsctl "$host" add-port br-int "tap-$guest" -- set interface "tap-$guest" external_ids:iface-id="$guest" \
    external_ids:attached-mac="\"$mac\""
}

end_daemon() { # end_daemon PIDFILE: only a process that was recorded and whose command line names this lab
  local file=$1 pid
  [ -s "$file" ] || return 0
  pid=$(head -1 "$file")
  tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -q -- "$LAB" && kill "$pid" 2>/dev/null || true
  # Where the first process reaps late a dead daemon stays a zombie, which counts as gone.
  for _ in $(seq 60); do
    case "$(awk '/^State:/{print $2}' "/proc/$pid/status" 2>/dev/null)" in '' | Z) break ;; esac
    sleep 0.05
  done
  rm -f "$file"
}

down() {
  local guest host name
  for guest in "${GUESTS[@]}"; do stop_keepalived "$guest"; done
  for host in hvA hvB; do for name in ovn-controller ovs-vswitchd ovsdb-server; do end_daemon "$LAB/$host/$name.pid"; done; done
  for name in northd nb sb; do end_daemon "$CENTRAL/$name.pid"; done
  for name in "${GUESTS[@]}" hvA hvB; do ip netns del "$PREFIX$name" 2>/dev/null || true; done
  rm -rf "${LAB:?}"
}

up() {
  need
  down
  mkdir -p "$LAB"
  local host guest
  for host in hvA hvB; do
    ip netns add "$PREFIX$host"
    ip -n "$PREFIX$host" link set lo up
  done
  ip link add ul0 netns "${PREFIX}hvA" type veth peer name ul0 netns "${PREFIX}hvB"
  for host in hvA hvB; do
    ip netns exec "$PREFIX$host" ethtool -K ul0 tx off >/dev/null
    ip -n "$PREFIX$host" link set ul0 up
  done
  start_central
  start_chassis hvA 10.98.0.1
  start_chassis hvB 10.98.0.2
  for host in hvA hvB; do for _ in $(seq 100); do vsctl $host br-exists br-int && break; sleep 0.1; done; done
  nbctl ls-add ls0
  nbctl set logical_switch ls0 other_config:subnet=172.17.16.0/20
  add_guest hvA vmA 172.17.20.29 00:16:3e:0a:5c:f1
  add_guest hvB vmB 172.17.20.30 00:16:3e:12:2f:48
  add_guest hvB vmC 172.17.20.31 00:16:3e:33:44:55
  for guest in "${GUESTS[@]}"; do nbctl wait-until logical_switch_port "$guest" up=true; done
  nbctl --wait=hv sync
  # The first packet waits for the tunnel's own ARP.
  vm vmB ping -n -c 3 -i 0.2 -W 2 172.17.20.29 >/dev/null || true
}

keepalived_of() { # keepalived_of GUEST STATE PRIORITY OWN_IP PEER_IP VIP
  local guest=$1 home=$LAB/ka
  mkdir -p "$home"
  cat >"$home/$guest.conf" <<CONF
global_defs {
  router_id $guest
  vrrp_garp_master_delay 1
}
vrrp_instance VIP {
  state $2
  interface eth0
  virtual_router_id 51
  priority $3
  advert_int 1
  unicast_src_ip $4
  unicast_peer { $5 }
  virtual_ipaddress { $6/32 dev eth0 }
}
CONF
  chmod 600 "$home/$guest.conf"
  vm "$guest" keepalived --vrrp -f "$home/$guest.conf" -p "$home/$guest.pid" -r "$home/$guest-vrrp.pid" \
    --log-console --dont-fork >>"$home/$guest.log" 2>&1 </dev/null &
  for _ in $(seq 50); do [ -s "$home/$guest.pid" ] && break; sleep 0.1; done
}
stop_keepalived() { end_daemon "$LAB/ka/$1.pid"; }

case "${1:-}" in
  up | down) "$1" ;;
  status) nbctl show; sbctl show; for host in hvA hvB; do vsctl $host show; done ;;
  nbctl | sbctl | vsctl | appctl | vm) "$@" ;;
  stop-northbound) end_daemon "$CENTRAL/nb.pid" ;;
  start-northbound) start_database nb "$NB_PORT" ;;
  keepalived) shift; keepalived_of "$@" ;;
  stop-keepalived) stop_keepalived "$2" ;;
  *) sed -n '2,15s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac
