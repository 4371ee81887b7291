using System.Net.Http.Headers;

namespace Tollgate.Host.Remote;

/// <summary>What tells the source which version is known here.</summary>
/// <param name="ETag">The source's own name of it, preferred where there is one.</param>
/// <param name="LastModified">When it was last changed, where that can be relied on.</param>
internal sealed record RemoteTag(EntityTagHeaderValue? ETag, DateTimeOffset? LastModified)
{
    /// <summary>
    /// Times of HTTP are whole seconds: a document that was changed just now may change again within the same one (RFC 9110, 8.8.2.2). The entity
    /// tags of common servers (nginx, Apache) are made of that time and the size, so what holds for the time holds for them.
    /// </summary>
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(2);

    /// <summary>A longer one is not sent back with every look.</summary>
    private const int MaxETagLength = 512;

    /// <summary>Of an answer; null where it has nothing to be recognised by.</summary>
    public static RemoteTag? Of(HttpResponseMessage answer)
    {
        var (changed, now) = (answer.Content.Headers.LastModified, answer.Headers.Date);
        if (changed is not null && now is not null && now - changed < Settled)
        {
            return null;
        }

        // A bare * would be taken for any version.
        var tag = answer.Headers.ETag is { Tag: ['"', ..] and { Length: <= MaxETagLength } } given ? given : null;
        changed = now is null ? null : changed;
        return tag is null && changed is null ? null : new RemoteTag(tag, changed);
    }

    /// <summary>Makes a request conditional.</summary>
    public void Write(HttpRequestHeaders headers)
    {
        if (ETag is not null)
        {
            headers.IfNoneMatch.Add(ETag);
        }

        headers.IfModifiedSince = LastModified;
    }
}
