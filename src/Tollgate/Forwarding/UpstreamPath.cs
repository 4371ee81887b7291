using Tollgate.Exchange;
using Tollgate.Loops;
using Tollgate.Routing;
using Tollgate.Surfaces;

namespace Tollgate.Forwarding;

/// <summary>
/// Where a provider takes a request of a format: path and query, as they stand in the request line. The one place that knows, for requests that
/// are passed through and for those that are translated.
/// </summary>
internal static class UpstreamPath
{
    private static ReadOnlySpan<byte> Hex => "0123456789ABCDEF"u8;

    /// <summary>Writes path and query.</summary>
    /// <param name="bytes">Where to.</param>
    /// <param name="provider">Whose path.</param>
    /// <param name="format">What the body is; one that the provider speaks.</param>
    /// <param name="model">The provider's name of the model.</param>
    /// <param name="stream">The answer shall come as a stream.</param>
    public static void Write(SendBuffer bytes, Provider provider, WireFormat format, string model, bool stream)
    {
        switch (format)
        {
            case WireFormat.GeminiGenerate:
                WriteGoogleModel(bytes, provider, model);
                bytes.Write(stream ? ":streamGenerateContent?alt=sse"u8 : ":generateContent"u8);
                return;
            case WireFormat.GeminiCount:
                WriteGoogleModel(bytes, provider, model);
                bytes.Write(":countTokens"u8);
                return;
            case WireFormat.GeminiEmbed:
                WriteGoogleModel(bytes, provider, model);

                // Vertex AI has no batches.
                bytes.Write(provider.Preset.Layout == PathLayout.Vertex ? ":embedContent"u8 : ":batchEmbedContents"u8);
                return;
            case WireFormat.GeminiImages:
                WriteGoogleModel(bytes, provider, model);
                bytes.Write(GoogleModels.IsImagen(model) ? ":predict"u8 : ":generateContent"u8);
                return;
            case WireFormat.GeminiSpeech or WireFormat.GeminiTranscripts:
                WriteGoogleModel(bytes, provider, model);
                bytes.Write(":generateContent"u8);
                return;
            case WireFormat.AnthropicMessages or WireFormat.AnthropicCount:
                WriteAnthropic(bytes, provider, format, model, stream);
                return;
            case WireFormat.BedrockConverse:
                WriteBedrockModel(bytes, provider, model);
                bytes.Write(stream ? "/converse-stream"u8 : "/converse"u8);
                return;
            case WireFormat.BedrockEmbed:
                WriteBedrockModel(bytes, provider, model);
                bytes.Write("/invoke"u8);
                return;
            case WireFormat.CohereChat or WireFormat.CohereEmbed or WireFormat.CohereRerank or WireFormat.OllamaChat or WireFormat.OllamaEmbed:
                bytes.Write(provider.Paths.Base);
                bytes.Write(Own(format));
                return;
            default:
                WriteOpenAi(bytes, provider, model, Own(format));
                WriteVersion(bytes, provider);
                return;
        }
    }

    /// <summary>Writes the path of a call of OpenAI's API.</summary>
    /// <param name="bytes">Where to.</param>
    /// <param name="provider">Whose path.</param>
    /// <param name="model">The provider's name of the model; null where the call names none.</param>
    /// <param name="rest">The path behind <c>/v1</c>.</param>
    public static void WriteOpenAi(SendBuffer bytes, Provider provider, string? model, ReadOnlySpan<byte> rest)
    {
        if (provider.Preset.Layout == PathLayout.Vertex)
        {
            bytes.Write(provider.Origin.PathPrefix);
            bytes.Write(provider.Paths.Project);
            bytes.Write("/endpoints/openapi"u8);
            bytes.Write(rest);
            return;
        }

        bytes.Write(provider.Paths.OpenAi);
        if (model is not null && provider.Paths.NameDeployment && IsOfDeployment(rest))
        {
            bytes.Write("/deployments/"u8);
            WriteEscaped(bytes, model, keepSlashes: false);
        }

        bytes.Write(rest);
    }

    /// <summary>Writes the version that Azure wants in the query, as the first of its parts. False where it wants none.</summary>
    public static bool WriteVersion(SendBuffer bytes, Provider provider)
    {
        if (provider.Paths.ApiVersion is not { } version)
        {
            return false;
        }

        bytes.Write("?api-version="u8);
        bytes.Write(version);
        return true;
    }

    /// <summary>Writes what the paths of Google's API begin with.</summary>
    public static void WriteGoogleStart(SendBuffer bytes, Provider provider)
    {
        bytes.Write(provider.Origin.PathPrefix);
        if (provider.Preset.Layout == PathLayout.Vertex)
        {
            bytes.Write(provider.Paths.Project);
            bytes.Write("/publishers/google"u8);
        }
    }

    /// <summary>Writes the path of a model of Google's API, up to the colon before the call.</summary>
    public static void WriteGoogleModel(SendBuffer bytes, Provider provider, string model)
    {
        WriteGoogleStart(bytes, provider);

        // Its own slashes stay: they part a publisher or a collection from the model.
        bytes.Write(model.StartsWith("tunedModels/", StringComparison.Ordinal) ? "/"u8 : "/models/"u8);
        WriteEscaped(bytes, model.StartsWith("models/", StringComparison.Ordinal) ? model.AsSpan("models/".Length) : model, keepSlashes: true);
    }

