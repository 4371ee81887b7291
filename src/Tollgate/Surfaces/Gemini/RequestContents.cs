using System.Buffers;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Surfaces.Gemini;

/// <summary>Reads <c>contents</c>. Google's calls may have no ids, its other clients' have: a result without one answers the first open call of its name.</summary>
internal sealed class RequestContents(ChatRequest into, TranslationNotes notes)
{
    private readonly Dictionary<string, Queue<JsonString>> _openCalls = new(StringComparer.Ordinal);
    private readonly ArrayBufferWriter<byte> _thoughts = new();
    private int _madeUp;
    private Role _last = Role.System;

    public void Read(JsonNode contents)
    {
        if (!contents.IsArray || contents.Length == 0)
        {
            notes.Refuse("contents", "a list of contents is needed");
            return;
        }

        var place = 0;
        foreach (var content in contents.Each)
        {
            ReadContent(content, $"contents[{place++}]");
        }
    }

    private void ReadContent(JsonNode content, string path)
    {
        var role = content["role"u8];
        var isModel = role.Is("model"u8);
        if (!content.IsObject || (!isModel && role.Exists && !role.Is("user"u8) && !role.Is("function"u8) && !role.Is(""u8)))
        {
            notes.Refuse(content.IsObject ? $"{path}.role" : path, "please use a valid role: user, model");
            return;
        }

        var turn = new Turn { Role = isModel ? Role.Assistant : Role.User, Path = path };
        if (isModel && _last == Role.User)
        {
            _openCalls.Clear();
        }

        _last = turn.Role;
        var place = 0;
        foreach (var part in content["parts"u8].Each)
        {
            ReadPart(part, turn, $"{path}.parts[{place++}]");
        }

        EndThoughts(turn, null);
        if (turn.Parts.Count > 0)
        {
            into.Turns.Add(turn);
        }
    }

    private void ReadPart(JsonNode part, Turn turn, string path)
    {
        if (!part.IsObject)
        {
            notes.Refuse(path, "a part is an object");
            return;
        }

        var isThought = part["thought"u8].IsTrue;
        var text = part["text"u8];
        ReadSignature(part, turn, isThought ? text.Text : default);
        if (isThought && text.IsString)
        {
            return;
        }

        EndThoughts(turn, null);
        if (text.IsString)
        {
            if (!text.Text.IsEmpty)
            {
                turn.Parts.Add(new TextPart(text.Text));
            }
        }
        else if (GeminiField.Get(part, "functionCall"u8) is { IsObject: true } call)
        {
            ReadCall(call, turn, path);
        }
        else if (GeminiField.Get(part, "functionResponse"u8) is { IsObject: true } response)
        {
            ReadResult(response, turn, path);
        }
        else if (RequestMedia.Of(part, path, notes) is { } media)
        {
            turn.Parts.Add(media);
        }
        else if (part.Members.Any())
        {
            notes.Lose(path, Loss.Content, "only Google's models know parts of this kind");
        }
    }

    /// <summary>
    /// A signature stands on the part that follows the thoughts. Google's own belongs to that part; one of another vendor, which came in an
    /// envelope, to the thoughts before it.
    /// </summary>
    private void ReadSignature(JsonNode part, Turn turn, JsonString thought)
    {
        var signature = GeminiField.Get(part, "thoughtSignature"u8).Text;
        if (signature.IsEmpty)
        {
            _thoughts.Write(thought.Span);
            return;
        }

        if (StateEnvelope.Unwrap(Base64Text.Standard(signature)) is { } foreign)
        {
            _thoughts.Write(thought.Span);
            EndThoughts(turn, foreign);
            return;
        }

        EndThoughts(turn, new OpaqueState(StateOrigin.Gemini, signature));
        _thoughts.Write(thought.Span);
    }

    private void EndThoughts(Turn turn, OpaqueState? state)
    {
        if (_thoughts.WrittenCount == 0 && state is null)
        {
            return;
        }

        turn.Parts.Add(new ReasoningPart(new JsonString(_thoughts.WrittenSpan.ToArray())) { State = state });
        _thoughts.ResetWrittenCount();
    }

    private void ReadCall(JsonNode call, Turn turn, string path)
    {
        var name = call["name"u8].Text;
        if (name.IsEmpty)
        {
            notes.Refuse($"{path}.functionCall.name", "a call names its function");
            return;
        }

        var id = call["id"u8].Text;
        id = id.IsEmpty ? JsonString.Of($"call_{_madeUp++}") : id;
        var key = name.ToString();
        if (!_openCalls.TryGetValue(key, out var open))
        {
            _openCalls[key] = open = new Queue<JsonString>();
        }

        open.Enqueue(id);
        turn.Parts.Add(new ToolCallPart(id, name, call["args"u8].IsObject ? call["args"u8].Raw : default));
    }

    private void ReadResult(JsonNode result, Turn turn, string path)
    {
        var name = result["name"u8].Text;
        var id = result["id"u8].Text;
        if (name.IsEmpty && id.IsEmpty)
        {
            notes.Refuse($"{path}.functionResponse.name", "a result names its function");
            return;
        }

        if (_openCalls.TryGetValue(name.ToString(), out var open) && open.TryPeek(out var first) && (id.IsEmpty || first.Span.SequenceEqual(id.Span)))
        {
            id = open.Dequeue();
        }

        id = id.IsEmpty ? JsonString.Of($"call_{_madeUp++}") : id;
        var response = result["response"u8];
        var content = new List<Part>();
        var isError = false;
        var json = response.IsObject ? response.Raw : default;
        if (OnlyText(response, out isError) is { IsObject: false, IsString: true } text)
        {
            // What Google's clients wrap: other providers get the text itself.
            content.Add(new TextPart(text.Text));
            json = default;
        }

        var place = 0;
        foreach (var part in result["parts"u8].Each)
        {
            if (RequestMedia.Of(part, $"{path}.functionResponse.parts[{place++}]", notes) is { } media)
            {
                content.Add(media);
            }
        }

        turn.Parts.Add(new ToolResultPart(id, content) { Name = name, IsError = isError, Json = json });
    }

    /// <summary>The text of a response that is nothing but one: <c>output</c>, <c>result</c> or, of a failure, <c>error</c>.</summary>
    private static JsonNode OnlyText(JsonNode response, out bool isError)
    {
        isError = response["error"u8].Exists;
        using var members = response.Members.GetEnumerator();
        if (!members.MoveNext() || members.Current.Key is not ("output" or "result" or "error"))
        {
            return default;
        }

        var only = members.Current.Value;
        return members.MoveNext() ? default : only;
    }
}
