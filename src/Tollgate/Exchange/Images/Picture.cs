namespace Tollgate.Exchange.Images;

/// <summary>One picture.</summary>
/// <param name="Base64">Its bytes, as the provider wrote them.</param>
/// <param name="MediaType">Such as <c>image/png</c>; empty where the provider does not say.</param>
/// <param name="Prompt">What the provider made of the prompt before it drew; empty where it does not say.</param>
internal readonly record struct Picture(JsonString Base64, JsonString MediaType, JsonString Prompt = default);
