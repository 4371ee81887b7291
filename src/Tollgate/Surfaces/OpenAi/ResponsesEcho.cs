using System.Buffers;
using System.Text.Json;
using Tollgate.Exchange;

namespace Tollgate.Surfaces.OpenAi;

/// <summary>
/// The settings of a request as a response object repeats them: OpenAI's schema wants most of them in every response. Copied out of the body
/// once, since the last event needs them and the body may be gone by then.
/// </summary>
internal static class ResponsesEcho
{
    /// <summary>For an answer to a request that nobody read.</summary>
    public static ReadOnlyMemory<byte> Default { get; } = Of(default);

    /// <summary>Members of an object, without its braces.</summary>
    public static ReadOnlyMemory<byte> Of(JsonNode body)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true }))
        {
            json.WriteStartObject();
            Write(json, body);
            json.WriteEndObject();
        }

        var members = buffer.WrittenSpan[1..^1].ToArray();
        OneLine(members);
        return members;
    }

    /// <summary>An event is one line, and clients may break theirs: between JSON's tokens a space does as well.</summary>
    public static void OneLine(Span<byte> json)
    {
        json.Replace((byte)'\n', (byte)' ');
        json.Replace((byte)'\r', (byte)' ');
    }

    private static void Write(Utf8JsonWriter json, JsonNode body)
    {
        json.WriteBoolean("background"u8, false);
        Copy(json, "instructions"u8, body["instructions"u8], "null"u8);
        Copy(json, "max_output_tokens"u8, body["max_output_tokens"u8], "null"u8);
        Copy(json, "max_tool_calls"u8, body["max_tool_calls"u8], "null"u8);
        Copy(json, "metadata"u8, body["metadata"u8], "{}"u8);
        Copy(json, "parallel_tool_calls"u8, body["parallel_tool_calls"u8], "true"u8);
        json.WriteNull("previous_response_id"u8);
        Copy(json, "prompt_cache_key"u8, body["prompt_cache_key"u8], "null"u8);
        WriteReasoning(json, body["reasoning"u8]);
        Copy(json, "safety_identifier"u8, body["safety_identifier"u8], "null"u8);
        Copy(json, "service_tier"u8, body["service_tier"u8], "\"default\""u8);
        json.WriteBoolean("store"u8, false); // nothing is kept, whatever was asked for
        Copy(json, "temperature"u8, body["temperature"u8], "1.0"u8);
        WriteText(json, body["text"u8]);
        Copy(json, "tool_choice"u8, body["tool_choice"u8], "\"auto\""u8);
        WriteTools(json, body["tools"u8]);
        Copy(json, "top_logprobs"u8, body["top_logprobs"u8], "0"u8);
        Copy(json, "top_p"u8, body["top_p"u8], "1.0"u8);
        json.WriteString("truncation"u8, "disabled"u8);
        Copy(json, "user"u8, body["user"u8], "null"u8);
    }

    private static void Copy(Utf8JsonWriter json, ReadOnlySpan<byte> name, JsonNode value, ReadOnlySpan<byte> otherwise)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(value.Exists ? value.Raw.Span : otherwise, skipInputValidation: true);
    }

    private static void WriteReasoning(Utf8JsonWriter json, JsonNode reasoning)
    {
        json.WriteStartObject("reasoning"u8);
        Copy(json, "effort"u8, reasoning["effort"u8], "null"u8);
        Copy(json, "summary"u8, reasoning["summary"u8], "null"u8);
        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, JsonNode text)
    {
        json.WriteStartObject("text"u8);
        Copy(json, "format"u8, text["format"u8], "{\"type\":\"text\"}"u8);
        Copy(json, "verbosity"u8, text["verbosity"u8], "\"medium\""u8);
        json.WriteEndObject();
    }

    private static void WriteTools(Utf8JsonWriter json, JsonNode tools)
    {
        json.WriteStartArray("tools"u8);
        foreach (var tool in tools.Items)
        {
            if (!tool["type"u8].Is("function"u8))
            {
                json.WriteRawValue(tool.Raw.Span, skipInputValidation: true);
                continue;
            }

            json.WriteStartObject(); // requests may leave out what responses must have
            json.WriteString("type"u8, "function"u8);
            Copy(json, "name"u8, tool["name"u8], "\"\""u8);
            Copy(json, "description"u8, tool["description"u8], "null"u8);
            Copy(json, "parameters"u8, tool["parameters"u8], "null"u8);
            Copy(json, "strict"u8, tool["strict"u8], "true"u8);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
