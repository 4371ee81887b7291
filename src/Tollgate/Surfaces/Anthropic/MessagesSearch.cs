using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Surfaces.Anthropic;

/// <summary>
/// A search of the web as this format shows it: a block of the call and one of what it found. Of another vendor's search there is nothing for the
/// encrypted text that the format wants of each page, so an empty envelope stands there: with it the conversation is never passed on as it is.
/// </summary>
internal static class MessagesSearch
{
    /// <summary>How ids begin of searches that did not run at this vendor.</summary>
    public static ReadOnlySpan<byte> ForeignId => "srvtoolu_tg_"u8;

    private static ReadOnlySpan<byte> NoInput => "{}"u8;

    /// <summary>Its blocks.</summary>
    /// <param name="search">The search.</param>
    /// <param name="context">Has the id that others are made from.</param>
    /// <param name="number">Number of the search within the answer.</param>
    public static IReadOnlyList<MessagesSearchBlock> BlocksOf(SearchPart search, AnswerContext context, int number) =>
        search.State is { Origin: StateOrigin.AnthropicSearch } own && OwnBlocks(own) is { Count: > 0 } blocks ? blocks : ForeignBlocks(search, context, number);

    /// <summary>Writes a block of an answer that is not a stream.</summary>
    public static void WriteWhole(MessagesSearchBlock block, JsonOut json)
    {
        if (block.Input.IsEmpty)
        {
            json.Raw(block.Json.Span);
            return;
        }

        // The input is the last member, and it is empty.
        json.Raw([.. block.Json.Span[..^(NoInput.Length + 1)], .. block.Input.Span, (byte)'}']);
    }

    /// <summary>Memory that it takes, about.</summary>
    public static int SizeOf(SearchPart search) =>
        (search.State?.Data.Span.Length ?? 0) + search.Queries.Sum(query => query.Span.Length) + search.Results.Sum(page => 64 + page.Url.Span.Length + page.Title.Span.Length);

    /// <summary>The blocks of this vendor's own search, the call's with its input taken out.</summary>
    private static List<MessagesSearchBlock> OwnBlocks(OpaqueState state)
    {
        var blocks = new List<MessagesSearchBlock>();
        var source = state.Data.Decode();
        try
        {
            using var document = JsonDocument.Parse(source);
            foreach (var block in JsonNode.Of(document, source).Each)
            {
                blocks.Add(block["type"u8].Is("server_tool_use"u8) ? OwnCall(block) : new MessagesSearchBlock(block.Raw, default));
            }
        }
        catch (JsonException)
        {
            // Forged: there is nothing to show.
        }

        return blocks;
    }

    private static MessagesSearchBlock OwnCall(JsonNode block)
    {
        var bytes = new ArrayBufferWriter<byte>();
        bytes.Write("{"u8);
        foreach (var (name, value) in block.Members)
        {
            if (name != "input")
            {
                bytes.Write([(byte)'"', .. JsonString.Of(name).Span, .. "\":"u8, .. value.Raw.Span, (byte)',']);
            }
        }

        bytes.Write("\"input\":{}}"u8);
        return new MessagesSearchBlock(bytes.WrittenMemory, block["input"u8].Raw);
    }

    private static List<MessagesSearchBlock> ForeignBlocks(SearchPart search, AnswerContext context, int number)
    {
        var id = IdOf(context.RequestId.Span, number);
        byte[] call = [.. "{\"type\":\"server_tool_use\",\"id\":\""u8, .. id, .. "\",\"name\":\"web_search\",\"caller\":{\"type\":\"direct\"},\"input\":{}}"u8];
        var input = new ArrayBufferWriter<byte>();
        input.Write("{\"query\":\""u8);
        for (var i = 0; i < search.Queries.Count; i++)
        {
            input.Write(i == 0 ? default : ", "u8);
            input.Write(search.Queries[i].Span);
        }

        input.Write("\"}"u8);
        return [new(call, input.WrittenMemory), new(ResultOf(search, id), default)];
    }

    private static ReadOnlyMemory<byte> ResultOf(SearchPart search, byte[] id)
    {
        var bytes = new ArrayBufferWriter<byte>();
        bytes.Write([.. "{\"type\":\"web_search_tool_result\",\"tool_use_id\":\""u8, .. id, .. "\",\"caller\":{\"type\":\"direct\"},\"content\":"u8]);
        if (!search.Error.IsEmpty)
        {
            bytes.Write("{\"type\":\"web_search_tool_result_error\",\"error_code\":\"unavailable\"}}"u8);
            return bytes.WrittenMemory;
        }

        var separator = "["u8;
        foreach (var page in search.Results)
        {
            bytes.Write(separator);
            WritePage(page, bytes);
            separator = ","u8;
        }

        bytes.Write(search.Results.Count == 0 ? "[]}"u8 : "]}"u8);
        return bytes.WrittenMemory;
    }

    private static void WritePage(SearchResult page, ArrayBufferWriter<byte> bytes)
    {
        var title = page.Title.IsEmpty ? page.Url : page.Title;
        bytes.Write([.. "{\"type\":\"web_search_result\",\"url\":\""u8, .. page.Url.Span, .. "\",\"title\":\""u8, .. title.Span, .. "\",\"encrypted_content\":\""u8]);
        bytes.Write([.. StateEnvelope.Empty.Span, .. "\",\"page_age\":"u8]);
        bytes.Write(page.Age.IsEmpty ? "null"u8 : [(byte)'"', .. page.Age.Span, (byte)'"']);
        bytes.Write("}"u8);
    }

    /// <summary>This vendor's ids have letters, digits and '_'.</summary>
    private static byte[] IdOf(ReadOnlySpan<byte> request, int number)
    {
        byte[] id = [.. ForeignId, .. request, .. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"_{number}"))];
        foreach (ref var letter in id.AsSpan())
        {
            letter = char.IsAsciiLetterOrDigit((char)letter) ? letter : (byte)'_';
        }

        return id;
    }
}
