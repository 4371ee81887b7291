using Tollgate.Configuration;
using Tollgate.Faults;

namespace Tollgate.Listening;

/// <summary>On which listeners the control plane's paths are served.</summary>
internal static class ControlAccess
{
    /// <summary>Paths that users need wherever they reach the gateway: each by itself or followed by a slash.</summary>
    private static readonly byte[][] ForUsers =
    [
        [.. "/v1/register"u8], [.. "/v1/checkout"u8], [.. "/v1/balance"u8], [.. "/v1/user"u8], [.. "/v1/auth"u8],
        [.. "/webhooks"u8], [.. "/register"u8], [.. "/docs"u8], [.. "/openapi.json"u8],
    ];

    /// <summary>Whether administrators' paths are served on a listener.</summary>
    public static ControlVerdict Of(ListenerFacts listener, GatewayConfig config) =>
        listener.IsAdmin ? ControlVerdict.Served
        : config.Server.AdminUrls.Count > 0 ? ControlVerdict.Elsewhere
        : listener.IsLoopback || config.Auth.AdminKey is { Length: > 0 } ? ControlVerdict.Served
        : ControlVerdict.Unguarded;

    /// <summary>What a request of the control plane is refused with; none where it is served.</summary>
    public static GatewayFault Check(ControlVerdict verdict, ReadOnlySpan<byte> path) => verdict switch
    {
        ControlVerdict.Served => default,
        _ when IsForUsers(path) => default,
        ControlVerdict.Elsewhere => FaultCode.NotFound,
        _ => new GatewayFault(
            FaultCode.Forbidden,
            "Administration is not served on this address: set auth.admin_key (TOLLGATE_ADMIN_KEY), or give it an address of its own in server.admin_urls."),
    };

    /// <summary>Whether a path of the control plane is one that users need.</summary>
    public static bool IsForUsers(ReadOnlySpan<byte> path)
    {
        foreach (var root in ForUsers)
        {
            if (path.StartsWith(root) && (path.Length == root.Length || path[root.Length] == (byte)'/'))
            {
                return true;
            }
        }

        return false;
    }
}
