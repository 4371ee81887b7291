namespace Tollgate.Exchange.Unary;

/// <summary>A client format of one operation: reads its requests and writes its answers.</summary>
/// <typeparam name="TRequest">What is asked, in no vendor's terms.</typeparam>
/// <typeparam name="TAnswer">What is answered.</typeparam>
/// <param name="errors">The same vendor's chat format; null where the errors are this one's own.</param>
internal abstract class UnarySurfaceOf<TRequest, TAnswer>(ChatSurface? errors) : UnarySurface(errors)
    where TRequest : class, new()
    where TAnswer : UnaryAnswer, new()
{
    public sealed override UnaryExchange NewExchange() => new UnaryExchangeOf<TRequest, TAnswer>(this);

    /// <summary>Reads a request. What it does not understand it reports in <paramref name="notes"/>; what makes no sense it refuses there.</summary>
    public abstract void Read(JsonNode body, TRequest into, TranslationNotes notes);

    /// <summary>Media type of the answer to a request.</summary>
    public virtual ReadOnlySpan<byte> ContentTypeOf(TRequest request) => "application/json"u8;

    /// <summary>Writes the answer: one JSON document, where <see cref="ContentTypeOf"/> says no other.</summary>
    public abstract void Write(TRequest request, TAnswer answer, AnswerContext context);
}
