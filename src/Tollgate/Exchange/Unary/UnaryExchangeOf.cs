using System.Text.Json;
using Tollgate.Metering;

namespace Tollgate.Exchange.Unary;

/// <summary>The exchange of one operation.</summary>
/// <typeparam name="TRequest">What is asked, in no vendor's terms.</typeparam>
/// <typeparam name="TAnswer">What is answered.</typeparam>
/// <param name="surface">The client's format.</param>
internal sealed class UnaryExchangeOf<TRequest, TAnswer>(UnarySurfaceOf<TRequest, TAnswer> surface) : UnaryExchange
    where TRequest : class, new()
    where TAnswer : UnaryAnswer, new()
{
    private readonly TRequest _request = new();
    private TAnswer _answer = new();

    public override TokenUsage Usage => _answer.Usage;

    public override UpstreamFailure? Failure => _answer.Failure;

    public override ReadOnlySpan<byte> ContentType => surface.ContentTypeOf(_request);

    public override void Read(JsonNode body, TranslationNotes notes) => surface.Read(body, _request, notes);

    public override void Write(UnaryUpstream upstream, UpstreamCall call, TranslationNotes notes, JsonOut json) =>
        Of(upstream).Write(_request, call, notes, json);

    public override bool TryReadAnswer(UnaryUpstream upstream, ReadOnlyMemory<byte> body)
    {
        _answer = new TAnswer();
        try
        {
            using var document = JsonDocument.Parse(body);
            return Of(upstream).TryRead(JsonNode.Of(document, body), _request, _answer);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    public override void WriteAnswer(AnswerContext context) => surface.Write(_request, _answer, context);

    private static UnaryUpstreamOf<TRequest, TAnswer> Of(UnaryUpstream upstream) => (UnaryUpstreamOf<TRequest, TAnswer>)upstream;
}
