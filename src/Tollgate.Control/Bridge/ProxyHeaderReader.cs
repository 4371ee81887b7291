using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Tollgate.Listening;

namespace Tollgate.Control.Bridge;

/// <summary>
/// Reads the PROXY v2 header that the engine writes (<see cref="ProxyHeader"/>). Strict: nobody else has business on this socket, so whatever the
/// engine would not write ends the connection instead of being passed over.
/// </summary>
internal static class ProxyHeaderReader
{
    /// <summary>Longest name of a protocol version.</summary>
    private const int MaxProtocolBytes = 16;

    /// <summary>Reads the header at the start of the bytes.</summary>
    /// <param name="bytes">What came so far.</param>
    /// <param name="length">Length of the whole header, where it is complete.</param>
    /// <param name="facts">What it says.</param>
    public static ProxyReadStatus Read(ReadOnlySpan<byte> bytes, out int length, out ProxyFacts? facts)
    {
        (length, facts) = (0, null);
        var signature = ProxyHeader.Signature;
        var known = Math.Min(bytes.Length, signature.Length);
        if (!bytes[..known].SequenceEqual(signature[..known]))
        {
            return ProxyReadStatus.Bad;
        }

        if (bytes.Length < ProxyHeader.FixedBytes)
        {
            return ProxyReadStatus.Incomplete;
        }

        var family = bytes[13];
        var size = family switch
        {
            ProxyHeader.OverIpv4 => 4,
            ProxyHeader.OverIpv6 => 16,
            _ => 0,
        };
        var rest = BinaryPrimitives.ReadUInt16BigEndian(bytes[14..]);
        if (bytes[12] != ProxyHeader.VersionAndCommand || size == 0 || rest < (2 * size) + 4 || rest > ProxyHeader.MaxBytes)
        {
            return ProxyReadStatus.Bad;
        }

        length = ProxyHeader.FixedBytes + rest;
        if (bytes.Length < length)
        {
            return ProxyReadStatus.Incomplete;
        }

        var addresses = bytes[ProxyHeader.FixedBytes..length];
        var peer = new IPEndPoint(
            ClientAddress.Plain(new IPAddress(addresses[..size])), BinaryPrimitives.ReadUInt16BigEndian(addresses[(2 * size)..]));
        return TryReadParts(addresses[((2 * size) + 4)..], peer, out facts) ? ProxyReadStatus.Ok : ProxyReadStatus.Bad;
    }

    private static bool TryReadParts(ReadOnlySpan<byte> parts, IPEndPoint peer, out ProxyFacts? facts)
    {
        string? listener = null, protocol = null, certificate = null;
        var verdict = ControlVerdict.Unguarded;
        facts = null;
        var last = -1;
        while (!parts.IsEmpty)
        {
            if (!TryTake(ref parts, out var type, out var value) || type <= last)
            {
                return false; // the engine writes them in the order of their numbers, each once
            }

            last = type;
            switch (type)
            {
                case ProxyHeader.TypeAlpn when value.SequenceEqual("h2"u8):
                    break;
                case ProxyHeader.TypeSsl when TryReadProtocol(value, out protocol):
                    break;
                case ProxyHeader.TypeClientCertificate when value.Length == SHA256.HashSizeInBytes && protocol is not null:
                    certificate = Convert.ToHexStringLower(value);
                    break;
                case ProxyHeader.TypeListener when value is [<= 3, <= (byte)ControlVerdict.Unguarded]:
                    listener = ((value[0] & 1) != 0 ? "loopback" : "public") + ((value[0] & 2) != 0 ? ",admin" : string.Empty);
                    verdict = (ControlVerdict)value[1];
                    break;
                default:
                    return false;
            }
        }

        facts = listener is null ? null : new ProxyFacts(peer, listener, verdict, protocol, certificate);
        return facts is not null;
    }

    private static bool TryReadProtocol(ReadOnlySpan<byte> ssl, out string? protocol)
    {
        protocol = null;
        if (ssl.Length <= 5 || ssl[1..5].ContainsAnyExcept((byte)0))
        {
            return false;
        }

        var parts = ssl[5..];
        if (!TryTake(ref parts, out var type, out var value) || type != ProxyHeader.TypeSslVersion || !parts.IsEmpty || value.Length > MaxProtocolBytes)
        {
            return false;
        }

        protocol = Encoding.ASCII.GetString(value);
        return true;
    }

    private static bool TryTake(ref ReadOnlySpan<byte> parts, out byte type, out ReadOnlySpan<byte> value)
    {
        type = 0;
        value = default;
        if (parts.Length < 3)
        {
            return false;
        }

        type = parts[0];
        var length = BinaryPrimitives.ReadUInt16BigEndian(parts[1..]);
        if (parts.Length - 3 < length)
        {
            return false;
        }

        value = parts.Slice(3, length);
        parts = parts[(3 + length)..];
        return true;
    }
}
