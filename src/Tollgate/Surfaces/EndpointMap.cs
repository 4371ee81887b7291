using Tollgate.Exchange;
using Tollgate.Http1;

namespace Tollgate.Surfaces;

/// <summary>Tells from method and path what a request is. Paths are matched as they stand: nothing is decoded or folded.</summary>
internal static class EndpointMap
{
    /// <summary>Second segments under <c>/v1</c> that belong to the control plane.</summary>
    private static readonly byte[][] ControlSegments =
        [[.. "admin"u8], [.. "auth"u8], [.. "register"u8], [.. "checkout"u8], [.. "balance"u8], [.. "user"u8]];

    /// <summary>First segments that belong to the control plane.</summary>
    private static readonly byte[][] ControlRoots =
        [[.. "api"u8], [.. "webhooks"u8], [.. "docs"u8], [.. "openapi.json"u8], [.. "register"u8], [.. "console"u8]];

    public static Endpoint Find(HttpVerb verb, ReadOnlySpan<byte> path)
    {
        if (path.StartsWith("/v1/"u8))
        {
            return FindV1(verb, path, path[4..]);
        }

        if (path.StartsWith("/v1beta/"u8))
        {
            return FindGemini(verb, path, "/v1beta/".Length);
        }

        if (verb == HttpVerb.Post && path.SequenceEqual("/v2/rerank"u8))
        {
            return new Endpoint(EndpointKind.Understood, Dialect.OpenAi, SurfaceNames.Rerank, Format: WireFormat.CohereRerank);
        }

        if (path.StartsWith("/raw/"u8))
        {
            var slash = path[5..].IndexOf((byte)'/');
            var end = slash < 0 ? path.Length : 5 + slash;
            return new Endpoint(EndpointKind.Raw, Dialect.None, SurfaceNames.Raw, Tail: new Slice(end, path.Length - end));
        }

        return LiveEndpoint.Takes(verb, path)
            ? new Endpoint(EndpointKind.Forwarded, Dialect.Gemini, SurfaceNames.Live)
            : FindOperations(path);
    }

    private static Endpoint FindV1(HttpVerb verb, ReadOnlySpan<byte> path, ReadOnlySpan<byte> rest)
    {
        if (verb == HttpVerb.Post)
        {
            if (rest.SequenceEqual("chat/completions"u8))
            {
                return new Endpoint(EndpointKind.Understood, Dialect.OpenAi, SurfaceNames.Chat, EndpointShape.ChatCompletions, Format: WireFormat.OpenAiChat);
            }

            if (rest.SequenceEqual("responses"u8))
            {
                return new Endpoint(EndpointKind.Understood, Dialect.OpenAi, SurfaceNames.Responses, EndpointShape.Responses, Format: WireFormat.OpenAiResponses);
            }

            if (rest.SequenceEqual("embeddings"u8))
            {
                return new Endpoint(EndpointKind.Understood, Dialect.OpenAi, SurfaceNames.Embeddings, EndpointShape.Embeddings, Format: WireFormat.OpenAiEmbeddings);
            }

            if (rest.SequenceEqual("completions"u8))
            {
                return new Endpoint(EndpointKind.Understood, Dialect.OpenAi, SurfaceNames.Completions, EndpointShape.Completions, Format: WireFormat.OpenAiCompletions);
            }

            if (rest.SequenceEqual("rerank"u8))
            {
                return new Endpoint(EndpointKind.Understood, Dialect.OpenAi, SurfaceNames.Rerank, Format: WireFormat.JinaRerank);
            }

            if (rest.SequenceEqual("images/generations"u8))
            {
                return Media(path, WireFormat.OpenAiImages);
            }

            if (rest.SequenceEqual("audio/speech"u8))
            {
                return Media(path, WireFormat.OpenAiSpeech);
            }

            if (rest.SequenceEqual("audio/transcriptions"u8))
            {
                return Media(path, WireFormat.OpenAiTranscriptions);
            }

            if (rest.SequenceEqual("audio/translations"u8))
            {
                return Media(path, WireFormat.OpenAiTranslations);
            }

            if (rest.SequenceEqual("messages"u8))
            {
                return new Endpoint(EndpointKind.Understood, Dialect.Anthropic, SurfaceNames.Messages, EndpointShape.AnthropicMessages, Format: WireFormat.AnthropicMessages);
            }

            if (rest.SequenceEqual("messages/count_tokens"u8))
            {
                return new Endpoint(EndpointKind.Understood, Dialect.Anthropic, SurfaceNames.CountTokens, EndpointShape.AnthropicMessages, Format: WireFormat.AnthropicCount);
            }
        }

        if (verb == HttpVerb.Post && rest.StartsWith("models/"u8))
        {
            // Google's newer SDKs say /v1 where older ones say /v1beta; OpenAI has no such call.
            return FindGemini(verb, path, "/v1/".Length);
        }

        if (verb is HttpVerb.Get or HttpVerb.Head)
        {
            if (rest.SequenceEqual("models"u8))
            {
                return new Endpoint(EndpointKind.Models, Dialect.OpenAi, SurfaceNames.Models);
            }

            if (rest.StartsWith("models/"u8))
            {
                return new Endpoint(EndpointKind.Model, Dialect.OpenAi, SurfaceNames.Models, Tail: new Slice(11, path.Length - 11));
            }

            if (rest.SequenceEqual("health"u8))
            {
                return new Endpoint(EndpointKind.HealthV1, Dialect.OpenAi, SurfaceNames.Operations);
            }
        }

        if (rest.IsEmpty)
        {
            return new Endpoint(EndpointKind.Unknown, Dialect.OpenAi, SurfaceNames.Unknown);
        }

        if (StartsWithSegment(rest, ControlSegments))
        {
            return new Endpoint(EndpointKind.ControlPlane, Dialect.OpenAi, SurfaceNames.Operations);
        }

        var dialect = rest.StartsWith("messages"u8) ? Dialect.Anthropic : Dialect.OpenAi;
        return new Endpoint(EndpointKind.Forwarded, dialect, SurfaceNames.Forwarded, Tail: new Slice(4, path.Length - 4));
    }

