using Tollgate.Loops;

namespace Tollgate.Upstreams.Demo;

/// <summary>OpenAI's older completions.</summary>
internal static class CompletionAnswer
{
    public static void Write(DemoReply reply, DemoPrompt prompt, DemoText said)
    {
        WriteStart(reply, prompt);
        for (var choice = 0; choice < prompt.Choices; choice++)
        {
            WriteChoice(reply, choice, said.Text, FinishReason(said));
        }

        reply.Json.WriteEndArray();
        ChatAnswer.WriteUsage(reply.Json, prompt, said);
        reply.Json.WriteEndObject();
    }

    public static async LoopTask<bool> StreamAsync(DemoReply reply, DemoPrompt prompt, DemoText said)
    {
        await reply.BeginStreamAsync();
        for (var choice = 0; choice < prompt.Choices; choice++)
        {
            var at = 0;
            while (said.Next(ref at, out var piece))
            {
                WriteEvent(reply, prompt, choice, piece, finish: default);
                if (!await reply.PaceAsync())
                {
                    return false;
                }
            }

            WriteEvent(reply, prompt, choice, default, FinishReason(said));
        }

        if (prompt.IncludeUsage)
        {
            reply.BeginEvent();
            WriteStart(reply, prompt);
            reply.Json.WriteEndArray();
            ChatAnswer.WriteUsage(reply.Json, prompt, said);
            reply.Json.WriteEndObject();
            reply.EndEvent();
        }

        return await reply.EndWithDoneAsync();
    }

    private static ReadOnlySpan<byte> FinishReason(DemoText said) => said.IsCut ? "length"u8 : "stop"u8;

    private static void WriteEvent(DemoReply reply, DemoPrompt prompt, int choice, ReadOnlySpan<char> text, ReadOnlySpan<byte> finish)
    {
        reply.BeginEvent();
        WriteStart(reply, prompt);
        WriteChoice(reply, choice, text, finish);
        reply.Json.WriteEndArray();
        reply.Json.WriteEndObject();
        reply.EndEvent();
    }

    private static void WriteChoice(DemoReply reply, int choice, ReadOnlySpan<char> text, ReadOnlySpan<byte> finish)
    {
        var json = reply.Json;
        json.WriteStartObject();
        json.WriteString("text"u8, text);
        json.WriteNumber("index"u8, choice);
        json.WriteNull("logprobs"u8);
        if (finish.IsEmpty)
        {
            json.WriteNull("finish_reason"u8);
        }
        else
        {
            json.WriteString("finish_reason"u8, finish);
        }

        json.WriteEndObject();
    }

    private static void WriteStart(DemoReply reply, DemoPrompt prompt)
    {
        var json = reply.Json;
        json.WriteStartObject();
        json.WriteString("id"u8, reply.Id("cmpl-"));
        json.WriteString("object"u8, "text_completion"u8);
        json.WriteNumber("created"u8, reply.Created);
        json.WriteString("model"u8, prompt.Model);
        json.WriteStartArray("choices"u8);
    }
}
