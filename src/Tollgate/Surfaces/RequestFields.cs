using Tollgate.Json;

namespace Tollgate.Surfaces;

/// <summary>What one scan found in a JSON request body. Ranges are offsets into that body.</summary>
internal record struct RequestFields
{
    /// <summary>Offset just after the body's first brace: where a new first member is written.</summary>
    public int ObjectStart { get; set; }

    /// <summary>The model's JSON string with its quotes; none where the body names no model.</summary>
    public JsonRange Model { get; set; }

    /// <summary>The model's string holds escapes: decode it with <see cref="TryDecodeModel"/> before comparing.</summary>
    public bool ModelEscaped { get; set; }

    /// <summary>The client asked for a stream.</summary>
    public bool Stream { get; set; }

    /// <summary>The value of <c>stream_options</c>, an object or null.</summary>
    public JsonRange StreamOptions { get; set; }

    /// <summary>The value of <c>stream_options.include_usage</c>: true, false or null.</summary>
    public JsonRange IncludeUsageValue { get; set; }

    /// <summary>The client asked for a usage event itself.</summary>
    public bool IncludeUsage { get; set; }

    /// <summary>Upper bound of output tokens that the client set, at least 1; null where it set none or left it to the provider with 0 or less.</summary>
    public long? MaxTokens { get; set; }

    /// <summary>The field that <see cref="MaxTokens"/> was read from.</summary>
    public RequestField MaxTokensField { get; set; }

    /// <summary>The number itself, present whenever the field is and is not null.</summary>
    public JsonRange MaxTokensValue { get; set; }

    /// <summary>Answers asked for, at least 1.</summary>
    public int N { get; set; }

    /// <summary>The value that carries the prompt: <c>messages</c>, <c>input</c>, <c>prompt</c> or <c>contents</c>, as the shape has it.</summary>
    public JsonRange Prompt { get; set; }

    /// <summary>The field that <see cref="Prompt"/> was read from.</summary>
    public RequestField PromptField { get; set; }

    /// <summary>The request goes on from an earlier response, which only one provider knows.</summary>
    public bool HasPreviousResponse { get; set; }

    /// <summary>The id of that response, a JSON string with its quotes.</summary>
    public JsonRange PreviousResponseId { get; set; }

    /// <summary>The provider is to keep the answer. For responses that is the default, elsewhere it must be asked for.</summary>
    public bool Store { get; set; }

    /// <summary>The end user's name, a JSON string with its quotes.</summary>
    public JsonRange User { get; set; }

    /// <summary>What the request asks of a model, as far as its own fields tell: tools, a schema. Pictures and sound stand in the prompt.</summary>
    public RequestNeeds Needs { get; set; }

    /// <summary>Instructions that stand outside of the prompt: any JSON value.</summary>
    public JsonRange System { get; set; }

    /// <summary>The conversation's id, or the key of the provider's prompt cache: any JSON value.</summary>
    public JsonRange Session { get; set; }

    /// <summary>The client's own notes: any JSON value.</summary>
    public JsonRange Metadata { get; set; }

    /// <summary>The version of Anthropic's format, which clients of clouds write into the body: any JSON value.</summary>
    public JsonRange AnthropicVersion { get; set; }

    /// <summary>The model's bytes between the quotes, as they stand.</summary>
    public readonly ReadOnlySpan<byte> RawModel(ReadOnlySpan<byte> body) =>
        Model.Exists ? body.Slice(Model.Start + 1, Model.Length - 2) : default;

    /// <summary>Writes the model's name with its escapes decoded. False where there is none or <paramref name="into"/> is too small.</summary>
    public readonly bool TryDecodeModel(ReadOnlySpan<byte> body, Span<byte> into, out int written)
    {
        written = 0;
        return Model.Exists && JsonText.TryUnescape(RawModel(body), into, out written);
    }
}
