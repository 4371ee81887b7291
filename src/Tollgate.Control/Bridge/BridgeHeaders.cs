namespace Tollgate.Control.Bridge;

/// <summary>Header lines by which engine and control plane tell each other whose request it is. Neither lets a client's own of these names pass.</summary>
internal static class BridgeHeaders
{
    public const string Peer = "x-tollgate-peer";
    public const string Tls = "x-tollgate-tls";
    public const string ClientCertificate = "x-tollgate-client-cert";
    public const string Listener = "x-tollgate-listener";

    /// <summary>Marks a question about a request, which is then not served. Its value is the name of the key in base64, empty for none.</summary>
    public const string Explain = "x-tollgate-explain";

    public const string RequestId = "x-request-id";

    /// <summary>Those that never come from a client.</summary>
    public static readonly IReadOnlyList<string> All = [Peer, Tls, ClientCertificate, Listener, Explain];
}
