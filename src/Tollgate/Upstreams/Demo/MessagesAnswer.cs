using System.Text.Json;
using Tollgate.Loops;

namespace Tollgate.Upstreams.Demo;

/// <summary>Anthropic's messages.</summary>
internal static class MessagesAnswer
{
    public static void Write(DemoReply reply, DemoPrompt prompt, DemoText said)
    {
        var json = reply.Json;
        WriteStart(reply, prompt);
        json.WriteStartObject();
        if (prompt.ToolCall is { } call)
        {
            WriteToolUse(reply, call);
            json.WritePropertyName("input"u8);
            json.WriteRawValue(call.Arguments);
        }
        else
        {
            json.WriteString("type"u8, "text"u8);
            json.WriteString("text"u8, said.Text);
        }

        json.WriteEndObject();
        json.WriteEndArray();
        WriteEnd(json, prompt, StopReason(prompt, said), ChatAnswer.OutputTokens(prompt, said));
    }

    public static void WriteCount(DemoReply reply, DemoPrompt prompt, bool isGemini)
    {
        reply.Json.WriteStartObject();
        reply.Json.WriteNumber(isGemini ? "totalTokens"u8 : "input_tokens"u8, prompt.InputTokens);
        reply.Json.WriteEndObject();
    }

    public static async LoopTask<bool> StreamAsync(DemoReply reply, DemoPrompt prompt, DemoText said)
    {
        await reply.BeginStreamAsync();
        BeginEvent(reply, "message_start"u8);
        reply.Json.WritePropertyName("message"u8);
        WriteStart(reply, prompt);
        reply.Json.WriteEndArray();
        WriteEnd(reply.Json, prompt, default, outputTokens: 1);
        EndEvent(reply);

        BeginBlock(reply, prompt.ToolCall);
        BeginEvent(reply, "ping"u8);
        EndEvent(reply);

        var pieces = prompt.ToolCall is { } call ? DemoText.Exactly(call.Arguments) : said;
        var at = 0;
        while (pieces.Next(ref at, out var piece))
        {
            WriteDelta(reply, prompt.ToolCall is not null, piece);
            if (!await reply.PaceAsync())
            {
                return false;
            }
        }

        BeginEvent(reply, "content_block_stop"u8);
        reply.Json.WriteNumber("index"u8, 0);
        EndEvent(reply);
        WriteMessageDelta(reply, prompt, said);
        BeginEvent(reply, "message_stop"u8);
        EndEvent(reply);
        return await reply.EndStreamAsync();
    }

    private static ReadOnlySpan<byte> StopReason(DemoPrompt prompt, DemoText said) =>
        prompt.ToolCall is not null ? "tool_use"u8 : said.IsCut ? "max_tokens"u8 : "end_turn"u8;

    private static void BeginEvent(DemoReply reply, ReadOnlySpan<byte> name)
    {
        reply.BeginEvent(name);
        reply.Json.WriteStartObject();
        reply.Json.WriteString("type"u8, name);
    }

    private static void EndEvent(DemoReply reply)
    {
        reply.Json.WriteEndObject();
        reply.EndEvent();
    }

    private static void BeginBlock(DemoReply reply, DemoToolCall? call)
    {
        BeginEvent(reply, "content_block_start"u8);
        reply.Json.WriteNumber("index"u8, 0);
        reply.Json.WriteStartObject("content_block"u8);
        if (call is not null)
        {
            WriteToolUse(reply, call);
            reply.Json.WriteStartObject("input"u8);
            reply.Json.WriteEndObject();
        }
        else
        {
            reply.Json.WriteString("type"u8, "text"u8);
            reply.Json.WriteString("text"u8, ""u8);
        }

        reply.Json.WriteEndObject();
        EndEvent(reply);
    }

    private static void WriteDelta(DemoReply reply, bool isTool, ReadOnlySpan<char> piece)
    {
        BeginEvent(reply, "content_block_delta"u8);
        reply.Json.WriteNumber("index"u8, 0);
        reply.Json.WriteStartObject("delta"u8);
        reply.Json.WriteString("type"u8, isTool ? "input_json_delta"u8 : "text_delta"u8);
        reply.Json.WriteString(isTool ? "partial_json"u8 : "text"u8, piece);
        reply.Json.WriteEndObject();
        EndEvent(reply);
    }

    private static void WriteMessageDelta(DemoReply reply, DemoPrompt prompt, DemoText said)
    {
        BeginEvent(reply, "message_delta"u8);
        reply.Json.WriteStartObject("delta"u8);
        reply.Json.WriteString("stop_reason"u8, StopReason(prompt, said));
        reply.Json.WriteNull("stop_sequence"u8);
        reply.Json.WriteEndObject();
        reply.Json.WriteStartObject("usage"u8);
        reply.Json.WriteNumber("output_tokens"u8, ChatAnswer.OutputTokens(prompt, said));
        reply.Json.WriteEndObject();
        EndEvent(reply);
    }

    private static void WriteToolUse(DemoReply reply, DemoToolCall call)
    {
        reply.Json.WriteString("type"u8, "tool_use"u8);
        reply.Json.WriteString("id"u8, reply.Id("toolu_"));
        reply.Json.WriteString("name"u8, call.Name);
    }

    private static void WriteStart(DemoReply reply, DemoPrompt prompt)
    {
        var json = reply.Json;
        json.WriteStartObject();
        json.WriteString("id"u8, reply.Id("msg_"));
        json.WriteString("type"u8, "message"u8);
        json.WriteString("role"u8, "assistant"u8);
        json.WriteString("model"u8, prompt.Model);
        json.WriteStartArray("content"u8);
    }

    private static void WriteEnd(Utf8JsonWriter json, DemoPrompt prompt, ReadOnlySpan<byte> stopReason, int outputTokens)
    {
        if (stopReason.IsEmpty)
        {
            json.WriteNull("stop_reason"u8);
        }
        else
        {
            json.WriteString("stop_reason"u8, stopReason);
        }

        json.WriteNull("stop_sequence"u8);
        json.WriteStartObject("usage"u8);
        json.WriteNumber("input_tokens"u8, prompt.InputTokens);
        json.WriteNumber("cache_creation_input_tokens"u8, 0);
        json.WriteNumber("cache_read_input_tokens"u8, 0);
        json.WriteNumber("output_tokens"u8, outputTokens);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