    /// <summary>Forwarded as the other calls of OpenAI's are that nobody reads, but for providers that want it said otherwise.</summary>
    private static Endpoint Media(ReadOnlySpan<byte> path, WireFormat format) =>
        new(EndpointKind.Forwarded, Dialect.OpenAi, SurfaceNames.Forwarded, Tail: new Slice(4, path.Length - 4), Format: format);

    /// <summary>Google's calls.</summary>
    /// <param name="verb">The method.</param>
    /// <param name="path">The whole path.</param>
    /// <param name="version">Length of the version that it begins with, slashes included.</param>
    private static Endpoint FindGemini(HttpVerb verb, ReadOnlySpan<byte> path, int version)
    {
        if (verb == HttpVerb.Post && path[version..].StartsWith("models/"u8))
        {
            var from = version + "models/".Length;
            var colon = path.LastIndexOf((byte)':');
            if (colon > from)
            {
                var action = path[(colon + 1)..];
                var model = new Slice(from, colon - from);
                if (action.SequenceEqual("generateContent"u8) || action.SequenceEqual("countTokens"u8) || action.SequenceEqual("embedContent"u8)
                    || action.SequenceEqual("batchEmbedContents"u8))
                {
                    return new Endpoint(EndpointKind.Understood, Dialect.Gemini, SurfaceNames.GenerateContent, ShapeOf(action), model, Format: FormatOf(action));
                }

                if (action.SequenceEqual("streamGenerateContent"u8))
                {
                    return new Endpoint(
                        EndpointKind.Understood, Dialect.Gemini, SurfaceNames.GenerateContent, EndpointShape.Gemini, model, Streams: true,
                        Format: WireFormat.GeminiGenerate);
                }
            }
        }

        if (verb is HttpVerb.Get or HttpVerb.Head && FindGeminiList(path, version) is { } list)
        {
            return list;
        }

        return new Endpoint(EndpointKind.Forwarded, Dialect.Gemini, SurfaceNames.Forwarded, Tail: new Slice(version, path.Length - version));
    }

    /// <summary>The list of models, or one of them. What a model owns, such as its operations, is the provider's.</summary>
    private static Endpoint? FindGeminiList(ReadOnlySpan<byte> path, int version)
    {
        var rest = path[version..];
        if (rest.SequenceEqual("models"u8))
        {
            return new Endpoint(EndpointKind.Models, Dialect.Gemini, SurfaceNames.Models);
        }

        var from = version + "models/".Length;
        return rest.StartsWith("models/"u8) && rest.Length > "models/".Length && rest.IndexOf("/operations"u8) < 0
            ? new Endpoint(EndpointKind.Model, Dialect.Gemini, SurfaceNames.Models, Tail: new Slice(from, path.Length - from))
            : null;
    }

    private static EndpointShape ShapeOf(ReadOnlySpan<byte> action) =>
        action.SequenceEqual("generateContent"u8) ? EndpointShape.Gemini : EndpointShape.AnyWithModel;

    private static WireFormat FormatOf(ReadOnlySpan<byte> action) =>
        action.SequenceEqual("generateContent"u8) ? WireFormat.GeminiGenerate
        : action.SequenceEqual("countTokens"u8) ? WireFormat.GeminiCount
        : WireFormat.GeminiEmbed;

    private static Endpoint FindOperations(ReadOnlySpan<byte> path)
    {
        var kind = EndpointKind.Unknown;
        if (path.SequenceEqual("/health"u8))
        {
            kind = EndpointKind.Health;
        }
        else if (path.SequenceEqual("/health/live"u8))
        {
            kind = EndpointKind.Live;
        }
        else if (path.SequenceEqual("/health/ready"u8))
        {
            kind = EndpointKind.Ready;
        }
        else if (path.SequenceEqual("/metrics"u8))
        {
            kind = EndpointKind.Metrics;
        }
        else if (path.SequenceEqual("/"u8) || (path.Length > 1 && StartsWithSegment(path[1..], ControlRoots)))
        {
            kind = EndpointKind.ControlPlane;
        }

        var name = kind == EndpointKind.Unknown ? SurfaceNames.Unknown : SurfaceNames.Operations;
        return new Endpoint(kind, Dialect.OpenAi, name);
    }

    private static bool StartsWithSegment(ReadOnlySpan<byte> path, byte[][] segments)
    {
        var end = path.IndexOf((byte)'/');
        var first = end < 0 ? path : path[..end];
        foreach (var segment in segments)
        {
            if (first.SequenceEqual(segment))
            {
                return true;
            }
        }

        return false;
    }
}
