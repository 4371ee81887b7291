using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Tollgate.Forwarding;

/// <summary>A range of addresses, such as <c>10.0.0.0/8</c>; an address alone is a range of one. IPv4 written as IPv6 is kept as IPv4.</summary>
internal readonly record struct Cidr
{
    private readonly UInt128 _network;
    private readonly UInt128 _mask;

    private Cidr(IPAddress network, int prefixLength)
    {
        _network = AddressRanges.Bits(network, out var isV6);
        IsV6 = isV6;
        PrefixLength = prefixLength;
        _mask = Mask(isV6, prefixLength);
    }

    /// <summary>Leading bits that members share: 0 to 32, or to 128 for IPv6.</summary>
    public int PrefixLength { get; }

    /// <summary>Whether the members are IPv6 addresses.</summary>
    public bool IsV6 { get; }

    /// <summary>The first address of the range.</summary>
    public IPAddress Network
    {
        get
        {
            Span<byte> bytes = stackalloc byte[16];
            System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, _network);
            return new IPAddress(IsV6 ? bytes : bytes[12..]);
        }
    }

    /// <summary>Reads a range; <paramref name="problem"/> says what is wrong with it, for whoever wrote the configuration.</summary>
    public static bool TryParse(string text, out Cidr cidr, [NotNullWhen(false)] out string? problem)
    {
        cidr = default;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var head = slash < 0 ? text : text[..slash];
        if (!TryParseAddress(head, out var address))
        {
            problem = $"'{text}' is not an address range: write an address, or an address and a prefix length such as 10.0.0.0/8.";
            return false;
        }

        var bits = address.AddressFamily == AddressFamily.InterNetworkV6 ? 128 : 32;
        var prefix = bits;
        if (slash >= 0 && (!int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out prefix) || prefix > bits))
        {
            problem = $"'{text}' is not an address range: the prefix length must be a number from 0 to {bits}.";
            return false;
        }

        if (address.IsIPv4MappedToIPv6)
        {
            if (prefix < 96)
            {
                problem = $"'{text}' mixes IPv4 and IPv6: write the IPv4 range itself.";
                return false;
            }

            address = address.MapToIPv4();
            prefix -= 96;
        }

        var number = AddressRanges.Bits(address, out var isV6);
        if ((number & ~Mask(isV6, prefix)) != UInt128.Zero)
        {
            problem = $"'{text}' has address bits set behind its prefix length {prefix}: write the first address of the range.";
            return false;
        }

        cidr = new Cidr(address, prefix);
        problem = null;
        return true;
    }

    /// <summary>Whether <paramref name="address"/> lies in the range; only addresses of the same family do.</summary>
    public bool Contains(IPAddress address)
    {
        var bits = AddressRanges.Bits(address, out var isV6);
        return isV6 == IsV6 && (bits & _mask) == _network;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Network}/{PrefixLength}";

    private static UInt128 Mask(bool isV6, int prefixLength)
    {
        var width = isV6 ? 128 : 32;
        var all = isV6 ? UInt128.MaxValue : uint.MaxValue;

        // A shift by the whole width would be a shift by nothing.
        return prefixLength == 0 ? UInt128.Zero : all & (UInt128.MaxValue << (width - prefixLength));
    }

    /// <summary>Refuses the short and octal forms that the platform would read (10.1, 010.0.0.0): a range must mean what it looks like.</summary>
    private static bool TryParseAddress(string text, [NotNullWhen(true)] out IPAddress? address) =>
        IPAddress.TryParse(text, out address)
        && !text.AsSpan().ContainsAny('%', '[')
        && (address.AddressFamily == AddressFamily.InterNetworkV6 || string.Equals(address.ToString(), text, StringComparison.Ordinal));
}
