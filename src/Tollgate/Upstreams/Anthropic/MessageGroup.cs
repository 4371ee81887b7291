using Tollgate.Exchange.Chat;

namespace Tollgate.Upstreams.Anthropic;

/// <summary>What one side said until the other spoke: a message of a request in this format, in which neighbours of one role are one.</summary>
internal sealed class MessageGroup(bool isAssistant)
{
    public bool IsAssistant { get; } = isAssistant;

    /// <summary>Results of tools, which stand before all else in their message.</summary>
    public List<Part> Results { get; } = [];

    /// <summary>What else it says, without what this format cannot say.</summary>
    public List<Part> Parts { get; } = [];

    /// <summary>It calls tools without the signed thoughts that a thinking model's turn begins with.</summary>
    public bool LacksThoughts => IsAssistant && Parts is [not ReasoningPart { State.Origin: not StateOrigin.AnthropicSearch }, ..] && Parts.Exists(part => part is ToolCallPart);
}
