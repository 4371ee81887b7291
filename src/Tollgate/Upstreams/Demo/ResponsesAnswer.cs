using System.Text.Json;

namespace Tollgate.Upstreams.Demo;

/// <summary>OpenAI's Responses API: the response object and what is in it. Nothing is stored, so none can be fetched later.</summary>
internal static class ResponsesAnswer
{
    public static void Write(DemoReply reply, DemoPrompt prompt, DemoText said) => WriteResponse(reply, prompt, said, isDone: true);

    /// <summary>The response as it stands at its beginning or at its end.</summary>
    public static void WriteResponse(DemoReply reply, DemoPrompt prompt, DemoText said, bool isDone)
    {
        var json = reply.Json;
        var isCut = isDone && said.IsCut && prompt.ToolCall is null;
        json.WriteStartObject();
        json.WriteString("id"u8, reply.Id("resp_"));
        json.WriteString("object"u8, "response"u8);
        json.WriteNumber("created_at"u8, reply.Created);
        json.WriteString("status"u8, !isDone ? "in_progress"u8 : isCut ? "incomplete"u8 : "completed"u8);
        json.WriteBoolean("background"u8, value: false);
        json.WriteNull("error"u8);
        if (isCut)
        {
            json.WriteStartObject("incomplete_details"u8);
            json.WriteString("reason"u8, "max_output_tokens"u8);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("incomplete_details"u8);
        }

        json.WriteString("instructions"u8, prompt.Instructions);
        WriteNumberOrNull(json, "max_output_tokens"u8, prompt.MaxTokens);
        json.WriteString("model"u8, prompt.Model);
        json.WriteStartArray("output"u8);
        if (isDone)
        {
            WriteItem(reply, prompt, said, isDone: true);
        }

        json.WriteEndArray();
        WriteSettings(json);
        if (isDone)
        {
            WriteUsage(json, prompt, said);
        }
        else
        {
            json.WriteNull("usage"u8);
        }

        json.WriteNull("user"u8);
        json.WriteStartObject("metadata"u8);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>The one output item: a message, or a call of a tool.</summary>
    public static void WriteItem(DemoReply reply, DemoPrompt prompt, DemoText said, bool isDone)
    {
        var json = reply.Json;
        json.WriteStartObject();
        json.WriteString("id"u8, ItemId(reply, prompt));
        json.WriteString("type"u8, prompt.ToolCall is null ? "message"u8 : "function_call"u8);
        json.WriteString("status"u8, isDone ? "completed"u8 : "in_progress"u8);
        if (prompt.ToolCall is { } call)
        {
            json.WriteString("call_id"u8, reply.Id("call_"));
            json.WriteString("name"u8, call.Name);
            json.WriteString("arguments"u8, isDone ? call.Arguments : string.Empty);
        }
        else
        {
            json.WriteString("role"u8, "assistant"u8);
            json.WriteStartArray("content"u8);
            if (isDone)
            {
                WritePart(json, said.Text);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    public static void WritePart(Utf8JsonWriter json, string text)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "output_text"u8);
        json.WriteString("text"u8, text);
        json.WriteStartArray("annotations"u8);
        json.WriteEndArray();
        json.WriteStartArray("logprobs"u8);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static string ItemId(DemoReply reply, DemoPrompt prompt) => reply.Id(prompt.ToolCall is null ? "msg_" : "fc_");

    private static void WriteSettings(Utf8JsonWriter json)
    {
        json.WriteBoolean("parallel_tool_calls"u8, value: true);
        json.WriteNull("previous_response_id"u8);
        json.WriteStartObject("reasoning"u8);
        json.WriteNull("effort"u8);
        json.WriteNull("summary"u8);
        json.WriteEndObject();
        json.WriteBoolean("store"u8, value: false);
        json.WriteNumber("temperature"u8, 1.0);
        json.WriteStartObject("text"u8);
        json.WriteStartObject("format"u8);
        json.WriteString("type"u8, "text"u8);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteString("tool_choice"u8, "auto"u8);
        json.WriteStartArray("tools"u8);
        json.WriteEndArray();
        json.WriteNumber("top_p"u8, 1.0);
        json.WriteString("truncation"u8, "disabled"u8);
    }

    private static void WriteUsage(Utf8JsonWriter json, DemoPrompt prompt, DemoText said)
    {
        var output = ChatAnswer.OutputTokens(prompt, said);
        json.WriteStartObject("usage"u8);
        json.WriteNumber("input_tokens"u8, prompt.InputTokens);
        json.WriteStartObject("input_tokens_details"u8);
        json.WriteNumber("cached_tokens"u8, 0);
        json.WriteEndObject();
        json.WriteNumber("output_tokens"u8, output);
        json.WriteStartObject("output_tokens_details"u8);
        json.WriteNumber("reasoning_tokens"u8, 0);
        json.WriteEndObject();
        json.WriteNumber("total_tokens"u8, prompt.InputTokens + output);
        json.WriteEndObject();
    }

    private static void WriteNumberOrNull(Utf8JsonWriter json, ReadOnlySpan<byte> name, int? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
