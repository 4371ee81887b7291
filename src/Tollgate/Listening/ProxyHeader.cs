using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Tollgate.Loops;

namespace Tollgate.Listening;

/// <summary>
/// The PROXY v2 header that a tunnel to the control plane begins with (HAProxy's <c>proxy-protocol.txt</c>): whose connection it is, and what
/// its handshake told.
/// </summary>
internal static class ProxyHeader
{
    /// <summary>What every header begins with.</summary>
    public static ReadOnlySpan<byte> Signature => "\r\n\r\n\0\r\nQUIT\n"u8;

    /// <summary>Version 2, command PROXY.</summary>
    public const byte VersionAndCommand = 0x21;

    /// <summary>TCP over IPv4.</summary>
    public const byte OverIpv4 = 0x11;

    /// <summary>TCP over IPv6.</summary>
    public const byte OverIpv6 = 0x21;

    /// <summary>Signature, version, family and length.</summary>
    public const int FixedBytes = 16;

    /// <summary>Longest part behind <see cref="FixedBytes"/> that is read: addresses and what we ourselves put there leave room.</summary>
    public const int MaxBytes = 512;

    /// <summary>PP2_TYPE_ALPN.</summary>
    public const byte TypeAlpn = 0x01;

    /// <summary>PP2_TYPE_SSL: flags, result of the verification, parts of its own.</summary>
    public const byte TypeSsl = 0x20;

    /// <summary>PP2_SUBTYPE_SSL_VERSION.</summary>
    public const byte TypeSslVersion = 0x21;

    /// <summary>Ours, of the range for private use: SHA-256 of the client's certificate, 32 bytes.</summary>
    public const byte TypeClientCertificate = 0xE0;

    /// <summary>Ours: the listener (bit 0 loopback, bit 1 admin) and a <see cref="ControlVerdict"/>, a byte each.</summary>
    public const byte TypeListener = 0xE1;

    /// <summary>PP2_CLIENT_SSL.</summary>
    private const byte ClientSsl = 0x01;

    /// <summary>PP2_CLIENT_CERT_CONN.</summary>
    private const byte ClientCertificate = 0x02;

    /// <summary>Writes the header.</summary>
    /// <param name="to">Receives it.</param>
    /// <param name="peer">The client's socket address.</param>
    /// <param name="listener">Where it connected to.</param>
    /// <param name="tls">Its handshake; null without one.</param>
    /// <param name="verdict">Whether administrators' paths are served to it.</param>
    public static void Write(SendBuffer to, IPEndPoint peer, ListenerFacts listener, TlsFacts? tls, ControlVerdict verdict)
    {
        Span<byte> parts = stackalloc byte[MaxBytes];
        var length = WriteAddresses(parts, peer, listener.EndPoint, out var family);
        length += WritePart(parts[length..], TypeAlpn, "h2"u8);
        if (tls is not null)
        {
            length += WriteSsl(parts[length..], tls);
        }

        var kind = (byte)((listener.IsLoopback ? 1 : 0) | (listener.IsAdmin ? 2 : 0));
        length += WritePart(parts[length..], TypeListener, [kind, (byte)verdict]);
        to.Write(Signature);
        Span<byte> rest = [VersionAndCommand, family, (byte)(length >> 8), (byte)length];
        to.Write(rest);
        to.Write(parts[..length]);
    }

    private static int WriteAddresses(Span<byte> to, IPEndPoint peer, IPEndPoint local, out byte family)
    {
        var v4 = peer.AddressFamily == AddressFamily.InterNetwork && ClientAddress.Plain(local.Address) is { AddressFamily: AddressFamily.InterNetwork };
        family = v4 ? OverIpv4 : OverIpv6;
        var size = v4 ? 4 : 16;
        (v4 ? peer.Address : peer.Address.MapToIPv6()).TryWriteBytes(to, out _);
        (v4 ? ClientAddress.Plain(local.Address) : local.Address.MapToIPv6()).TryWriteBytes(to[size..], out _);
        BinaryPrimitives.WriteUInt16BigEndian(to[(2 * size)..], (ushort)peer.Port);
        BinaryPrimitives.WriteUInt16BigEndian(to[((2 * size) + 2)..], (ushort)local.Port);
        return (2 * size) + 4;
    }

    private static int WriteSsl(Span<byte> to, TlsFacts tls)
    {
        Span<byte> ssl = stackalloc byte[32];
        ssl.Clear(); // the verification's result is 0: a certificate that failed it came no further than the handshake
        ssl[0] = (byte)(ClientSsl | (tls.CertificateSha256 is null ? 0 : ClientCertificate));
        var length = 5 + WritePart(ssl[5..], TypeSslVersion, tls.Protocol);
        var written = WritePart(to, TypeSsl, ssl[..length]);
        return tls.CertificateSha256 is { } hash ? written + WritePart(to[written..], TypeClientCertificate, hash) : written;
    }

    private static int WritePart(Span<byte> to, byte type, ReadOnlySpan<byte> value)
    {
        to[0] = type;
        BinaryPrimitives.WriteUInt16BigEndian(to[1..], (ushort)value.Length);
        value.CopyTo(to[3..]);
        return 3 + value.Length;
    }
}
