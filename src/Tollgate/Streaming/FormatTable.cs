using System.Text;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Tollgate.Exchange.Unary;
using Tollgate.Listening;
using Tollgate.Recording;
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
    public static FormatTable Default { get; } = FormatList.Make();

    /// <summary>Whether a candidate takes the request in its own format, so that its bytes can be passed through.</summary>
    public static bool Passes(RequestContext request, Deployment deployment)
    {
        var format = request.Endpoint.Format;
        if (format == WireFormat.None)
        {
            return deployment.Provider.Dialect == request.Endpoint.Dialect;
        }

        if (request.HoldsForeignState)
        {
            return false; // a note of another vendor's would be refused: the translation leaves it out
        }

        var formats = FormatsOf(request, deployment);
        var operation = WireFormats.OperationOf(format);
        var isLeft = IsLeft(format) && deployment.Provider.Dialect == Dialect.OpenAi;
        for (var i = 0; i < formats.Count; i++)
        {
            if (formats[i] == format)
            {
                return true;
            }

            isLeft &= WireFormats.OperationOf(formats[i]) != operation;
        }

        // What a server that copies OpenAI's API makes of calls that few of them have is left to the server.
        return isLeft;
    }

    /// <summary>Whether a candidate can answer the request, be it with a translation.</summary>
    public bool Serves(RequestContext request, Deployment deployment) =>
        Passes(request, deployment) || Translates(FormatsOf(request, deployment), request.Endpoint.Format);

    /// <summary>A translator for an attempt at this candidate; null where there is none.</summary>
    public Translator? For(RequestContext request, Deployment deployment)
    {
        var client = request.Endpoint.Format;
        var operation = WireFormats.OperationOf(client);
        var formats = FormatsOf(request, deployment);
        var target = FirstOf(operation, formats);
        if (target == WireFormat.None)
        {
            return null;
        }

        return operation == Operation.Chat ? new ChatTranslator(_surfaces[client], this, formats)
            : _unarySurfaces.TryGetValue(client, out var surface) ? new UnaryTranslator(surface, _unaryUpstreams[target])
            : null;
    }

    /// <summary>
    /// The provider's format for a chat: the client's own where it could be passed through but for a detail; else the one that keeps reasoning where
    /// the request has any and there is such a one; the one that can search the web where it may; else the first.
    /// </summary>
    public ChatUpstream UpstreamFor(ChatRequest request, WireFormat client, IReadOnlyList<WireFormat> spoken, UpstreamCall call)
    {
        var preset = call.Preset;
        if (spoken.Contains(client) && _upstreams.TryGetValue(client, out var same))
        {
            return same;
        }

        if (preset.ReasoningFormat != WireFormat.None && spoken.Contains(preset.ReasoningFormat) && WantsReasoning(request)
            && _upstreams.TryGetValue(preset.ReasoningFormat, out var keeps))
        {
            return keeps;
        }

        if (preset.Searches && spoken.Contains(WireFormat.OpenAiResponses) && WantsSearch(request, call.Model) && _upstreams.TryGetValue(WireFormat.OpenAiResponses, out var responses))
        {
            return responses;
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

    private static bool IsLeft(WireFormat format) =>
        format is WireFormat.JinaRerank or WireFormat.OpenAiImages or WireFormat.OpenAiSpeech or WireFormat.OpenAiTranscriptions or WireFormat.OpenAiTranslations;

    private bool Translates(IReadOnlyList<WireFormat> formats, WireFormat client)
    {
        var operation = WireFormats.OperationOf(client);
        return operation != Operation.None
            && (operation == Operation.Chat ? _surfaces.ContainsKey(client) : _unarySurfaces.ContainsKey(client))
            && FirstOf(operation, formats) != WireFormat.None;
    }

    /// <summary>The provider's preferred format of an operation; none where it has none that is translated into.</summary>
    private WireFormat FirstOf(Operation operation, IReadOnlyList<WireFormat> formats)
    {
        for (var i = 0; i < formats.Count && operation != Operation.None; i++)
        {
            var format = formats[i];
            if (WireFormats.OperationOf(format) == operation && (_upstreams.ContainsKey(format) || _unaryUpstreams.ContainsKey(format)))
            {
                return format;
            }
        }

        return WireFormat.None;
    }

    /// <summary>Only clouds that sell other vendors' models have formats by model.</summary>
    private static IReadOnlyList<WireFormat> FormatsOf(RequestContext request, Deployment deployment) =>
        deployment.Provider.Preset.FormatsByModel.Count == 0
            ? deployment.Provider.Formats
            : deployment.Provider.FormatsFor(deployment.UpstreamModel ?? Encoding.UTF8.GetString(request.Record.Get(RecordText.ModelAsked)));

    /// <summary>Of OpenAI's formats only responses have a search for any model; the models named for it have it in chats only.</summary>
    private static bool WantsSearch(ChatRequest request, string model) => request.MaySearch && !model.Contains("-search-", StringComparison.Ordinal);

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
