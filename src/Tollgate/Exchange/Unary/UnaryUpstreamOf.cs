namespace Tollgate.Exchange.Unary;

/// <summary>A provider format of one operation: writes its requests and reads its answers.</summary>
/// <typeparam name="TRequest">What is asked, in no vendor's terms.</typeparam>
/// <typeparam name="TAnswer">What is answered.</typeparam>
/// <param name="errors">The same vendor's chat format.</param>
internal abstract class UnaryUpstreamOf<TRequest, TAnswer>(ChatUpstream errors) : UnaryUpstream(errors)
    where TRequest : class, new()
    where TAnswer : UnaryAnswer, new()
{
    /// <summary>Writes the body. What the format cannot say it reports in <paramref name="notes"/>.</summary>
    public abstract void Write(TRequest request, UpstreamCall call, TranslationNotes notes, JsonOut json);

    /// <summary>Reads the answer to <paramref name="request"/>. False where it is none.</summary>
    public abstract bool TryRead(JsonNode body, TRequest request, TAnswer into);
}
