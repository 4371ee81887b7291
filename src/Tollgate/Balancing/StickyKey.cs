using System.Text;
using Tollgate.Configuration;
using Tollgate.Json;
using Tollgate.Listening;

namespace Tollgate.Balancing;

/// <summary>Finds what a request has in common with others, as a hash; 0 where it has nothing.</summary>
internal static class StickyKey
{
    /// <summary>Headers that clients name their session by (our own, then those that coding agents and chat programs send).</summary>
    private static readonly byte[][] SessionHeaders =
        [[.. "x-tollgate-session"u8], [.. "session-id"u8], [.. "x-session-id"u8], [.. "x-conversation-id"u8]];

    /// <summary>The key of a request.</summary>
    /// <param name="request">With its body.</param>
    /// <param name="source">Where to look.</param>
    /// <param name="header">The name of the source's header, in lower case; empty for none.</param>
    /// <param name="salt">Of the route: the same conversation with another model is another one.</param>
    /// <param name="prefixBytes">How much of a prompt is its beginning.</param>
    public static ulong Of(RequestContext request, StickyKind source, ReadOnlySpan<byte> header, ulong salt, int prefixBytes)
    {
        var key = source switch
        {
            StickyKind.Conversation => ConversationOf(request, salt),
            StickyKind.User => UserOf(request, salt),
            StickyKind.Key => request.Caller is { } caller ? StickyHash.Of(caller.NameUtf8, salt) : 0UL,
            StickyKind.Header => OfText(HeaderOf(request, header), salt),
            _ => 0UL,
        };
        return key == 0 && source is StickyKind.Conversation or StickyKind.Prefix ? PromptPrefix.HashOf(request, prefixBytes, salt) : key;
    }

    private static ulong ConversationOf(RequestContext request, ulong salt)
    {
        var fields = request.Fields;
        if (fields.Session.Exists)
        {
            return OfText(fields.Session.Of(request.Body.Bytes), salt);
        }

        foreach (var name in SessionHeaders)
        {
            if (OfText(HeaderOf(request, name), salt) is not 0 and var key)
            {
                return key;
            }
        }

        // Anthropic's own programs name user and session in one text.
        return OfText(Member(request, fields.Metadata, "session_id"u8), salt) is not 0 and var session ? session
            : Member(request, fields.Metadata, "user_id"u8) is var user && user.IndexOf("session"u8) >= 0 ? OfText(user, salt) : 0;
    }

    private static ulong UserOf(RequestContext request, ulong salt)
    {
        var fields = request.Fields;
        var named = fields.User.Exists ? fields.User.Of(request.Body.Bytes) : Member(request, fields.Metadata, "user_id"u8);
        if (OfText(named, salt) is not 0 and var key)
        {
            return key;
        }

        return request.Caller is { } caller ? StickyHash.Of(caller.UserUtf8.Length > 0 ? caller.UserUtf8 : caller.NameUtf8, salt) : 0;
    }

    private static ulong OfText(ReadOnlySpan<byte> text, ulong salt) => text.Length == 0 || text.SequenceEqual("\"\""u8) ? 0 : StickyHash.Of(text, salt);

    private static ReadOnlySpan<byte> HeaderOf(RequestContext request, ReadOnlySpan<byte> name)
    {
        var head = request.Head;
        var bytes = request.Client.In.Unread;
        for (var i = 0; i < head.FieldCount; i++)
        {
            ref readonly var field = ref head.FieldAt(i);
            if (field.Name.Length == name.Length && Ascii.EqualsIgnoreCase(field.Name.Of(bytes), name))
            {
                return field.Value.Of(bytes);
            }
        }

        return default;
    }

    /// <summary>A member of an object in the body that the scan has found valid; empty where there is none.</summary>
    private static ReadOnlySpan<byte> Member(RequestContext request, JsonRange range, ReadOnlySpan<byte> name)
    {
        var json = range.Exists ? range.Of(request.Body.Bytes) : default;
        var scan = new JsonScan(json);
        if (json is not [(byte)'{', ..] || !scan.TryEnterObject())
        {
            return default;
        }

        do
        {
            if (!scan.TryReadKey(out var key))
            {
                return default;
            }

            var start = scan.Position;
            if (!scan.SkipValue(1))
            {
                return default;
            }

            if (key.SequenceEqual(name))
            {
                return json[start..scan.Position];
            }
        }
        while (scan.TryNextMember());
        return default;
    }
}
