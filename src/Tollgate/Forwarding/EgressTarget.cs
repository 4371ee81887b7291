using System.Net;

namespace Tollgate.Forwarding;

/// <summary>Whom the gateway wants to dial, and on whose word. Equal targets share one cached resolution.</summary>
internal sealed record EgressTarget
{
    private EgressTarget(string host, IPAddress? literal, int port, bool namedInFile)
    {
        Host = host;
        Literal = literal;
        Port = port;
        NamedInFile = namedInFile;
    }

    /// <summary>Lower-case name (a trailing dot is kept), or the address in its one canonical spelling, without brackets.</summary>
    public string Host { get; }

    /// <summary>1 to 65535.</summary>
    public int Port { get; }

    /// <summary>True when the configuration file names the upstream; false when it came by API.</summary>
    public bool NamedInFile { get; }

    /// <summary>True for a store that is spoken to in its own protocol: the ports that must not be spoken to in HTTP are not refused.</summary>
    public bool IsStore { get; private init; }

    /// <summary>True for the metadata service that the configuration file says to sign in with.</summary>
    public bool IsMetadata { get; private init; }

    /// <summary>The address, where the host is one; IPv4 in IPv6 notation is IPv4 here.</summary>
    public IPAddress? Literal { get; }

    /// <summary>Whether the host is an address, so that nothing needs resolving.</summary>
    public bool HostIsLiteral => Literal is not null;

    /// <summary>Whether the host is <c>localhost</c> or ends in it. Such names never go to DNS (RFC 6761): they are loopback by definition.</summary>
    public bool IsLocalhost
    {
        get
        {
            var name = Host.AsSpan().TrimEnd('.');
            return name is "localhost" || name.EndsWith(".localhost", StringComparison.Ordinal);
        }
    }

    /// <summary>Makes a target; every spelling of an address that the platform would dial as one becomes a literal here.</summary>
    /// <exception cref="ArgumentException">The host is empty, or the port out of range: callers validate with <see cref="EgressUrl"/> first.</exception>
    public static EgressTarget Create(string host, int port, bool namedInFile)
    {
        ArgumentException.ThrowIfNullOrEmpty(host);
        ArgumentOutOfRangeException.ThrowIfLessThan(port, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, IPEndPoint.MaxPort);
        if (!IPAddress.TryParse(host, out var literal))
        {
            return new EgressTarget(host.ToLowerInvariant(), literal: null, port, namedInFile);
        }

        literal = literal.IsIPv4MappedToIPv6 ? literal.MapToIPv4() : literal;
        return new EgressTarget(literal.ToString(), literal, port, namedInFile);
    }

    /// <summary>Makes the target of a store that the configuration file names and that speaks a protocol of its own, such as Redis.</summary>
    /// <exception cref="ArgumentException">The host is empty, or the port out of range.</exception>
    public static EgressTarget CreateStore(string host, int port) => Create(host, port, namedInFile: true) with { IsStore = true };

    /// <summary>Makes the target of the metadata service that the configuration file says to sign in with.</summary>
    /// <exception cref="ArgumentException">The host is empty, or the port out of range.</exception>
    public static EgressTarget CreateMetadata(string host, int port) => Create(host, port, namedInFile: true) with { IsMetadata = true };
}
