using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Tollgate.Routing;
using Tollgate.Surfaces;

namespace Tollgate.Streaming;

/// <summary>All formats that are translated: what clients speak, and what providers speak. Every pair of one operation works.</summary>
internal sealed class FormatTable
{
    private readonly Dictionary<WireFormat, ChatSurface> _surfaces;
    private readonly Dictionary<WireFormat, ChatUpstream> _upstreams;

    public FormatTable(IEnumerable<ChatSurface> surfaces, IEnumerable<ChatUpstream> upstreams)
    {
        _surfaces = surfaces.ToDictionary(s => s.Format);
        _upstreams = upstreams.ToDictionary(u => u.Format);
    }

    /// <summary>Those of this build.</summary>
    public static FormatTable Default { get; } = new([], []);

    /// <summary>The provider answers requests of this endpoint in their own format.</summary>
    public static bool Passes(Provider provider, in Endpoint endpoint) =>
        endpoint.Format == WireFormat.None ? provider.Dialect == endpoint.Dialect : provider.Speaks(endpoint.Format);

    /// <summary>The provider answers requests of this endpoint, be it with a translation.</summary>
    public bool Serves(Provider provider, in Endpoint endpoint) => Passes(provider, in endpoint) || Translates(provider, endpoint.Format);

    /// <summary>A translator for an attempt at this provider; null where there is none.</summary>
    public Translator? For(WireFormat client, Provider provider) =>
        WireFormats.OperationOf(client) == Operation.Chat && _surfaces.TryGetValue(client, out var surface)
            ? new ChatTranslator(surface, this, provider.Formats)
            : null;

    /// <summary>The provider's format for a chat: the one that keeps reasoning where the request has any and there is such a one, else the first.</summary>
    public ChatUpstream UpstreamFor(ChatRequest request, IReadOnlyList<WireFormat> spoken, ProviderPreset preset)
    {
        if (preset.ReasoningFormat != WireFormat.None && spoken.Contains(preset.ReasoningFormat) && WantsReasoning(request)
            && _upstreams.TryGetValue(preset.ReasoningFormat, out var keeps))
        {
            return keeps;
        }

        foreach (var format in spoken)
        {
            if (WireFormats.OperationOf(format) == Operation.Chat && _upstreams.TryGetValue(format, out var upstream))
            {
                return upstream;
            }
        }

        throw new InvalidOperationException("A provider was chosen that speaks no format of chats.");
    }

    private bool Translates(Provider provider, WireFormat client)
    {
        if (WireFormats.OperationOf(client) != Operation.Chat || !_surfaces.ContainsKey(client))
        {
            return false;
        }

        foreach (var format in provider.Formats)
        {
            if (WireFormats.OperationOf(format) == Operation.Chat && _upstreams.ContainsKey(format))
            {
                return true;
            }
        }

        return false;
    }

    private static bool WantsReasoning(ChatRequest request)
    {
        if (request.Reasoning.IsOn)
        {
            return true;
        }

        foreach (var turn in request.Turns)
        {
            foreach (var part in turn.Parts)
            {
                if (part is ReasoningPart { State.Origin: StateOrigin.OpenAi })
                {
                    return true;
                }
            }
        }

        return false;
    }
}
