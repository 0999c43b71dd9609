#!/bin/sh
# Prints a JAVA_HOME of Java 17 or newer, installing one where there is none:
# the one that is set or on the path, else (as root, on Debian's family) apt-get; else says what to do.
set -eu

is_new_enough() {
    [ -x "$1/bin/java" ] || return 1
    version=$("$1/bin/java" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p' | head -1)
    [ -n "$version" ] && [ "$version" -ge 17 ]
}

system_one() {
    path=$(command -v java 2>/dev/null || true)
    [ -n "$path" ] && path=$(dirname "$(dirname "$(readlink -f "$path")")")
    for home in "${JAVA_HOME:-}" "$path" /usr/lib/jvm/*; do
        if [ -n "$home" ] && is_new_enough "$home"; then echo "$home"; return 0; fi
    done
    return 1
}

. "$(dirname "$0")/apt.sh"

system_one && exit 0
echo "no Java 17 here: trying apt-get" >&2
apt openjdk-17-jre-headless || true
system_one && exit 0
{
    echo "The Spark tests need Java 17 or newer, and none could be found or installed."
    echo "Spark 测试需要 Java 17 或更新版本，未找到，也无法自动安装。"
    echo "  Debian, Ubuntu:  sudo apt-get install openjdk-17-jre-headless"
    echo "  elsewhere:       make test JAVA_HOME=/path/to/java"
} >&2
exit 1
