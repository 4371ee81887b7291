using Tollgate.Exchange.Unary;

namespace Tollgate.Exchange.Counting;

/// <summary>How many tokens a chat would have. Counting is not using: the answer has no usage.</summary>
internal sealed class CountAnswer : UnaryAnswer
{
    /// <summary>Tokens of the whole prompt, tools and instructions included.</summary>
    public long Tokens { get; set; }
}
