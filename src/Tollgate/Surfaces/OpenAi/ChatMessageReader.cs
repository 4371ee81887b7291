using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Surfaces.OpenAi;

/// <summary>Reads a chat completion's messages: each becomes a turn.</summary>
internal static class ChatMessageReader
{
    public static void Read(JsonNode messages, ChatRequest into, TranslationNotes notes)
    {
        if (messages.Length == 0)
        {
            notes.Refuse("messages", "it must be a list of messages, at least one");
            return;
        }

        var number = 0;
        foreach (var message in messages.Items)
        {
            ReadMessage(message, $"messages[{number++}]", into, notes);
        }
    }

    private static void ReadMessage(JsonNode message, string path, ChatRequest into, TranslationNotes notes)
    {
        var role = message["role"u8];
        if (role.Is("user"u8))
        {
            into.Turns.Add(NewTurn(Role.User, message, path, notes));
        }
        else if (role.Is("system"u8) || role.Is("developer"u8))
        {
            into.Turns.Add(NewTurn(Role.System, message, path, notes));
        }
        else if (role.Is("assistant"u8))
        {
            ReadAssistant(message, path, into, notes);
        }
        else if (role.Is("tool"u8) || role.Is("function"u8))
        {
            ReadResult(message, role.Is("function"u8), path, into, notes);
        }
        else
        {
            notes.Refuse(path + ".role", "it must be system, developer, user, assistant or tool");
        }
    }

    private static Turn NewTurn(Role role, JsonNode message, string path, TranslationNotes notes)
    {
        var turn = new Turn { Role = role, Name = message["name"u8].Text, Path = path };
        ChatPartReader.Read(message["content"u8], path, turn.Parts, notes);
        MarkLast(turn.Parts, message["cache_control"u8]);
        return turn;
    }

    private static void ReadAssistant(JsonNode message, string path, ChatRequest into, TranslationNotes notes)
    {
        var turn = NewTurn(Role.Assistant, message, path, notes);
        turn.Parts.RemoveAll(part => part is TextPart { Text.IsEmpty: true });
        if (message["refusal"u8].Text is { IsEmpty: false } refusal)
        {
            turn.Parts.Add(new RefusalPart(refusal));
        }

        if (message["audio"u8].IsObject)
        {
            notes.Lose(path + ".audio", Loss.Content, "a spoken answer is known to the provider that gave it only");
        }

        var number = 0;
        foreach (var call in message["tool_calls"u8].Items)
        {
            ReadCall(call, $"{path}.tool_calls[{number++}]", turn, notes);
        }

        if (message["function_call"u8] is { IsObject: true } function)
        {
            AddCall(JsonString.Of($"call_{path["messages[".Length..^1]}"), function, turn, path + ".function_call", notes);
        }

        into.Turns.Add(turn);
        ChatReasoningReader.Read(message, turn, into);
    }

    private static void ReadCall(JsonNode call, string path, Turn turn, TranslationNotes notes)
    {
        var id = call["id"u8].Text;
        if (id.IsEmpty)
        {
            notes.Refuse(path + ".id", "a call needs an id");
            return;
        }

        if (call["extra_content"u8]["google"u8]["thought_signature"u8].Text is { IsEmpty: false } signature)
        {
            turn.Parts.Add(new ReasoningPart(default) { State = StateEnvelope.Unwrap(signature) ?? new OpaqueState(StateOrigin.Gemini, signature) });
        }

        if (call["custom"u8] is { IsObject: true } custom)
        {
            turn.Parts.Add(new ToolCallPart(id, custom["name"u8].Text, custom["input"u8].Text.Decode()) { IsCustom = true });
        }
        else
        {
            AddCall(id, call["function"u8], turn, path + ".function", notes);
        }
    }

    private static void AddCall(JsonString id, JsonNode function, Turn turn, string path, TranslationNotes notes)
    {
        var name = function["name"u8].Text;
        if (name.IsEmpty)
        {
            notes.Refuse(path + ".name", "a call needs the tool's name");
            return;
        }

        var given = function["arguments"u8];
        var arguments = given.IsObject ? given.Raw : given.Text.Decode();
        turn.Parts.Add(new ToolCallPart(id, name, arguments) { IsBroken = ToolCallPart.AreBroken(arguments.Span) });
    }

    private static void ReadResult(JsonNode message, bool isFunction, string path, ChatRequest into, TranslationNotes notes)
    {
        var name = message["name"u8].Text;
        var id = isFunction ? CallOf(name, into) : message["tool_call_id"u8].Text;
        if (id.IsEmpty)
        {
            notes.Refuse(path + (isFunction ? ".name" : ".tool_call_id"), "it must name the call that this is the result of");
            return;
        }

        var content = new List<Part>();
        ChatPartReader.Read(message["content"u8], path, content, notes);
        var turn = new Turn { Role = Role.User, Path = path };
        var mark = message["cache_control"u8];
        turn.Parts.Add(new ToolResultPart(id, content) { Name = name, CacheMark = mark.IsObject ? mark.Raw : default });
        into.Turns.Add(turn);
    }

    /// <summary>The older functions have no ids: the last call of that name is meant.</summary>
    private static JsonString CallOf(JsonString name, ChatRequest into)
    {
        for (var i = into.Turns.Count - 1; i >= 0; i--)
        {
            foreach (var part in into.Turns[i].Parts)
            {
                if (part is ToolCallPart call && call.Name.Span.SequenceEqual(name.Span))
                {
                    return call.Id;
                }
            }
        }

        return default;
    }

    private static void MarkLast(List<Part> parts, JsonNode mark)
    {
        if (mark.IsObject && parts.Count > 0)
        {
            parts[^1] = parts[^1] with { CacheMark = mark.Raw };
        }
    }
}
