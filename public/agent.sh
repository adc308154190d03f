#!/bin/sh
# Rollcall agent: tells Rollcall which addresses this machine has configured, and nothing else.
# Needs sh, `ip` or ifconfig, and curl or GNU wget. Licence: Apache-2.0.
#
#   sh agent.sh --print                          show what would be sent
#   sh agent.sh --url https://rollcall.example   send it once
#   sh agent.sh --url … --install                send it every minute from now on (systemd timer, else cron)
#   sh agent.sh --uninstall                      remove everything that --install made
#
# The token is read from a file (--token-file, by default /etc/rollcall/token) or from ROLLCALL_TOKEN; never from the
# command line, where every user of the machine could read it.
set -u
umask 077
PATH=$PATH:/usr/sbin:/sbin
root=${ROLLCALL_ROOT:-} # where a package is being built; empty on a running machine
conf=$root/etc/rollcall/agent.conf
program=$root/usr/local/sbin/rollcall-agent
unit=$root/etc/systemd/system/rollcall-agent
cron=$root/etc/cron.d/rollcall-agent

url='' token_file='' deed=send every=60 tries=5 is_quiet='' is_plain_allowed='' said=''
say() { [ -n "$is_quiet" ] || printf '%s\n' "$*" >&2; }
fail() { printf 'rollcall-agent: %s\n' "$*" >&2; exit 1; }
usage() { sed -n '2,/^set -u/{s/^# \{0,1\}//;/^set -u/d;p;}' "$0" 2>/dev/null || printf 'see the head of the script\n'; }

while [ $# -gt 0 ]; do
  case $1 in
    --url) [ $# -gt 1 ] || fail '--url needs an address'; url=${2%/}; shift ;;
    --token-file) [ $# -gt 1 ] || fail '--token-file needs a file'; token_file=$2; shift ;;
    --every) [ $# -gt 1 ] || fail '--every needs seconds'; every=$2; shift ;;
    --tries) [ $# -gt 1 ] || fail '--tries needs a number'; tries=$2; shift ;;
    --allow-http) is_plain_allowed=yes ;;
    --print) deed=print ;;
    --install) deed=install ;;
    --uninstall) deed=uninstall ;;
    --quiet) is_quiet=yes ;;
    --help | -h) usage; exit 0 ;;
    *) fail "there is no option $1; see --help" ;;
  esac
  shift
done
case $every$tries in *[!0-9]*) fail '--every and --tries take whole numbers' ;; esac
[ "$every" -ge 10 ] || fail '--every: at least 10 seconds'

has() { command -v "$1" >/dev/null 2>&1; }

# What the machine shows, as a terminal would show it: the prompt names the machine, the command says how to read the rest.
collect() {
  name=$(hostname 2>/dev/null || uname -n)
  if has ip && ip addr show >/dev/null 2>&1; then
    printf '[agent@%s ~]# ip addr show\n' "$name"
    ip addr show
  elif has ifconfig; then
    printf '[agent@%s ~]# ifconfig -a\n' "$name"
    ifconfig -a
  else
    fail 'neither ip nor ifconfig is on this machine'
  fi
}

read_setting() { [ -r "$conf" ] && sed -n "s/^$1=//p" "$conf" | tail -n 1; }

settle() {
  [ -n "$url" ] || url=$(read_setting url)
  [ -n "$url" ] || fail 'where to? give --url https://…'
  [ -n "$is_plain_allowed" ] || is_plain_allowed=$(read_setting allow_http)
  [ -n "$token_file" ] || token_file=$(read_setting token_file)
  [ -n "$token_file" ] || token_file=$root/etc/rollcall/token
  case $token_file in /*) ;; *) token_file=$PWD/$token_file ;; esac
  case $url in
    https://* | http://localhost* | http://127.0.0.1* | http://\[::1\]*) ;;
    http://*) [ -n "$is_plain_allowed" ] || fail 'http would show the token to the network; use https (or --allow-http in a laboratory)' ;;
    *) fail "$url is no address of a server" ;;
  esac
}

read_token() {
  token=${ROLLCALL_TOKEN:-}
  [ -n "$token" ] || { [ -r "$token_file" ] && token=$(head -n 1 "$token_file" | tr -d '\r\n\t '); }
  [ -n "$token" ] || fail "no token: write it to $token_file (readable by root only) or set ROLLCALL_TOKEN"
  case $token in *[!A-Za-z0-9_-]*) fail "what stands in $token_file is no token" ;; esac
}

# Posts the file $1; sets $status to the HTTP status (000: nobody answered) and $said to the answer.
post() {
  if has curl; then
    status=$(printf 'header = "Authorization: Bearer %s"\n' "$token" |
      curl -sS -K - -m 30 -o "$work/answer" -w '%{http_code}' -H 'Content-Type: text/plain' --data-binary "@$1" "$url/api/v1/captures" 2>"$work/error")
    [ -n "$status" ] || status=000
  elif has wget && wget --version 2>/dev/null | grep -q 'GNU Wget'; then
    printf 'header = Authorization: Bearer %s\nheader = Content-Type: text/plain\n' "$token" >"$work/wgetrc"
    WGETRC=$work/wgetrc wget -q -S -T 30 -t 1 --content-on-error -O "$work/answer" --post-file="$1" "$url/api/v1/captures" 2>"$work/error"
    status=$(sed -n 's/^ *HTTP\/[0-9.]* \([0-9]\{3\}\).*/\1/p' "$work/error" | tail -n 1)
    status=${status:-000}
  else
    fail 'neither curl nor GNU wget is on this machine (other programs would show the token in the list of processes)'
  fi
  said=$(head -c 400 "$work/answer" 2>/dev/null | tr '\n' ' ')
  [ "$status" != 000 ] || said=$(head -n 1 "$work/error" 2>/dev/null)
}

