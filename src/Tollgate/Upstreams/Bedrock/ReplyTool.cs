namespace Tollgate.Upstreams.Bedrock;

/// <summary>
/// A tool that stands for the answer itself: models without structured output are made to call it, and its input is the answer. Its name tells the
/// reader of the answer, which does not see the request.
/// </summary>
internal static class ReplyTool
{
    public static ReadOnlySpan<byte> Name => "tollgate_structured_reply"u8;
}
