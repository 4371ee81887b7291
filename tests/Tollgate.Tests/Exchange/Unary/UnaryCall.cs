using System.Text;
using System.Text.Json;
using Tollgate.Exchange;
using Tollgate.Exchange.Unary;
using Tollgate.Loops;
using Tollgate.Routing;

namespace Tollgate.Tests.Exchange.Unary;

/// <summary>One request that is answered whole, taken through the exchange as the transport does.</summary>
internal sealed class UnaryCall
{
    private readonly UnaryUpstream _upstream;
    private readonly UnaryExchange _exchange;
    private readonly byte[] _body;

    public UnaryCall(UnarySurface surface, UnaryUpstream upstream, string body, UnsupportedPolicy policy = UnsupportedPolicy.ByKind)
    {
        Notes.Policy = policy;
        _upstream = upstream;
        _exchange = surface.NewExchange();
        _body = Encoding.UTF8.GetBytes(body);
        using var document = JsonDocument.Parse(_body);
        _exchange.Read(JsonNode.Of(document, _body), Notes);
    }

    public TranslationNotes Notes { get; } = new();

    /// <summary>Why the last answer held nothing.</summary>
    public UpstreamFailure? Failure => _exchange.Failure;

    public string ContentType => Encoding.ASCII.GetString(_exchange.ContentType);

    public Tollgate.Metering.TokenUsage Usage => _exchange.Usage;

    /// <summary>What the provider is sent.</summary>
    public string Request(string model = "up-model", string kind = "openai") => Written(json => _exchange.Write(
        _upstream, new UpstreamCall { Preset = ProviderPresets.Find(kind) ?? new ProviderPreset { Kind = kind }, Model = model }, Notes, json));

    /// <summary>What the client gets for an answer; null where it is none.</summary>
    public string? Answer(string answer, long estimatedInput = 0)
    {
        if (!_exchange.TryReadAnswer(_upstream, Encoding.UTF8.GetBytes(answer)))
        {
            return null;
        }

        var context = new AnswerContext { Model = JsonString.Of("client-model"), RequestId = "req-1"u8.ToArray(), EstimatedInput = estimatedInput };
        return Written(context.Out, _ => _exchange.WriteAnswer(context));
    }

    /// <summary>What the client gets for an answer, where that is no JSON; null where there is none.</summary>
    public byte[]? Bytes(string answer)
    {
        if (!_exchange.TryReadAnswer(_upstream, Encoding.UTF8.GetBytes(answer)))
        {
            return null;
        }

        var bytes = new BufferPool().RentSend(16);
        var context = new AnswerContext();
        context.Out.Begin(bytes);
        _exchange.WriteAnswer(context);
        var written = bytes.Span.ToArray();
        bytes.Return();
        return written;
    }

    public static string Written(Action<JsonOut> write) => Written(new JsonOut(), write);

    public static string Written(JsonOut json, Action<JsonOut> write)
    {
        var bytes = new BufferPool().RentSend(16);
        json.Begin(bytes);
        write(json);
        var text = Encoding.UTF8.GetString(bytes.Span);
        bytes.Return();
        using var valid = JsonDocument.Parse(text); // whatever is written is JSON
        return text;
    }
}