    /// <summary>
    /// Writes the path of a Live session, in the client's version of the API where it asked the same kind of provider. The credential is an account's
    /// and not a short-lived token, so that the call is the one for accounts, whichever the client made.
    /// </summary>
    public static void WriteLive(SendBuffer bytes, Provider provider, ReadOnlySpan<byte> asked)
    {
        bytes.Write(provider.Paths.Base);
        if (provider.Preset.Layout == PathLayout.Vertex)
        {
            var version = LiveEndpoint.CloudVersion(asked);
            bytes.Write("/ws/google.cloud.aiplatform."u8);
            bytes.Write(version.IsEmpty ? "v1beta1"u8 : version);
            bytes.Write(".LlmBidiService/BidiGenerateContent"u8);
            return;
        }

        var studio = LiveEndpoint.StudioVersion(asked);
        bytes.Write("/ws/google.ai.generativelanguage."u8);
        bytes.Write(studio.IsEmpty ? "v1beta"u8 : studio);
        bytes.Write(".GenerativeService.BidiGenerateContent"u8);
    }

    /// <summary>Writes text as one part of a path, or as several where its slashes are kept.</summary>
    public static void WriteEscaped(SendBuffer bytes, ReadOnlySpan<char> text, bool keepSlashes)
    {
        const int LongestRune = 4;
        Span<byte> utf8 = stackalloc byte[LongestRune];
        foreach (var rune in text.EnumerateRunes())
        {
            var length = rune.EncodeToUtf8(utf8);
            if (length == 1 && (IsUnreserved(utf8[0]) || (keepSlashes && utf8[0] == '/')))
            {
                bytes.Write(utf8[..1]);
                continue;
            }

            foreach (var one in utf8[..length])
            {
                bytes.Write([(byte)'%', Hex[one >> 4], Hex[one & 15]]);
            }
        }
    }

    /// <summary>RFC 3986's unreserved characters, which are the only ones that Amazon's signature leaves as they are.</summary>
    internal static bool IsUnreserved(byte c) =>
        c is (>= (byte)'a' and <= (byte)'z') or (>= (byte)'A' and <= (byte)'Z') or (>= (byte)'0' and <= (byte)'9')
            or (byte)'-' or (byte)'.' or (byte)'_' or (byte)'~';

    private static void WriteAnthropic(SendBuffer bytes, Provider provider, WireFormat format, string model, bool stream)
    {
        var counts = format == WireFormat.AnthropicCount;
        if (provider.Preset.Layout != PathLayout.Vertex)
        {
            bytes.Write(provider.Paths.Anthropic);
            bytes.Write(counts ? "/messages/count_tokens"u8 : "/messages"u8);
            return;
        }

        bytes.Write(provider.Origin.PathPrefix);
        bytes.Write(provider.Paths.Project);
        bytes.Write("/publishers/anthropic/models/"u8);
        if (counts)
        {
            bytes.Write("count-tokens"u8); // which model is in the body then
        }
        else
        {
            WriteEscaped(bytes, model, keepSlashes: false);
        }

        bytes.Write(stream && !counts ? ":streamRawPredict"u8 : ":rawPredict"u8);
    }

    private static void WriteBedrockModel(SendBuffer bytes, Provider provider, string model)
    {
        bytes.Write(provider.Origin.PathPrefix);
        bytes.Write("/model/"u8);
        WriteEscaped(bytes, model, keepSlashes: false);
    }

    /// <summary>Azure's other calls are made to the resource, and name the deployment in the body.</summary>
    private static bool IsOfDeployment(ReadOnlySpan<byte> rest) =>
        rest.SequenceEqual("/chat/completions"u8) || rest.SequenceEqual("/completions"u8) || rest.SequenceEqual("/embeddings"u8)
        || rest.StartsWith("/audio/"u8) || rest.StartsWith("/images/"u8);

    private static ReadOnlySpan<byte> Own(WireFormat format) => format switch
    {
        WireFormat.OpenAiChat => "/chat/completions"u8,
        WireFormat.OpenAiResponses => "/responses"u8,
        WireFormat.OpenAiCompletions => "/completions"u8,
        WireFormat.OpenAiEmbeddings => "/embeddings"u8,
        WireFormat.JinaRerank => "/rerank"u8,
        WireFormat.OpenAiImages => "/images/generations"u8,
        WireFormat.OpenAiSpeech => "/audio/speech"u8,
        WireFormat.OpenAiTranscriptions => "/audio/transcriptions"u8,
        WireFormat.OpenAiTranslations => "/audio/translations"u8,
        WireFormat.CohereChat => "/v2/chat"u8,
        WireFormat.CohereEmbed => "/v2/embed"u8,
        WireFormat.CohereRerank => "/v2/rerank"u8,
        WireFormat.OllamaChat => "/api/chat"u8,
        WireFormat.OllamaEmbed => "/api/embed"u8,
        _ => default,
    };
}
