using Tollgate.Metering;

namespace Tollgate.Exchange.Chat;

/// <summary>A whole answer, in no vendor's terms.</summary>
internal sealed class ChatAnswer
{
    public AnswerStart Start { get; set; }

    /// <summary>The answers, by their index; at least one.</summary>
    public List<ChatChoice> Choices { get; } = [];

    /// <summary>Tokens; null where the provider did not say.</summary>
    public TokenUsage? Usage { get; set; }

    /// <summary>What the provider failed with in the end; null where it did not.</summary>
    public UpstreamFailure? Failure { get; set; }
}
