using Tollgate.TestSupport;
using Taken = Tollgate.TestSupport.Recording;

namespace Tollgate.WireTests.RealTraffic;

/// <summary>A recorded exchange as a client of the gateway makes it: the provider's base path gives way to the gateway's.</summary>
internal sealed record RecordedCall(Taken Recording, string Dialect, string Base, string Target)
{
    public const string OpenAi = "openai";
    public const string Anthropic = "anthropic";
    public const string Gemini = "gemini";

    /// <summary>What comes behind the base URL of an OpenAI-compatible provider.</summary>
    private static readonly string[] Endings =
        ["/chat/completions", "/completions", "/embeddings", "/responses", "/models", "/batches", "/moderations", "/audio/speech", "/audio/transcriptions"];

    private static readonly string[] Credentials = ["authorization", "x-api-key", "api-key", "x-goog-api-key"];

    private static readonly string[] Hop = ["host", "content-length", "transfer-encoding", "connection", "te"];

    /// <summary>Name of the provider that stands for the recorded one's base URL.</summary>
    public string Provider => Base.Length == 0 ? Dialect : Dialect + Base.Replace('/', '-').Replace('.', '-');

    /// <summary>The path without its query, as the gateway sees it.</summary>
    public string Path => Target.Split('?', 2)[0];

    /// <summary>Its body is read and its answer metered.</summary>
    public bool IsUnderstood => Recording.Method == "POST"
        && (Path is "/v1/chat/completions" or "/v1/completions" or "/v1/embeddings" or "/v1/responses" or "/v1/messages" or "/v1/messages/count_tokens"
            || Path.EndsWith("enerateContent", StringComparison.Ordinal) || Path.EndsWith(":countTokens", StringComparison.Ordinal)
            || Path.EndsWith(":embedContent", StringComparison.Ordinal));

    /// <summary>All recordings of the three dialects; the rest is for translation.</summary>
    public static IReadOnlyList<RecordedCall> All { get; } = [.. Recordings.All().Select(From).OfType<RecordedCall>()];

    /// <summary>The request's headers, recorded ones with the gateway's key in place of the provider's.</summary>
    public IEnumerable<string> Headers(string key)
    {
        var hasKey = false;
        foreach (var (name, value) in Recording.RequestHeaders)
        {
            if (Credentials.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                hasKey = true;
                yield return $"{name}: {(name.Equals("authorization", StringComparison.OrdinalIgnoreCase) ? "Bearer " : "")}{key}";
            }
            else if (!Hop.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                yield return $"{name}: {value}";
            }
        }

        if (!hasKey)
        {
            yield return "authorization: Bearer " + key;
        }
    }

    public override string ToString() => Recording.File;

    private static RecordedCall? From(Taken recording)
    {
        var query = recording.Path.IndexOf('?', StringComparison.Ordinal);
        var path = query < 0 ? recording.Path : recording.Path[..query];
        var rest = recording.Path[path.Length..];
        if (recording.Api.StartsWith("anthropic.", StringComparison.Ordinal) && path.StartsWith("/v1/", StringComparison.Ordinal))
        {
            return new RecordedCall(recording, Anthropic, "", recording.Path);
        }

        if (recording.Api.StartsWith("gemini.", StringComparison.Ordinal) && path.StartsWith("/v1beta/", StringComparison.Ordinal))
        {
            return new RecordedCall(recording, Gemini, "", recording.Path);
        }

        return recording.Api.StartsWith("openai.", StringComparison.Ordinal)
            && Array.Find(Endings, ending => path.EndsWith(ending, StringComparison.Ordinal)) is { } known
            ? new RecordedCall(recording, OpenAi, path[..^known.Length], "/v1" + known + rest)
            : null;
    }
}
