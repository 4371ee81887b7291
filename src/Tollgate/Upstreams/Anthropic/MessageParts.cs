using System.Buffers;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Tollgate.Json;

namespace Tollgate.Upstreams.Anthropic;

/// <summary>Writes the blocks of a message.</summary>
internal static class MessageParts
{
    private static readonly SearchValues<byte> IdLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"u8);

    public static void Write(IReadOnlyList<Part> parts, JsonOut json)
    {
        json.BeginArray();
        foreach (var part in parts)
        {
            Write(part, json);
        }

        json.EndArray();
    }

    /// <summary>The client's mark that a cached prompt ends here.</summary>
    public static void WriteMark(ReadOnlyMemory<byte> mark, JsonOut json)
    {
        if (!mark.IsEmpty)
        {
            json.Name("cache_control"u8);
            json.Raw(mark.Span);
        }
    }

    private static void Write(Part part, JsonOut json)
    {
        if (part is ReasoningPart { State: { Origin: StateOrigin.AnthropicSearch } search })
        {
            StateEntries.Write(search, json); // the blocks as they were
            return;
        }

        switch (part)
        {
            case TextPart text:
                Begin("text"u8, json);
                json.Name("text"u8);
                json.String(text.Text);
                break;
            case ReasoningPart { State: { Origin: StateOrigin.AnthropicRedacted } redacted }:
                Begin("redacted_thinking"u8, json);
                json.Name("data"u8);
                json.String(redacted.Data);
                break;
            case ReasoningPart { State: { } signature } thinking:
                Begin("thinking"u8, json);
                json.Name("thinking"u8);
                json.String(thinking.Text);
                json.Name("signature"u8);
                json.String(signature.Data);
                break;
            case ToolCallPart call:
                Begin("tool_use"u8, json);
                json.Name("id"u8);
                WriteId(call.Id, json);
                json.Name("name"u8);
                json.String(call.Name);
                json.Name("input"u8);
                WriteInput(call, json);
                break;
            case ToolResultPart result:
                WriteResult(result, json);
                break;
            case MediaPart media:
                MessageMedia.Write(media, json);
                break;
            default:
                throw new InvalidOperationException("A part that this format cannot say was not left out.");
        }

        if (part is not ReasoningPart)
        {
            WriteMark(part.CacheMark, json); // thoughts cannot be marked
        }

        json.EndObject();
    }

    private static void Begin(ReadOnlySpan<byte> type, JsonOut json)
    {
        json.BeginObject();
        json.Name("type"u8);
        json.Ascii(type);
    }

    private static void WriteResult(ToolResultPart result, JsonOut json)
    {
        Begin("tool_result"u8, json);
        json.Name("tool_use_id"u8);
        WriteId(result.CallId, json);
        if (result.Content.Count > 0)
        {
            json.Name("content"u8);
            Write(result.Content, json);
        }

        if (result.IsError)
        {
            json.Name("is_error"u8);
            json.Bool(true);
        }
    }

    private static void WriteInput(ToolCallPart call, JsonOut json)
    {
        var scan = new JsonScan(call.Arguments.Span);
        scan.SkipWhite();
        if (call.Arguments.IsEmpty)
        {
            json.Raw("{}"u8);
        }
        else if (!call.IsBroken && !call.IsCustom && scan.Current == (byte)'{')
        {
            json.Raw(call.Arguments.Span);
        }
        else
        {
            // Text, or what some model took for JSON. This vendor's guide has the second name for what is none.
            json.BeginObject();
            json.Name(call.IsCustom ? "input"u8 : "INVALID_JSON"u8);
            json.Text(call.Arguments.Span);
            json.EndObject();
        }
    }

    /// <summary>An id of a call. This vendor takes letters, digits, '_' and '-' in it; others use more, such as <c>functions.look:0</c>.</summary>
    private static void WriteId(JsonString id, JsonOut json)
    {
        if (IsPlain(id.Span))
        {
            json.String(id);
            return;
        }

        var plain = id.Decode().ToArray();
        foreach (ref var letter in plain.AsSpan())
        {
            letter = IsPlain([letter]) ? letter : (byte)'_';
        }

        json.Ascii(plain);
    }

    private static bool IsPlain(ReadOnlySpan<byte> id) => id.IndexOfAnyExcept(IdLetters) < 0;
}
