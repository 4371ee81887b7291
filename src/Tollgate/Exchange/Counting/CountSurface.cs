using Tollgate.Exchange.Chat;
using Tollgate.Exchange.Unary;

namespace Tollgate.Exchange.Counting;

/// <summary>A client format that asks how many tokens a chat would have; it asks as it would ask for the chat itself.</summary>
/// <param name="chat">The vendor's format of chats.</param>
internal abstract class CountSurface(ChatSurface chat) : UnarySurfaceOf<ChatRequest, CountAnswer>(chat)
{
    private readonly ChatSurface _chat = chat;

    /// <summary>The chat in the request.</summary>
    protected abstract JsonNode ChatIn(JsonNode body);

    public sealed override void Read(JsonNode body, ChatRequest into, TranslationNotes notes)
    {
        _chat.Read(ChatIn(body), into, notes);
        Trim(into);
    }

    /// <summary>Takes off what has no tokens, so that no format has to complain of what it does not know.</summary>
    private static void Trim(ChatRequest chat)
    {
        chat.Stream = chat.IncludeUsage = chat.Logprobs = false;
        chat.MaxTokens = chat.TopLogprobs = null;
        chat.Temperature = chat.TopP = chat.TopK = chat.Seed = default;
        chat.PresencePenalty = chat.FrequencyPenalty = chat.LogitBias = chat.Metadata = chat.AudioOut = default;
        chat.Choices = 1;
        chat.Stop.Clear();
        chat.Modalities.Clear();
        chat.User = chat.ServiceTier = default;
    }
}
