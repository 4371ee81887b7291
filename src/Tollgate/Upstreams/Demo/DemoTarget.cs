using System.Text;

namespace Tollgate.Upstreams.Demo;

/// <summary>What a path asks for. It is read from its end, so that any prefix, version or deployment may stand before it.</summary>
/// <param name="Endpoint">What is asked.</param>
/// <param name="Id">The object of a path like <c>/files/ID</c>, or the model of a Gemini path; empty without one.</param>
/// <param name="Action">What stands behind the id, such as <c>content</c>; empty without one.</param>
internal readonly record struct DemoTarget(DemoEndpoint Endpoint, string Id = "", string Action = "")
{
    /// <summary>Of a path without its query.</summary>
    public static DemoTarget Of(ReadOnlySpan<byte> path)
    {
        var last = path.LastIndexOf((byte)'/');
        if (last < 0)
        {
            return default;
        }

        var name = path[(last + 1)..];
        var parent = path[..last];
        var plain = Plain(name, parent);
        if (plain != DemoEndpoint.Unknown)
        {
            return new DemoTarget(plain);
        }

        if (Collection(Last(parent)) is var collection and not DemoEndpoint.Unknown)
        {
            return collection == DemoEndpoint.Models && name.Contains((byte)':') ? Gemini(name) : new DemoTarget(collection, Text(name));
        }

        var grand = parent[..Math.Max(0, parent.LastIndexOf((byte)'/'))];
        return Collection(Last(grand)) is var owner and not DemoEndpoint.Unknown
            ? new DemoTarget(owner, Text(Last(parent)), Text(name))
            : default;
    }

    private static DemoEndpoint Plain(ReadOnlySpan<byte> name, ReadOnlySpan<byte> parent) => name switch
    {
        _ when name.SequenceEqual("completions"u8) => parent.EndsWith("/chat"u8) ? DemoEndpoint.Chat : DemoEndpoint.Completions,
        _ when name.SequenceEqual("embeddings"u8) => DemoEndpoint.Embeddings,
        _ when name.SequenceEqual("messages"u8) && parent.IndexOf("/threads/"u8) < 0 => DemoEndpoint.Messages,
        _ when name.SequenceEqual("count_tokens"u8) => DemoEndpoint.CountTokens,
        _ when name.SequenceEqual("moderations"u8) => DemoEndpoint.Moderations,
        _ when name.SequenceEqual("health"u8) => DemoEndpoint.Health,
        _ when parent.EndsWith("/audio"u8) => name.SequenceEqual("speech"u8) ? DemoEndpoint.Speech
            : name.SequenceEqual("transcriptions"u8) || name.SequenceEqual("translations"u8) ? DemoEndpoint.Transcriptions
            : DemoEndpoint.Unknown,
        _ when parent.EndsWith("/images"u8) => DemoEndpoint.Images,
        _ => Collection(name),
    };

    private static DemoEndpoint Collection(ReadOnlySpan<byte> name) => name switch
    {
        _ when name.SequenceEqual("responses"u8) => DemoEndpoint.Responses,
        _ when name.SequenceEqual("models"u8) => DemoEndpoint.Models,
        _ when name.SequenceEqual("files"u8) => DemoEndpoint.Files,
        _ => DemoEndpoint.Unknown,
    };

    private static DemoTarget Gemini(ReadOnlySpan<byte> name)
    {
        var colon = name.LastIndexOf((byte)':');
        var method = name[(colon + 1)..];
        var endpoint = method.SequenceEqual("generateContent"u8) ? DemoEndpoint.Generate
            : method.SequenceEqual("streamGenerateContent"u8) ? DemoEndpoint.GenerateStream
            : method.SequenceEqual("countTokens"u8) ? DemoEndpoint.CountTokens
            : DemoEndpoint.Unknown;
        return new DemoTarget(endpoint, Text(name[..colon]), Text(method));
    }

    private static ReadOnlySpan<byte> Last(ReadOnlySpan<byte> path) => path[(path.LastIndexOf((byte)'/') + 1)..];

    private static string Text(ReadOnlySpan<byte> ascii) => Encoding.ASCII.GetString(ascii);
}
