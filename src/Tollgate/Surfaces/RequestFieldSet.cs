using System.Runtime.CompilerServices;

namespace Tollgate.Surfaces;

/// <summary>A set of fields, one bit each.</summary>
internal readonly record struct RequestFieldSet(uint Bits)
{
    /// <summary>The fields that a scan for this shape reads; all others pass unread.</summary>
    public static RequestFieldSet ReadBy(EndpointShape shape) => shape switch
    {
        EndpointShape.ChatCompletions => Of(RequestField.Model, RequestField.Stream, RequestField.StreamOptions, RequestField.MaxTokens)
            .With(RequestField.MaxCompletionTokens).With(RequestField.N).With(RequestField.Messages)
            .With(RequestField.Store).With(RequestField.User)
            .With(RequestField.Tools).With(RequestField.ResponseFormat).With(RequestField.PromptCacheKey).With(RequestField.Metadata),
        EndpointShape.Completions => Of(RequestField.Model, RequestField.Stream, RequestField.StreamOptions, RequestField.MaxTokens)
            .With(RequestField.N).With(RequestField.Prompt).With(RequestField.User),
        EndpointShape.Embeddings => Of(RequestField.Model, RequestField.Input, RequestField.User, RequestField.User),
        EndpointShape.Responses => Of(RequestField.Model, RequestField.Stream, RequestField.MaxOutputTokens, RequestField.Input)
            .With(RequestField.Prompt).With(RequestField.PreviousResponseId).With(RequestField.Store).With(RequestField.User)
            .With(RequestField.Tools).With(RequestField.Text).With(RequestField.Instructions)
            .With(RequestField.PromptCacheKey).With(RequestField.Conversation).With(RequestField.Metadata),
        EndpointShape.AnthropicMessages => Of(RequestField.Model, RequestField.Stream, RequestField.MaxTokens, RequestField.Messages)
            .With(RequestField.Tools).With(RequestField.OutputFormat).With(RequestField.OutputConfig).With(RequestField.System).With(RequestField.Metadata)
            .With(RequestField.AnthropicVersion),
        EndpointShape.Gemini => Of(RequestField.Model, RequestField.Contents, RequestField.GenerationConfig, RequestField.Contents)
            .With(RequestField.Tools).With(RequestField.System),
        _ => Of(RequestField.Model, RequestField.Stream, RequestField.Model, RequestField.Stream),
    };

    /// <summary>Whether the field is in the set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Has(RequestField field) => (Bits & (1u << (int)field)) != 0;

    /// <summary>The set with one field more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public RequestFieldSet With(RequestField field) => new(Bits | (1u << (int)field));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static RequestFieldSet Of(RequestField a, RequestField b, RequestField c, RequestField d) =>
        new RequestFieldSet(0).With(a).With(b).With(c).With(d);
}
