using Tollgate.Loops;

namespace Tollgate.Upstreams.Demo;

/// <summary>OpenAI's Responses API as a stream: named, numbered events.</summary>
internal static class ResponsesStream
{
    public static async LoopTask<bool> SendAsync(DemoReply reply, DemoPrompt prompt, DemoText said)
    {
        await reply.BeginStreamAsync();
        var number = 0;
        WriteResponse(reply, ref number, "response.created"u8, prompt, said, isDone: false);
        WriteResponse(reply, ref number, "response.in_progress"u8, prompt, said, isDone: false);
        WriteItem(reply, ref number, "response.output_item.added"u8, prompt, said, isDone: false);
        if (prompt.ToolCall is null)
        {
            WritePart(reply, ref number, "response.content_part.added"u8, prompt, string.Empty);
        }

        var pieces = prompt.ToolCall is { } call ? DemoText.Exactly(call.Arguments) : said;
        var at = 0;
        while (pieces.Next(ref at, out var piece))
        {
            WriteDelta(reply, ref number, prompt, piece);
            if (!await reply.PaceAsync())
            {
                return false;
            }
        }

        WriteWhole(reply, ref number, prompt, pieces.Text);
        if (prompt.ToolCall is null)
        {
            WritePart(reply, ref number, "response.content_part.done"u8, prompt, said.Text);
        }

        WriteItem(reply, ref number, "response.output_item.done"u8, prompt, said, isDone: true);
        var isCut = said.IsCut && prompt.ToolCall is null;
        WriteResponse(reply, ref number, isCut ? "response.incomplete"u8 : "response.completed"u8, prompt, said, isDone: true);
        return await reply.EndStreamAsync();
    }

    private static void Begin(DemoReply reply, ref int number, ReadOnlySpan<byte> name)
    {
        reply.BeginEvent(name);
        reply.Json.WriteStartObject();
        reply.Json.WriteString("type"u8, name);
        reply.Json.WriteNumber("sequence_number"u8, number++);
    }

    private static void End(DemoReply reply)
    {
        reply.Json.WriteEndObject();
        reply.EndEvent();
    }

    private static void WriteResponse(
        DemoReply reply, ref int number, ReadOnlySpan<byte> name, DemoPrompt prompt, DemoText said, bool isDone)
    {
        Begin(reply, ref number, name);
        reply.Json.WritePropertyName("response"u8);
        ResponsesAnswer.WriteResponse(reply, prompt, said, isDone);
        End(reply);
    }

    private static void WriteItem(DemoReply reply, ref int number, ReadOnlySpan<byte> name, DemoPrompt prompt, DemoText said, bool isDone)
    {
        Begin(reply, ref number, name);
        reply.Json.WriteNumber("output_index"u8, 0);
        reply.Json.WritePropertyName("item"u8);
        ResponsesAnswer.WriteItem(reply, prompt, said, isDone);
        End(reply);
    }

    private static void WritePart(DemoReply reply, ref int number, ReadOnlySpan<byte> name, DemoPrompt prompt, string text)
    {
        Begin(reply, ref number, name);
        WritePlace(reply, prompt);
        reply.Json.WritePropertyName("part"u8);
        ResponsesAnswer.WritePart(reply.Json, text);
        End(reply);
    }

    private static void WriteDelta(DemoReply reply, ref int number, DemoPrompt prompt, ReadOnlySpan<char> piece)
    {
        Begin(reply, ref number, prompt.ToolCall is null ? "response.output_text.delta"u8 : "response.function_call_arguments.delta"u8);
        WritePlace(reply, prompt);
        reply.Json.WriteString("delta"u8, piece);
        WriteLogprobs(reply, prompt);
        End(reply);
    }

    private static void WriteWhole(DemoReply reply, ref int number, DemoPrompt prompt, string text)
    {
        Begin(reply, ref number, prompt.ToolCall is null ? "response.output_text.done"u8 : "response.function_call_arguments.done"u8);
        WritePlace(reply, prompt);
        if (prompt.ToolCall is { } call)
        {
            reply.Json.WriteString("name"u8, call.Name);
        }

        reply.Json.WriteString(prompt.ToolCall is null ? "text"u8 : "arguments"u8, text);
        WriteLogprobs(reply, prompt);
        End(reply);
    }

    private static void WriteLogprobs(DemoReply reply, DemoPrompt prompt)
    {
        if (prompt.ToolCall is null)
        {
            reply.Json.WriteStartArray("logprobs"u8);
            reply.Json.WriteEndArray();
        }
    }

    private static void WritePlace(DemoReply reply, DemoPrompt prompt)
    {
        reply.Json.WriteString("item_id"u8, ResponsesAnswer.ItemId(reply, prompt));
        reply.Json.WriteNumber("output_index"u8, 0);
        if (prompt.ToolCall is null)
        {
            reply.Json.WriteNumber("content_index"u8, 0);
        }
    }
}
