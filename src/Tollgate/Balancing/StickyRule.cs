using System.Text;
using Tollgate.Configuration;

namespace Tollgate.Balancing;

/// <summary>How a route's requests stay together, compiled.</summary>
internal sealed class StickyRule(StickySource by, TimeSpan ttl, int prefixBytes, string route)
{
    private readonly byte[] _header = Encoding.UTF8.GetBytes(by.Header ?? "");
    private readonly ulong _salt = StickyHash.Of(Encoding.UTF8.GetBytes(route));

    /// <summary>How long the target that answered last is preferred, in milliseconds; 0 for not at all.</summary>
    public long TtlMs { get; } = (long)ttl.TotalMilliseconds;

    /// <summary>The key of a request; 0 where it has none.</summary>
    public ulong KeyOf(Listening.RequestContext request) => StickyKey.Of(request, by.Kind, _header, _salt, prefixBytes);
}
