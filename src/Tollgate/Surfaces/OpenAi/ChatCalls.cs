using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Surfaces.OpenAi;

/// <summary>What calls of tools look like in answers, whole and in streams.</summary>
internal static class ChatCalls
{
    /// <summary>Id and type, and Google's note where one stands before the call: its clients look for it here.</summary>
    public static void WriteHead(JsonOut json, JsonString id, OpaqueState? note, bool isCustom)
    {
        json.Name("id"u8);
        json.String(id);
        json.Name("type"u8);
        json.Ascii(isCustom ? "custom"u8 : "function"u8);
        if (note is { Origin: StateOrigin.Gemini })
        {
            json.Name("extra_content"u8);
            json.BeginObject();
            json.Name("google"u8);
            json.BeginObject();
            json.Name("thought_signature"u8);
            json.String(note.Data);
            json.EndObject();
            json.EndObject();
        }
    }

    /// <summary>A custom tool's name and its free text, as the member <c>custom</c>; a stream's text follows in pieces.</summary>
    public static void WriteCustom(JsonOut json, JsonString name, JsonString input)
    {
        json.Name("custom"u8);
        json.BeginObject();
        json.Name("name"u8);
        json.String(name);
        json.Name("input"u8);
        json.String(input);
        json.EndObject();
    }

    /// <summary>Name and arguments; a stream's arguments follow in pieces.</summary>
    public static void WriteFunction(JsonOut json, JsonString name, ReadOnlySpan<byte> arguments)
    {
        json.BeginObject();
        json.Name("name"u8);
        json.String(name);
        json.Name("arguments"u8);
        json.Text(arguments);
        json.EndObject();
    }
}
