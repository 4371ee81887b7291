using Tollgate.Exchange;
using Tollgate.Routing;
using Tollgate.TestSupport.Grammar;

namespace Tollgate.Tests.Exchange.Replay;

/// <summary>Every client format and every provider format that this build has.</summary>
internal static class TranslatedFormats
{
    public static IReadOnlyList<ChatSurface> Surfaces { get; } = All<ChatSurface>();

    public static IReadOnlyList<ChatUpstream> Upstreams { get; } = All<ChatUpstream>();

    /// <summary>The client format of that dialect.</summary>
    public static ChatSurface? Surface(ClientDialect dialect)
    {
        var format = dialect switch
        {
            ClientDialect.Chat => WireFormat.OpenAiChat,
            ClientDialect.Completions => WireFormat.OpenAiCompletions,
            ClientDialect.Responses => WireFormat.OpenAiResponses,
            ClientDialect.Anthropic => WireFormat.AnthropicMessages,
            _ => WireFormat.GeminiGenerate,
        };
        return Surfaces.FirstOrDefault(surface => surface.Format == format);
    }

    /// <summary>The provider format that a recording is of, by its label.</summary>
    public static ChatUpstream? Upstream(string api)
    {
        var format = api switch
        {
            "openai.responses" => WireFormat.OpenAiResponses,
            "anthropic.messages" => WireFormat.AnthropicMessages,
            "gemini.generateContent" => WireFormat.GeminiGenerate,
            "bedrock.converse" => WireFormat.BedrockConverse,
            "cohere.chat" or "cohere.chat.v2" => WireFormat.CohereChat,
            "ollama.chat" => WireFormat.OllamaChat,
            _ => WireFormat.OpenAiChat,
        };
        return Upstreams.FirstOrDefault(upstream => upstream.Format == format);
    }

    /// <summary>The row of a recording's provider; OpenAI's for those without one.</summary>
    public static ProviderPreset Preset(string provider) =>
        ProviderPresets.All.FirstOrDefault(preset => preset.Kind == provider || preset.Aliases.Contains(provider, StringComparer.Ordinal)) ?? ProviderPresets.All[0];

    /// <summary>Found by their base class, so that a new format is proved without being named here.</summary>
    private static List<T> All<T>() => [.. typeof(T).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(T)) && !type.IsAbstract && type.GetConstructor(Type.EmptyTypes) is not null)
        .Select(type => (T)Activator.CreateInstance(type)!)];
}
