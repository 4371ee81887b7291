using System.Text;
using Tollgate.Surfaces;

namespace Tollgate.Listening;

/// <summary>Origins whose pages may call the gateway (<c>server.cors_origins</c>).</summary>
internal sealed class CorsOrigins
{
    private readonly byte[][] _origins;
    private readonly bool _any;

    public CorsOrigins(IEnumerable<string> origins)
    {
        _origins = [.. origins.Where(o => o != "*").Select(Encoding.ASCII.GetBytes)];
        _any = origins.Contains("*", StringComparer.Ordinal);
    }

    /// <summary>
    /// Whether pages of other origins may call this path at all. Never an administrator's: with the origin <c>*</c> any page in his browser could
    /// otherwise try keys at a gateway on his own machine, until his address is refused.
    /// </summary>
    public static bool Covers(EndpointKind kind, ReadOnlySpan<byte> path) => kind != EndpointKind.ControlPlane || ControlAccess.IsForUsers(path);

    /// <summary>What the answer names as allowed: the configured bytes, never the client's own; null when it is not allowed.</summary>
    public byte[]? Find(ReadOnlySpan<byte> origin)
    {
        foreach (var allowed in _origins)
        {
            if (origin.SequenceEqual(allowed))
            {
                return allowed;
            }
        }

        return _any ? [(byte)'*'] : null;
    }
}
