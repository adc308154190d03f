#!/usr/bin/env bash
# Plain Open vSwitch on one machine: two hosts that no controller owns, each a network namespace with an ovsdb-server and
# an ovs-vswitchd (userspace datapath, so no kernel module is needed), joined by VXLAN. Their bridges only forward.
#
#   host hvA (10.97.0.1): guest vmA 172.17.20.29/20 00:16:3e:0a:5c:f1
#   host hvB (10.97.0.2): guest vmB 172.17.20.30/20 00:16:3e:12:2f:48, guest vmC 172.17.20.31/20 00:16:3e:33:44:55
#
#   lab/openvswitch.sh up | down | status | vsctl HOST ARGS | ofctl HOST ARGS | appctl HOST ARGS | vm GUEST COMMAND…
#   lab/openvswitch.sh stop-host HOST | start-host HOST
#
# LAB names its directory (keep it short: a socket's path has at most 107 bytes), PREFIX its namespaces. Needs root and:
# openvswitch-switch iproute2 ethtool iputils-ping iputils-arping. Nothing joins any of its namespaces to the machine's
# network; `down` ends only what it began.
set -euo pipefail
LAB=${LAB:-/tmp/rollcall-plain}
PREFIX=${PREFIX:-rp-}
GUESTS=(vmA vmB vmC)
HOSTS=(hvA hvB)

vsctl() { local host=$1; shift; OVS_RUNDIR=$LAB/$host ovs-vsctl --timeout=10 --db="unix:$LAB/$host/db.sock" "$@"; }
ofctl() { local host=$1; shift; OVS_RUNDIR=$LAB/$host ovs-ofctl -O OpenFlow15 "$@"; }
appctl() { local host=$1; shift; OVS_RUNDIR=$LAB/$host ovs-appctl -t "$LAB/$host/ovs-vswitchd.ctl" "$@"; }
vm() { local guest=$1; shift; ip netns exec "$PREFIX$guest" "$@"; }
daemon() { printf -- '--unixctl=%s.ctl --pidfile=%s.pid --log-file=%s.log --detach --no-chdir -vconsole:off' "$1" "$1" "$1"; }

need() {
  [ "$(id -u)" = 0 ] || { echo "The lab makes network namespaces, which only root may." >&2; exit 2; }
  local program
  for program in ovs-vswitchd ovsdb-server ip ethtool ping arping; do
    command -v "$program" >/dev/null || { echo "$program is not installed (Debian: openvswitch-switch iproute2 ethtool iputils-ping iputils-arping)." >&2; exit 2; }
  done
}

start_host() { # start_host HOST: its two daemons
  local host=$1 home=$LAB/$1
  # shellcheck disable=SC2046
  OVS_RUNDIR=$home ovsdb-server "$home/conf.db" --remote="punix:$home/db.sock" $(daemon "$home/ovsdb-server")
  vsctl "$host" --no-wait init
  # shellcheck disable=SC2046
  OVS_RUNDIR=$home OVS_DBDIR=$home ip netns exec "$PREFIX$host" ovs-vswitchd "unix:$home/db.sock" $(daemon "$home/ovs-vswitchd")
}

make_host() { # make_host HOST UNDERLAY_IP PEER_IP
  local host=$1 ip=$2 peer=$3
  mkdir -p "$LAB/$host"
  ovsdb-tool create "$LAB/$host/conf.db" /usr/share/openvswitch/vswitch.ovsschema
  start_host "$host"
  # A tunnel of the userspace datapath ends at an address of a bridge.
  vsctl "$host" add-br br-phy -- set bridge br-phy datapath_type=netdev fail-mode=standalone -- add-port br-phy ul0
  ip -n "$PREFIX$host" addr add "$ip/24" dev br-phy
  ip -n "$PREFIX$host" link set br-phy up
  vsctl "$host" add-br br-int -- set bridge br-int datapath_type=netdev fail-mode=standalone \
    -- add-port br-int vx0 -- set interface vx0 type=vxlan ofport_request=100 \
    options:local_ip="$ip" options:remote_ip="$peer" options:key=1703
}

add_guest() { # add_guest HOST GUEST IP MAC OFPORT
  local host=$1 guest=$2 ip=$3 mac=$4
  ip netns add "$PREFIX$guest"
  ip link add "tap-$guest" netns "$PREFIX$host" type veth peer name eth0 netns "$PREFIX$guest" address "$mac"
  vm "$guest" ethtool -K eth0 tx off >/dev/null # the userspace datapath mends no checksums: TCP would hang
  ip -n "$PREFIX$guest" link set lo up
  ip -n "$PREFIX$guest" link set eth0 mtu 1400 up
  ip -n "$PREFIX$host" link set "tap-$guest" up
  ip -n "$PREFIX$guest" addr add "$ip/20" dev eth0
  vsctl "$host" add-port br-int "tap-$guest" -- set interface "tap-$guest" ofport_request="$5" \
    external_ids:iface-id="$guest-eth0" external_ids:attached-mac="\"$mac\"" external_ids:vm-name="$guest"
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
stop_host() { end_daemon "$LAB/$1/ovs-vswitchd.pid"; end_daemon "$LAB/$1/ovsdb-server.pid"; }

down() {
  local name
  for name in "${HOSTS[@]}"; do stop_host "$name"; done
  for name in "${GUESTS[@]}" "${HOSTS[@]}"; do ip netns del "$PREFIX$name" 2>/dev/null || true; done
  rm -rf "${LAB:?}"
}

up() {
  need
  down
  mkdir -p "$LAB"
  local host
  for host in "${HOSTS[@]}"; do
    ip netns add "$PREFIX$host"
    ip -n "$PREFIX$host" link set lo up
  done
  ip link add ul0 netns "${PREFIX}hvA" type veth peer name ul0 netns "${PREFIX}hvB"
  for host in "${HOSTS[@]}"; do
    ip netns exec "$PREFIX$host" ethtool -K ul0 tx off >/dev/null
    ip -n "$PREFIX$host" link set ul0 up
  done
  make_host hvA 10.97.0.1 10.97.0.2
  make_host hvB 10.97.0.2 10.97.0.1
  add_guest hvA vmA 172.17.20.29 00:16:3e:0a:5c:f1 1
  add_guest hvB vmB 172.17.20.30 00:16:3e:12:2f:48 1
  add_guest hvB vmC 172.17.20.31 00:16:3e:33:44:55 2
  # The first packet waits for the tunnel's own ARP.
  vm vmB ping -n -c 3 -i 0.2 -W 2 172.17.20.29 >/dev/null || true
}

case "${1:-}" in
  up | down) "$1" ;;
  status) for host in "${HOSTS[@]}"; do vsctl "$host" show; ofctl "$host" dump-flows br-int; done ;;
  vsctl | ofctl | appctl | vm) "$@" ;;
  stop-host) stop_host "$2" ;;
  start-host) start_host "$2" ;;
  *) sed -n '2,16s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac
