using Tollgate.Exchange;
using Tollgate.TestSupport.Grammar;

namespace Tollgate.Fuzz.Targets;

/// <summary>Every client format and every provider format of chats, found by their base class, so that a new one is attacked without being named here.</summary>
internal static class FuzzedFormats
{
    public static IReadOnlyList<ChatSurface> Surfaces { get; } = All<ChatSurface>();

    public static IReadOnlyList<ChatUpstream> Upstreams { get; } = All<ChatUpstream>();

    public static ClientDialect DialectOf(WireFormat format) => format switch
    {
        WireFormat.OpenAiChat => ClientDialect.Chat,
        WireFormat.OpenAiResponses => ClientDialect.Responses,
        WireFormat.OpenAiCompletions => ClientDialect.Completions,
        WireFormat.AnthropicMessages => ClientDialect.Anthropic,
        _ => ClientDialect.Gemini,
    };

    private static List<T> All<T>() => [.. typeof(T).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(T)) && !type.IsAbstract && type.GetConstructor(Type.EmptyTypes) is not null)
        .OrderBy(type => type.Name, StringComparer.Ordinal)
        .Select(type => (T)Activator.CreateInstance(type)!)];
}
