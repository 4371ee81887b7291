namespace Tollgate.Http1;

/// <summary>Which Host values are accepted: a name or a bracketed IPv6 address, and a port.</summary>
internal static class HostRules
{
    /// <summary>Longest name of the DNS, a port and its colon, rounded up.</summary>
    private const int MaxBytes = 264;

    /// <summary>'_' is allowed, because container networks use it in host names.</summary>
    public static bool IsValid(ReadOnlySpan<byte> host)
    {
        if (host.IsEmpty || host.Length > MaxBytes) { return false; }
        int end;
        if (host[0] == '[')
        {
            end = host.IndexOf((byte)']') + 1;
            if (end < 4 || host[1..(end - 1)].ContainsAnyExcept(Grammar.HostLiteral)) { return false; }
        }
        else
        {
            end = host.IndexOfAnyExcept(Grammar.HostName);
            if (end < 0) { return true; }
        }

        return end == host.Length || (end > 0 && host[end] == ':' && IsPort(host[(end + 1)..]));
    }

    private static bool IsPort(ReadOnlySpan<byte> digits)
    {
        if (digits.Length is 0 or > 5 || digits.ContainsAnyExceptInRange((byte)'0', (byte)'9')) { return false; }
        var port = 0;
        foreach (var digit in digits) { port = (port * 10) + digit - '0'; }
        return port <= ushort.MaxValue;
    }
}
