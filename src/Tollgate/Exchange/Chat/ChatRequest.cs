namespace Tollgate.Exchange.Chat;

/// <summary>
/// A conversation to be gone on with, in no vendor's terms: the meeting point of all client formats and all provider formats. Texts and raw values
/// are slices of the client's body and live as long as it. Numbers stay as the client wrote them.
/// </summary>
internal sealed class ChatRequest
{
    /// <summary>The model, as the client named it. Writers write the provider's name for it, which they are given.</summary>
    public JsonString Model { get; set; }

    /// <summary>The conversation, instructions first.</summary>
    public List<Turn> Turns { get; } = [];

    /// <summary>Tools on offer.</summary>
    public List<ToolSpec> Tools { get; } = [];

    public ToolChoiceKind ToolChoice { get; set; }

    /// <summary>Names for <see cref="ToolChoiceKind.Named"/>; also an allow-list beside Auto and Required where the client's format has one.</summary>
    public List<JsonString> ToolNames { get; } = [];

    /// <summary>Several calls in one turn; null where the client did not say.</summary>
    public bool? ParallelTools { get; set; }

    /// <summary>The client wants a stream.</summary>
    public bool Stream { get; set; }

    /// <summary>The client wants usage in it (OpenAI; the others always give it).</summary>
    public bool IncludeUsage { get; set; }

    /// <summary>Tokens to generate at most.</summary>
    public long? MaxTokens { get; set; }

    /// <summary>A number as the client wrote it; empty for none. So are the following.</summary>
    public ReadOnlyMemory<byte> Temperature { get; set; }

    public ReadOnlyMemory<byte> TopP { get; set; }

    public ReadOnlyMemory<byte> TopK { get; set; }

    public ReadOnlyMemory<byte> Seed { get; set; }

    public ReadOnlyMemory<byte> PresencePenalty { get; set; }

    public ReadOnlyMemory<byte> FrequencyPenalty { get; set; }

    /// <summary>OpenAI's <c>logit_bias</c>, an object.</summary>
    public ReadOnlyMemory<byte> LogitBias { get; set; }

    /// <summary>Log probabilities are wanted.</summary>
    public bool Logprobs { get; set; }

    /// <summary>So many of the likeliest; null for none.</summary>
    public long? TopLogprobs { get; set; }

    /// <summary>Answers wanted. 1 where the client did not say.</summary>
    public int Choices { get; set; } = 1;

    /// <summary>Texts that end the answer.</summary>
    public List<JsonString> Stop { get; } = [];

    public ReplyShape Shape { get; set; }

    /// <summary>The schema for <see cref="ReplyShape.JsonSchema"/>.</summary>
    public ReadOnlyMemory<byte> Schema { get; set; }

    /// <summary>Its name; empty where the client gave none.</summary>
    public JsonString SchemaName { get; set; }

    public JsonString SchemaDescription { get; set; }

    public bool? SchemaStrict { get; set; }

    public ReasoningWish Reasoning { get; set; }

    /// <summary>The end user's name.</summary>
    public JsonString User { get; set; }

    /// <summary>OpenAI's <c>metadata</c>: an object; empty for none.</summary>
    public ReadOnlyMemory<byte> Metadata { get; set; }

    /// <summary>The client's wish for a service tier, in OpenAI's words.</summary>
    public JsonString ServiceTier { get; set; }

    /// <summary>Text, pictures, sound: OpenAI's <c>modalities</c> words; empty = text.</summary>
    public List<JsonString> Modalities { get; } = [];

    /// <summary>An answer that is not text alone is wanted.</summary>
    public bool WantsMedia => Modalities.Exists(word => !word.Is("text"u8));

    /// <summary>OpenAI's <c>audio</c> (voice and format), for spoken answers.</summary>
    public ReadOnlyMemory<byte> AudioOut { get; set; }

    /// <summary>The client's own vendor's fields that no other format has, by name: readers put them here, writers of the same vendor write them, all others report them.</summary>
    public List<KeyValuePair<string, ReadOnlyMemory<byte>>> Extras { get; } = [];

    /// <summary>The client declared its tools as <c>functions</c>, the way before tools.</summary>
    public bool LegacyFunctions { get; set; }

    /// <summary>Where a reader finds reasoning that the client could not send back; null where nothing is kept.</summary>
    public ReasoningMemory? Memory { get; set; }

    /// <summary>Whose request it is, for <see cref="Memory"/>.</summary>
    public ulong Owner { get; set; }

    /// <summary>
    /// Settings that the client's format repeats in its answers (OpenAI's responses): members of an object as they will stand there, in memory of
    /// their own, since the answer outlives the body. Empty where the format repeats none.
    /// </summary>
    public ReadOnlyMemory<byte> Echo { get; set; }

    /// <summary>The search of the web among its tools; null where it offers none.</summary>
    public ToolSpec? SearchTool => Tools.Find(tool => tool.Search is not null);

    /// <summary>The search is the one tool that must be used.</summary>
    public bool MustSearch => ToolChoice == ToolChoiceKind.Named && ToolNames is [var only] && SearchTool is { } search && search.Name.Span.SequenceEqual(only.Span);

    /// <summary>The search may be used: no choice of tools leaves it out.</summary>
    public bool MaySearch => SearchTool is { } search && ToolChoice != ToolChoiceKind.None && (ToolNames.Count == 0 || Names(search.Name));

    /// <summary>Names of its custom tools, in memory of their own, since the answer has to know them; null for none.</summary>
    public IReadOnlySet<string>? CustomNames { get; set; }

    /// <summary>Whether a tool is among <see cref="ToolNames"/>.</summary>
    public bool Names(JsonString tool) => ToolNames.Exists(name => name.Span.SequenceEqual(tool.Span));
}
