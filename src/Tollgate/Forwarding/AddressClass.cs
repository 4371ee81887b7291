namespace Tollgate.Forwarding;

/// <summary>What kind of place an address is, as far as the egress guard cares. Zero is the most suspicious, so a forgotten value refuses.</summary>
internal enum AddressClass : byte
{
    /// <summary>No host of the Internet lives there: unspecified, multicast, broadcast, documentation, reserved.</summary>
    Unroutable,

    /// <summary>Link-local (169.254/16, fe80::/10) or a cloud's metadata service, whatever range that stands in.</summary>
    LinkLocalOrMetadata,

    /// <summary>This machine: 127/8 and ::1.</summary>
    Loopback,

    /// <summary>Somebody's own network: RFC 1918, 100.64/10, fc00::/7, 198.18/15.</summary>
    Private,

    /// <summary>Global unicast.</summary>
    Public,
}