# A number below $1, different on every machine and every time.
below() { od -An -N2 -tu2 /dev/urandom 2>/dev/null | awk -v max="$1" '{ print $1 % max; found = 1 } END { if (!found) print 0 }'; }

send() {
  work=$(mktemp -d "${TMPDIR:-/tmp}/rollcall.XXXXXX") || fail 'no temporary directory'
  trap 'rm -rf "$work"' EXIT
  trap 'exit 130' HUP INT TERM
  collect >"$work/report" || exit 1
  pause=2 try=1
  while :; do
    post "$work/report"
    case $status in
      2*) say "rollcall-agent: reported to $url"; return 0 ;;
      401 | 403 | 404 | 413 | 422) fail "refused ($status): $said" ;;
    esac
    [ "$try" -lt "$tries" ] || fail "not reported after $tries tries ($status): $said"
    wait_for=$((pause + $(below $((pause + 1)))))
    say "rollcall-agent: $status $said; again in $wait_for s"
    sleep "$wait_for"
    pause=$((pause * 2)) try=$((try + 1))
  done
}

fetch_program() {
  case ${0##*/} in
    sh | bash | dash | ash | -sh | -bash | ksh) # read from a pipe: fetch what is being run
      if has curl; then curl -fsS -m 30 "$url/agent.sh"; else wget -q -T 30 -O - "$url/agent.sh"; fi ;;
    *) cat "$0" ;;
  esac
}

has_systemd() { [ -z "$root" ] && has systemctl && [ -d /run/systemd/system ]; }

install_agent() {
  read_token
  mkdir -p "${conf%/*}" "${program%/*}"
  fetch_program >"$program.new"
  grep -q '^# Rollcall agent' "$program.new" || { rm -f "$program.new"; fail "the script could not be fetched from $url"; }
  chmod 755 "$program.new" && mv "$program.new" "$program"
  { printf 'url=%s\ntoken_file=%s\n' "$url" "$token_file"; [ -z "$is_plain_allowed" ] || printf 'allow_http=yes\n'; } >"$conf"
  if [ -n "${ROLLCALL_TOKEN:-}" ] && [ ! -e "$token_file" ]; then mkdir -p "${token_file%/*}" && printf '%s\n' "$token" >"$token_file"; fi
  if has_systemd; then
    cat >"$unit.service" <<UNIT
[Unit]
Description=Rollcall agent: reports which addresses this machine has configured
After=network-online.target

[Service]
Type=oneshot
ExecStart=/usr/local/sbin/rollcall-agent --quiet
UNIT
    cat >"$unit.timer" <<UNIT
[Unit]
Description=Rollcall agent, every $every seconds

[Timer]
OnBootSec=15
OnUnitActiveSec=$every
AccuracySec=1
RandomizedDelaySec=$((every / 6))

[Install]
WantedBy=timers.target
UNIT
    chmod 644 "$unit.service" "$unit.timer"
    systemctl daemon-reload
    systemctl enable --now rollcall-agent.timer >/dev/null 2>&1 || fail 'systemd did not take the timer'
    say "rollcall-agent: installed, every $every s (systemctl status rollcall-agent.timer)"
  elif [ -d "$root/etc/cron.d" ]; then
    minutes=$(((every + 59) / 60))
    [ "$minutes" -le 59 ] || fail 'cron cannot do --every of more than 59 minutes'
    printf '# Rollcall agent\nPATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\n*/%s * * * * root /usr/local/sbin/rollcall-agent --quiet\n' "$minutes" >"$cron"
    chmod 644 "$cron"
    say "rollcall-agent: installed, every $minutes min ($cron)"
  else
    rm -f "$program" "$conf"
    fail 'neither systemd nor /etc/cron.d is here; run the script from a timer of your own'
  fi
  [ -n "$root" ] || send
}

uninstall_agent() {
  if has_systemd && [ -e "$unit.timer" ]; then systemctl disable --now rollcall-agent.timer >/dev/null 2>&1; fi
  kept=$(read_setting token_file)
  rm -f "$unit.timer" "$unit.service" "$cron" "$program" "$conf"
  [ "$kept" != "$root/etc/rollcall/token" ] || rm -f "$kept"
  rmdir "$root/etc/rollcall" 2>/dev/null
  if has_systemd; then systemctl daemon-reload; fi
  if [ -n "$kept" ] && [ -e "$kept" ]; then say "rollcall-agent: removed; the token in $kept is yours"; else say 'rollcall-agent: removed, the token too'; fi
}

case $deed in
  print) collect ;;
  send) settle; read_token; send ;;
  install) settle; install_agent ;;
  uninstall) uninstall_agent ;;
esac
