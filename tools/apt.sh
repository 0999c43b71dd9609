# Read by the tools that may install: `apt NAME ...` installs as root on Debian's family, else fails; one waits for the other.
apt() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
    (
        flock 9
        install="apt-get -qq -y -o DPkg::Lock::Timeout=300 --no-install-recommends install"
        export DEBIAN_FRONTEND=noninteractive
        $install "$@" >&2 || { apt-get -qq update >&2 && $install "$@" >&2; }
    ) 9<"$(dirname "$0")/apt.sh"
}
