using Tollgate.Exchange.Chat;

namespace Tollgate.Exchange;

/// <summary>What a writer of answers needs to know besides the answer.</summary>
internal sealed class AnswerContext
{
    /// <summary>Where the answer goes. The buffer changes from piece to piece.</summary>
    public JsonOut Out { get; } = new();

    /// <summary>The model as the client named it, which is the name that it sees in the answer.</summary>
    public JsonString Model { get; set; }

    /// <summary>Our id of the request, ASCII; formats whose answers need an id make theirs from it where the provider gave none.</summary>
    public ReadOnlyMemory<byte> RequestId { get; set; }

    /// <summary>Now, in seconds since 1970.</summary>
    public long UnixSeconds { get; set; }

    /// <summary>The client asked for usage in its stream (OpenAI).</summary>
    public bool IncludeUsage { get; set; }

    /// <summary>The client takes the stream as one growing JSON array and not as events (Google's default).</summary>
    public bool AsArray { get; set; }

    /// <summary>The client declared functions the old way and expects <c>function_call</c> (<see cref="ChatRequest.LegacyFunctions"/>).</summary>
    public bool LegacyFunctions { get; set; }

    /// <summary>The request's <see cref="Chat.ChatRequest.CustomNames"/>: calls of these are of custom tools, whose arguments are <c>{"input": text}</c> here.</summary>
    public IReadOnlySet<string>? CustomTools { get; set; }

    /// <summary>The request offers a search of the web: its answer may lean on what was found.</summary>
    public bool Searches { get; set; }

    /// <summary>Where reasoning is kept for clients whose format has no place for it; null where nothing is kept.</summary>
    public ReasoningMemory? Memory { get; set; }

    /// <summary>Whose reasoning it is: the caller's key. What one keeps, no other finds.</summary>
    public ulong Owner { get; set; }

    /// <summary>Prompt tokens as counted here, for formats that name them before the provider has; 0 where not counted.</summary>
    public long EstimatedInput { get; set; }

    /// <summary>The request's <see cref="Chat.ChatRequest.Echo"/>.</summary>
    public ReadOnlyMemory<byte> Echo { get; set; }
}
