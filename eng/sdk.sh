#!/bin/sh
# Says in plain words what is missing before a build would fail in a long way.
cd "$(dirname "$0")/.." || exit 1

wanted=$(sed -n 's/.*"version": *"\([0-9]*\.[0-9]*\).*/\1/p' global.json)
if ! command -v dotnet >/dev/null 2>&1; then
    echo "Tollgate needs the .NET SDK $wanted, and there is no 'dotnet' on the PATH." >&2
    echo "How to install it: https://learn.microsoft.com/dotnet/core/install/linux-debian" >&2
    exit 1
fi

if ! dotnet --version >/dev/null 2>&1; then
    echo "Tollgate needs the .NET SDK $wanted (global.json). 'dotnet' is here, but with other SDKs only:" >&2
    dotnet --list-sdks >&2
    echo "How to install it: https://learn.microsoft.com/dotnet/core/install/linux-debian" >&2
    exit 1
fi
