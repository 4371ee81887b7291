using System.Buffers;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Upstreams.OpenAi;

/// <summary>
/// Reads the tool calls of a choice. A stream's pieces name their call by an index; its id comes with the first piece, and some providers repeat it,
/// empty (Qwen) or as it was, or give every call the same index.
/// </summary>
internal sealed class ChatCallReader(AnswerSink sink, int choice, ulong seed)
{
    /// <summary>More calls in one answer are not believed.</summary>
    public const int MaxCalls = 256;

    private const long LegacyKey = -1;

    private readonly List<Call> _calls = [];

    /// <summary>Calls told.</summary>
    public int Count { get; private set; }

    /// <summary>Reads an element of <c>tool_calls</c>.</summary>
    /// <param name="node">It.</param>
    /// <param name="position">Its place in the list, for providers that give no index.</param>
    /// <param name="isWhole">It is no piece but all of it.</param>
    public void Read(JsonNode node, int position, bool isWhole)
    {
        var function = node["function"u8];
        var custom = node["custom"u8];
        function = function.IsObject ? function : custom;
        var id = node["id"u8].Text;
        var name = function["name"u8].Text;
        var call = Find(node["index"u8].Whole ?? position, id, name, isWhole);
        if (call is null)
        {
            return;
        }

        if (call.Id.IsEmpty && !id.IsEmpty)
        {
            call.Id = id.Keep();
        }

        if (!call.IsTold && !name.IsEmpty)
        {
            var note = node["extra_content"u8]["google"u8]["thought_signature"u8].Text;
            if (!note.IsEmpty)
            {
                sink.State(choice, new OpaqueState(StateOrigin.Gemini, note));
            }

            Tell(call, name);
        }

        var arguments = function["arguments"u8];
        Give(call, arguments.IsObject ? JsonString.Of(arguments.Raw.Span) : arguments.IsString ? arguments.Text : custom["input"u8].Text);
    }

    /// <summary>Reads <c>function_call</c>, the way before tools: one call, without an id.</summary>
    public void ReadLegacy(JsonNode function)
    {
        var name = function["name"u8].Text;
        if (Find(LegacyKey, default, name, isWhole: false) is not { } call)
        {
            return;
        }

        if (!call.IsTold && !name.IsEmpty)
        {
            Tell(call, name);
        }

        Give(call, function["arguments"u8].Text);
    }

    private Call? Find(long key, JsonString id, JsonString name, bool isWhole)
    {
        for (var i = _calls.Count - 1; i >= 0 && !isWhole; i--)
        {
            if (_calls[i].Key == key)
            {
                var isOther = !id.IsEmpty && !name.IsEmpty && !_calls[i].Id.IsEmpty && !_calls[i].Id.Span.SequenceEqual(id.Span);
                if (!isOther)
                {
                    return _calls[i];
                }

                break;
            }
        }

        if (_calls.Count >= MaxCalls)
        {
            return null;
        }

        var call = new Call(key);
        _calls.Add(call);
        return call;
    }

    private void Tell(Call call, JsonString name)
    {
        call.IsTold = true;
        call.Number = Count++;
        sink.ToolCall(choice, call.Number, call.Id.IsEmpty ? SeededCallId.Of(seed, choice, call.Number) : call.Id, name);
        if (call.Waiting is { } waiting)
        {
            call.Waiting = null;
            sink.ToolArguments(choice, call.Number, new JsonString(waiting.WrittenMemory));
        }
    }

    private void Give(Call call, JsonString piece)
    {
        if (piece.IsEmpty)
        {
            return;
        }

        if (call.IsTold)
        {
            sink.ToolArguments(choice, call.Number, piece);
        }
        else
        {
            (call.Waiting ??= new ArrayBufferWriter<byte>()).Write(piece.Span); // until its name comes
        }
    }

    private sealed class Call(long key)
    {
        public long Key => key;

        public JsonString Id { get; set; }

        public int Number { get; set; }

        public bool IsTold { get; set; }

        public ArrayBufferWriter<byte>? Waiting { get; set; }
    }
}
