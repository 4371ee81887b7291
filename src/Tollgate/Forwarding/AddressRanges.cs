using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Tollgate.Forwarding;

/// <summary>
/// Says what kind of place an address is, after taking it out of every notation that can wrap an IPv4 address in an IPv6 one.
/// Ranges follow IANA's special-purpose address registries; whatever IPv6 they do not give out (all but 2000::/3) is unroutable.
/// </summary>
internal static class AddressRanges
{
    /// <summary>Searched from the top: single addresses stand above the ranges that hold them.</summary>
    private static readonly (uint Network, int Prefix, AddressClass Class)[] V4 =
    [
        (0xA9FE_0000, 16, AddressClass.LinkLocalOrMetadata), // 169.254/16: link-local, and the metadata service of most clouds
        (0x6464_64C8, 32, AddressClass.LinkLocalOrMetadata), // 100.100.100.200: Alibaba Cloud metadata, inside 100.64/10
        (0xC000_00C0, 32, AddressClass.LinkLocalOrMetadata), // 192.0.0.192: Oracle Cloud metadata
        (0xA83F_8110, 32, AddressClass.LinkLocalOrMetadata), // 168.63.129.16: Azure's wire server, in a public range
        (0x7F00_0000, 8, AddressClass.Loopback),
        (0x0A00_0000, 8, AddressClass.Private),
        (0xAC10_0000, 12, AddressClass.Private),
        (0xC0A8_0000, 16, AddressClass.Private),
        (0x6440_0000, 10, AddressClass.Private), // 100.64/10: carrier-grade NAT, overlay networks
        (0xC612_0000, 15, AddressClass.Private), // 198.18/15: benchmarking; local proxies hand it out as stand-in answers
        (0x0000_0000, 8, AddressClass.Unroutable), // 0/8: a connect to 0.0.0.0 reaches this machine
        (0xC000_0000, 24, AddressClass.Unroutable), // 192.0.0/24: IETF protocol assignments
        (0xC000_0200, 24, AddressClass.Unroutable), // 192.0.2/24: documentation
        (0xC058_6300, 24, AddressClass.Unroutable), // 192.88.99/24: 6to4 relays, withdrawn
        (0xC633_6400, 24, AddressClass.Unroutable), // 198.51.100/24: documentation
        (0xCB00_7100, 24, AddressClass.Unroutable), // 203.0.113/24: documentation
        (0xE000_0000, 3, AddressClass.Unroutable), // 224/4 multicast, 240/4 reserved, broadcast
    ];

    private static readonly (UInt128 Network, int Prefix, AddressClass Class)[] V6 =
    [
        (new UInt128(0, 1), 128, AddressClass.Loopback),
        (new UInt128(0xFE80_0000_0000_0000, 0), 10, AddressClass.LinkLocalOrMetadata),
        (new UInt128(0xFD00_0EC2_0000_0000, 0), 32, AddressClass.LinkLocalOrMetadata), // AWS: metadata, pod identity, time, DNS
        (new UInt128(0xFD20_00CE_0000_0000, 0x0254), 128, AddressClass.LinkLocalOrMetadata), // Google Cloud
        (new UInt128(0xFD00_00C1_0000_0000, 0xA9FE_A9FE), 128, AddressClass.LinkLocalOrMetadata), // Oracle Cloud
        (new UInt128(0xFC00_0000_0000_0000, 0), 7, AddressClass.Private),
        (new UInt128(0x2001_0000_0000_0000, 0), 23, AddressClass.Unroutable), // IETF protocol assignments, Teredo with a strange server
        (new UInt128(0x2001_0DB8_0000_0000, 0), 32, AddressClass.Unroutable), // documentation
        (new UInt128(0x3FFF_0000_0000_0000, 0), 20, AddressClass.Unroutable), // documentation
        (new UInt128(0x2000_0000_0000_0000, 0), 3, AddressClass.Public),
    ];

    /// <summary>The kind of place that a connect to <paramref name="address"/> ends at.</summary>
    public static AddressClass Classify(IPAddress address)
    {
        var bits = Bits(Unwrap(address), out var isV6);
        if (!isV6)
        {
            return ClassifyV4((uint)bits);
        }

        foreach (var (network, prefix, kind) in V6)
        {
            if ((bits ^ network) >> (128 - prefix) == UInt128.Zero)
            {
                return kind;
            }
        }

        return AddressClass.Unroutable;
    }

    /// <summary>
    /// The IPv4 address inside an IPv6 one (mapped, translated, NAT64, 6to4, Teredo), or <paramref name="address"/> itself.
    /// A wrapping that can be read in more than one way is left as it is, and then belongs to no public range.
    /// </summary>
    public static IPAddress Unwrap(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        Span<byte> bytes = stackalloc byte[16];
        _ = address.TryWriteBytes(bytes, out _);
        return TryFindV4(bytes, out var v4) ? ToAddress(v4) : address;
    }

    /// <summary>True for addresses at which no single host can be reached, so that no allow list can make sense of them: 0/8, ::, multicast, broadcast.</summary>
    public static bool IsNowhere(IPAddress address)
    {
        var bits = Bits(Unwrap(address), out var isV6);
        return isV6
            ? bits == UInt128.Zero || bits >> 120 == 0xFF
            : bits >> 24 == 0 || bits >> 28 == 0xE || bits == uint.MaxValue;
    }

    /// <summary>The address as a number: 32 bits of IPv4, or 128 of IPv6.</summary>
    public static UInt128 Bits(IPAddress address, out bool isV6)
    {
        Span<byte> bytes = stackalloc byte[16];
        isV6 = address.AddressFamily == AddressFamily.InterNetworkV6;
        _ = address.TryWriteBytes(bytes, out _);
        return isV6 ? BinaryPrimitives.ReadUInt128BigEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
    }

    private static AddressClass ClassifyV4(uint bits)
    {
        foreach (var (network, prefix, kind) in V4)
        {
            if ((bits ^ network) >> (32 - prefix) == 0)
            {
                return kind;
            }
        }

        return AddressClass.Public;
    }

    private static bool TryFindV4(ReadOnlySpan<byte> v6, out uint v4)
    {
        v4 = BinaryPrimitives.ReadUInt32BigEndian(v6[12..]);
        var high = BinaryPrimitives.ReadUInt64BigEndian(v6);
        var middle = BinaryPrimitives.ReadUInt32BigEndian(v6[8..]);
        switch (high)
        {
            case 0: // ::ffff:a.b.c.d (RFC 4291), ::ffff:0:a.b.c.d (RFC 2765)
                return middle is 0x0000_FFFF or 0xFFFF_0000;
            case 0x0064_FF9B_0000_0000: // NAT64's well-known /96 (RFC 6052)
                return middle == 0;
            case 0x0064_FF9B_0001_0000: // NAT64 for local use, /48 (RFC 8215): only where the shorter layouts of RFC 6052 would embed nothing
                return middle == 0;
        }

        if (high >> 48 == 0x2002) // 6to4 (RFC 3056)
        {
            v4 = (uint)(high >> 16);
            return true;
        }

        if (high >> 32 == 0x2001_0000) // Teredo (RFC 4380): server in the clear, client inverted
        {
            v4 = ~v4;
            return ClassifyV4((uint)high) == AddressClass.Public;
        }

        return false;
    }

    private static IPAddress ToAddress(uint v4)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, v4);
        return new IPAddress(bytes);
    }
}
