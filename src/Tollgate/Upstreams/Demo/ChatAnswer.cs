using System.Text.Json;
using Tollgate.Loops;

namespace Tollgate.Upstreams.Demo;

/// <summary>OpenAI's chat completions.</summary>
internal static class ChatAnswer
{
    public static void Write(DemoReply reply, DemoPrompt prompt, DemoText said)
    {
        var json = reply.Json;
        WriteStart(reply, prompt, "chat.completion"u8);
        for (var choice = 0; choice < prompt.Choices; choice++)
        {
            json.WriteStartObject();
            json.WriteNumber("index"u8, choice);
            json.WriteStartObject("message"u8);
            json.WriteString("role"u8, "assistant"u8);
            if (prompt.ToolCall is { } call)
            {
                json.WriteNull("content"u8);
                WriteToolCall(reply, call.Name, call.Arguments, index: null);
            }
            else
            {
                json.WriteString("content"u8, said.Text);
            }

            json.WriteNull("refusal"u8);
            json.WriteStartArray("annotations"u8);
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteNull("logprobs"u8);
            json.WriteString("finish_reason"u8, FinishReason(prompt, said));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteUsage(json, prompt, said);
        json.WriteString("service_tier"u8, "default"u8);
        json.WriteEndObject();
    }

    public static async LoopTask<bool> StreamAsync(DemoReply reply, DemoPrompt prompt, DemoText said)
    {
        await reply.BeginStreamAsync();
        for (var choice = 0; choice < prompt.Choices; choice++)
        {
            BeginDelta(reply, prompt, choice);
            reply.Json.WriteString("role"u8, "assistant"u8);
            if (prompt.ToolCall is { } call)
            {
                reply.Json.WriteNull("content"u8);
                WriteToolCall(reply, call.Name, string.Empty, index: 0);
                EndDelta(reply, prompt, finish: null);
                if (!await StreamArgumentsAsync(reply, prompt, choice, DemoText.Exactly(call.Arguments)))
                {
                    return false;
                }
            }
            else
            {
                reply.Json.WriteString("content"u8, ""u8);
                reply.Json.WriteNull("refusal"u8);
                EndDelta(reply, prompt, finish: null);
                if (!await StreamTextAsync(reply, prompt, choice, said))
                {
                    return false;
                }
            }

            BeginDelta(reply, prompt, choice);
            EndDelta(reply, prompt, FinishReason(prompt, said));
        }

        if (prompt.IncludeUsage)
        {
            reply.BeginEvent();
            WriteStart(reply, prompt, "chat.completion.chunk"u8);
            reply.Json.WriteEndArray();
            WriteUsage(reply.Json, prompt, said);
            reply.Json.WriteEndObject();
            reply.EndEvent();
        }

        return await reply.EndWithDoneAsync();
    }

    /// <summary>Also the usage of the older completions.</summary>
    public static void WriteUsage(Utf8JsonWriter json, DemoPrompt prompt, DemoText said)
    {
        var output = OutputTokens(prompt, said) * prompt.Choices;
        json.WriteStartObject("usage"u8);
        json.WriteNumber("prompt_tokens"u8, prompt.InputTokens);
        json.WriteNumber("completion_tokens"u8, output);
        json.WriteNumber("total_tokens"u8, prompt.InputTokens + output);
        json.WriteStartObject("prompt_tokens_details"u8);
        json.WriteNumber("cached_tokens"u8, 0);
        json.WriteNumber("audio_tokens"u8, 0);
        json.WriteEndObject();
        json.WriteStartObject("completion_tokens_details"u8);
        json.WriteNumber("reasoning_tokens"u8, 0);
        json.WriteNumber("audio_tokens"u8, 0);
        json.WriteNumber("accepted_prediction_tokens"u8, 0);
        json.WriteNumber("rejected_prediction_tokens"u8, 0);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>What one answer costs, in every dialect.</summary>
    public static int OutputTokens(DemoPrompt prompt, DemoText said) =>
        prompt.ToolCall is { } call ? DemoWords.Tokens(call.Name) + DemoWords.Tokens(call.Arguments) : said.Tokens;

    private static ReadOnlySpan<byte> FinishReason(DemoPrompt prompt, DemoText said) =>
        prompt.ToolCall is not null ? "tool_calls"u8 : said.IsCut ? "length"u8 : "stop"u8;

    private static async LoopTask<bool> StreamTextAsync(DemoReply reply, DemoPrompt prompt, int choice, DemoText said)
    {
        var at = 0;
        while (said.Next(ref at, out var piece))
        {
            BeginDelta(reply, prompt, choice);
            reply.Json.WriteString("content"u8, piece);
            EndDelta(reply, prompt, finish: null);
            if (!await reply.PaceAsync())
            {
                return false;
            }
        }

        return true;
    }

    private static async LoopTask<bool> StreamArgumentsAsync(DemoReply reply, DemoPrompt prompt, int choice, DemoText arguments)
    {
        var at = 0;
        while (arguments.Next(ref at, out var piece))
        {
            BeginDelta(reply, prompt, choice);
            reply.Json.WriteStartArray("tool_calls"u8);
            reply.Json.WriteStartObject();
            reply.Json.WriteNumber("index"u8, 0);
            reply.Json.WriteStartObject("function"u8);
            reply.Json.WriteString("arguments"u8, piece);
            reply.Json.WriteEndObject();
            reply.Json.WriteEndObject();
            reply.Json.WriteEndArray();
            EndDelta(reply, prompt, finish: null);
            if (!await reply.PaceAsync())
            {
                return false;
            }
        }

        return true;
    }

    private static void WriteToolCall(DemoReply reply, string name, string arguments, int? index)
    {
        var json = reply.Json;
        json.WriteStartArray("tool_calls"u8);
        json.WriteStartObject();
        if (index is { } position)
        {
            json.WriteNumber("index"u8, position);
        }

        json.WriteString("id"u8, reply.Id("call_"));
        json.WriteString("type"u8, "function"u8);
        json.WriteStartObject("function"u8);
        json.WriteString("name"u8, name);
        json.WriteString("arguments"u8, arguments);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void BeginDelta(DemoReply reply, DemoPrompt prompt, int choice)
    {
        reply.BeginEvent();
        WriteStart(reply, prompt, "chat.completion.chunk"u8);
        reply.Json.WriteStartObject();
        reply.Json.WriteNumber("index"u8, choice);
        reply.Json.WriteStartObject("delta"u8);
    }

    private static void EndDelta(DemoReply reply, DemoPrompt prompt, ReadOnlySpan<byte> finish)
    {
        var json = reply.Json;
        json.WriteEndObject();
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
        json.WriteEndArray();
        if (prompt.IncludeUsage)
        {
            json.WriteNull("usage"u8);
        }

        json.WriteEndObject();
        reply.EndEvent();
    }

    /// <summary>Everything up to the first choice.</summary>
    private static void WriteStart(DemoReply reply, DemoPrompt prompt, ReadOnlySpan<byte> kind)
    {
        var json = reply.Json;
        json.WriteStartObject();
        json.WriteString("id"u8, reply.Id("chatcmpl-"));
        json.WriteString("object"u8, kind);
        json.WriteNumber("created"u8, reply.Created);
        json.WriteString("model"u8, prompt.Model);
        json.WriteString("system_fingerprint"u8, "fp_demo"u8);
        json.WriteStartArray("choices"u8);
    }
}
