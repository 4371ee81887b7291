using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Tollgate.Exchange.Unary;
using Tollgate.Routing;
using Tollgate.Surfaces;

namespace Tollgate.Streaming;

/// <summary>All formats that are translated: what clients speak, and what providers speak. Every pair of one operation works.</summary>
internal sealed class FormatTable
{
    private readonly Dictionary<WireFormat, ChatSurface> _surfaces;
    private readonly Dictionary<WireFormat, ChatUpstream> _upstreams;
    private readonly Dictionary<WireFormat, UnarySurface> _unarySurfaces;
    private readonly Dictionary<WireFormat, UnaryUpstream> _unaryUpstreams;

    public FormatTable(
        IEnumerable<ChatSurface> surfaces,
        IEnumerable<ChatUpstream> upstreams,
        IEnumerable<UnarySurface> unarySurfaces,
        IEnumerable<UnaryUpstream> unaryUpstreams)
    {
        _surfaces = surfaces.ToDictionary(s => s.Format);
        _upstreams = upstreams.ToDictionary(u => u.Format);
        _unarySurfaces = unarySurfaces.ToDictionary(s => s.Format);
        _unaryUpstreams = unaryUpstreams.ToDictionary(u => u.Format);
    }

    /// <summary>Those of this build.</summary>
    public static FormatTable Default { get; } = new([], [], [], []);

    /// <summary>The target answers requests of this endpoint in their own format.</summary>
    public static bool Passes(Deployment target, in Endpoint endpoint) =>
        endpoint.Format == WireFormat.None ? target.Provider.Dialect == endpoint.Dialect : target.Speaks(endpoint.Format);

    /// <summary>The target answers requests of this endpoint, be it with a translation.</summary>
    public bool Serves(Deployment target, in Endpoint endpoint) => Passes(target, in endpoint) || Translates(target.Formats, endpoint.Format);

    /// <summary>A translator for an attempt at this target; null where there is none.</summary>
    public Translator? For(WireFormat client, Deployment deployment)
    {
        var operation = WireFormats.OperationOf(client);
        var target = FirstOf(operation, deployment.Formats);
        if (target == WireFormat.None)
        {
            return null;
        }

        return operation == Operation.Chat ? new ChatTranslator(_surfaces[client], this, deployment.Formats)
            : _unarySurfaces.TryGetValue(client, out var surface) ? new UnaryTranslator(surface, _unaryUpstreams[target])
            : null;
    }

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

    private bool Translates(IReadOnlyList<WireFormat> spoken, WireFormat client)
    {
        var operation = WireFormats.OperationOf(client);
        return operation != Operation.None
            && (operation == Operation.Chat ? _surfaces.ContainsKey(client) : _unarySurfaces.ContainsKey(client))
            && FirstOf(operation, spoken) != WireFormat.None;
    }

    /// <summary>The preferred format of an operation; none where there is none that is translated into.</summary>
    private WireFormat FirstOf(Operation operation, IReadOnlyList<WireFormat> spoken)
    {
        for (var i = 0; i < spoken.Count && operation != Operation.None; i++)
        {
            var format = spoken[i];
            if (WireFormats.OperationOf(format) == operation && (_upstreams.ContainsKey(format) || _unaryUpstreams.ContainsKey(format)))
            {
                return format;
            }
        }

        return WireFormat.None;
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
