using System.Net;

namespace Tollgate.Listening;

/// <summary>What a connection's listener says about it.</summary>
/// <param name="EndPoint">Where it listens; no address for the engine's internal one.</param>
/// <param name="Tls">Connections begin with a TLS handshake.</param>
/// <param name="IsAdmin">One of <c>server.admin_urls</c>.</param>
/// <param name="IsInternal">The Unix socket that the control plane sends data-plane requests to: what they say about their client is believed.</param>
internal sealed record ListenerFacts(IPEndPoint EndPoint, bool Tls = false, bool IsAdmin = false, bool IsInternal = false)
{
    /// <summary>Only this machine reaches it.</summary>
    public bool IsLoopback { get; } = IPAddress.IsLoopback(EndPoint.Address);

    /// <summary>As the control plane reads it: <c>loopback</c> or <c>public</c>, and <c>,admin</c> behind it.</summary>
    public byte[] Name => (IsLoopback, IsAdmin) switch
    {
        (true, true) => LoopbackAdmin,
        (true, false) => Loopback,
        (false, true) => PublicAdmin,
        _ => Public,
    };

    private static readonly byte[] Loopback = [.. "loopback"u8];
    private static readonly byte[] LoopbackAdmin = [.. "loopback,admin"u8];
    private static readonly byte[] Public = [.. "public"u8];
    private static readonly byte[] PublicAdmin = [.. "public,admin"u8];
}
