using System.Buffers;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Upstreams.Anthropic;

/// <summary>
/// The searches of an answer: a block says what is searched for, a later one what was found. Both go back with the next turn as they were. A search
/// without its result (<c>pause_turn</c>) is not told: no turn of the user's may follow it.
/// </summary>
internal sealed class ServerSearches
{
    private readonly Dictionary<string, Begun> _begun = new(StringComparer.Ordinal);
    private readonly Dictionary<long, Begun> _open = [];

    /// <summary>A tool that runs at the provider begins.</summary>
    public void Begin(long index, JsonNode block)
    {
        if (block["name"u8].Is("web_search"u8))
        {
            var begun = new Begun(block.Raw.ToArray());
            _open[index] = begun;
            _begun[block["id"u8].Text.ToString()] = begun;
        }
    }

    /// <summary>More of what a tool was told, in a stream; that of other tools is passed over.</summary>
    public void AddInput(long index, JsonString piece)
    {
        if (_open.TryGetValue(index, out var begun))
        {
            begun.Input.Write(piece.Span);
        }
    }

    /// <summary>The search whose result a block is.</summary>
    public SearchPart Finish(JsonNode result)
    {
        var content = result["content"u8];
        var results = new List<SearchResult>();
        foreach (var page in content.Each)
        {
            if (page["url"u8].Text is { IsEmpty: false } url)
            {
                results.Add(new SearchResult(url, page["title"u8].Text) { Age = page["page_age"u8].Text });
            }
        }

        var search = new SearchPart { Results = results, Error = content["error_code"u8].Text };
        if (!_begun.Remove(result["tool_use_id"u8].Text.ToString(), out var begun))
        {
            return search;
        }

        using var head = ParsedJson.Parse(begun.Head);
        var input = new JsonString(begun.Input.WrittenMemory).Decode();
        input = input.IsEmpty ? head.Root["input"u8].Raw : input;
        using var asked = ParsedJson.Parse(input);
        var query = asked.Root["query"u8].Text;
        return search with
        {
            Queries = query.IsEmpty ? [] : [query],
            State = asked.Root.IsObject && !head.Root["id"u8].Text.IsEmpty && (content.IsArray || content.IsObject) && IsDirect(head.Root) && IsDirect(result) ? StateOf(head.Root, input.Span, result.Raw.Span) : null,
        };
    }

    /// <summary>The model called the tool itself. What other tools of the provider called does not stand without their blocks.</summary>
    private static bool IsDirect(JsonNode block) => block["caller"u8] is not { IsObject: true } caller || caller["type"u8].Is("direct"u8);

    private static OpaqueState StateOf(JsonNode head, ReadOnlySpan<byte> input, ReadOnlySpan<byte> result)
    {
        var blocks = new ArrayBufferWriter<byte>(result.Length + 256);
        blocks.Write("["u8);
        var separator = "{"u8;
        foreach (var (name, value) in head.Members)
        {
            blocks.Write(separator);
            blocks.Write("\""u8);
            blocks.Write(JsonString.Of(name).Span);
            blocks.Write("\":"u8);
            blocks.Write(name == "input" ? input : value.Raw.Span);
            separator = ","u8;
        }

        blocks.Write("},"u8);
        blocks.Write(result);
        blocks.Write("]"u8);
        return new OpaqueState(StateOrigin.AnthropicSearch, JsonString.Of(blocks.WrittenSpan));
    }

    /// <summary>A search whose result has not come.</summary>
    private sealed class Begun(byte[] head)
    {
        public byte[] Head => head;

        /// <summary>What it was told, in pieces of a string's inside; nothing where the head has it.</summary>
        public ArrayBufferWriter<byte> Input { get; } = new();
    }
}
