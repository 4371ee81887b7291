using Tollgate.Exchange;

namespace Tollgate.Surfaces.OpenAi;

/// <summary>Writes the chunks of a chat: each has one choice, and of it what is new (<c>delta</c>).</summary>
internal sealed class ChatChunks(AnswerContext context)
{
    /// <summary>What stands around them.</summary>
    public ChunkFrame Frame { get; } = new(context);

    /// <summary>Begins a chunk; the delta's members follow.</summary>
    public JsonOut Begin(int choice)
    {
        var json = context.Out;
        Frame.BeginChunk();
        json.Bytes.Write("{\"index\":"u8);
        json.Bytes.Write((long)choice);
        json.Bytes.Write(",\"delta\":"u8);
        json.Restart();
        json.BeginObject();
        return json;
    }

    /// <summary>Ends it: the choice goes on.</summary>
    public void End()
    {
        context.Out.EndObject();
        context.Out.Bytes.Write(",\"logprobs\":null,\"finish_reason\":null}"u8);
        Frame.EndChunk();
    }

    /// <summary>Ends it with log probabilities, a JSON array.</summary>
    public void EndWithLogprobs(ReadOnlySpan<byte> content)
    {
        var json = context.Out;
        json.EndObject();
        json.Bytes.Write(",\"logprobs\":{\"content\":"u8);
        json.Bytes.Write(content);
        json.Bytes.Write(",\"refusal\":null},\"finish_reason\":null}"u8);
        Frame.EndChunk();
    }

    /// <summary>Ends it, and with it the choice.</summary>
    public void EndWithReason(ReadOnlySpan<byte> word)
    {
        var json = context.Out;
        json.EndObject();
        json.Bytes.Write(",\"logprobs\":null,\"finish_reason\":\""u8);
        json.Bytes.Write(word);
        json.Bytes.Write("\"}"u8);
        Frame.EndChunk();
    }
}
