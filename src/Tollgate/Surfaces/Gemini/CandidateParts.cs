using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Tollgate.Json;

namespace Tollgate.Surfaces.Gemini;

/// <summary>
/// Writes the parts of one candidate, each with the signature that belongs to it. A note of Google's own is told before its part; one of another
/// vendor belongs to the thoughts before it, but Google's clients look for signatures on what follows the thoughts, and send them back with that.
/// </summary>
internal sealed class CandidateParts
{
    private OpaqueState? _state;

    /// <summary>A signature waits for its part.</summary>
    public bool HasState => _state is not null;

    /// <summary>A signature for the next part. One that waits already gets an empty part of its own.</summary>
    public void State(OpaqueState state, JsonOut json)
    {
        if (_state is not null)
        {
            Thought(default, json);
        }

        _state = state.Keep();
    }

    /// <summary>As <see cref="State"/>, for a part that is written later. Null where none waits.</summary>
    public OpaqueState? TakeState()
    {
        var state = _state;
        _state = null;
        return state;
    }

    public void Text(JsonString text, JsonOut json) => WriteText(text, isThought: false, json);

    public void Thought(JsonString text, JsonOut json)
    {
        if (_state is { Origin: not StateOrigin.Gemini } && !text.IsEmpty)
        {
            WriteText(default, isThought: true, json); // it signs the thoughts that were, not these
        }

        WriteText(text, isThought: true, json);
    }

    /// <summary>An empty part: the last, for a signature that waits or for the finish reason.</summary>
    public void Empty(JsonOut json) => WriteText(default, isThought: false, json);

    /// <summary>A call.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="name">The function.</param>
    /// <param name="arguments">A JSON object; empty for none.</param>
    /// <param name="json">Where it goes.</param>
    public void Call(JsonString id, JsonString name, ReadOnlyMemory<byte> arguments, JsonOut json)
    {
        json.BeginObject();
        json.Name("functionCall"u8);
        json.BeginObject();
        json.Name("id"u8);
        json.String(id);
        json.Name("name"u8);
        json.String(name);
        json.Name("args"u8);
        json.Raw(arguments.IsEmpty ? "{}"u8 : JsonCompact.Of(arguments).Span);
        json.EndObject();
        End(json);
    }

    public void Media(MediaPart media, JsonOut json)
    {
        json.BeginObject();
        var isInline = !media.Base64.IsEmpty;
        json.Name(isInline ? "inlineData"u8 : "fileData"u8);
        json.BeginObject();
        if (!media.MediaType.IsEmpty)
        {
            json.Name("mimeType"u8);
            json.String(media.MediaType);
        }

        json.Name(isInline ? "data"u8 : "fileUri"u8);
        json.String(isInline ? media.Base64 : media.Url);
        json.EndObject();
        End(json);
    }

    /// <summary>Whether arguments are what Google's <c>args</c> can hold.</summary>
    public static bool AreArguments(ReadOnlySpan<byte> arguments) =>
        arguments.IsEmpty || (arguments.TrimStart(" \t\r\n"u8) is [(byte)'{', ..] && JsonScan.IsValue(arguments));

    private void WriteText(JsonString text, bool isThought, JsonOut json)
    {
        json.BeginObject();
        json.Name("text"u8);
        json.String(text);
        if (isThought)
        {
            json.Name("thought"u8);
            json.Bool(true);
        }

        End(json);
    }

    private void End(JsonOut json)
    {
        if (TakeState() is { } state)
        {
            json.Name("thoughtSignature"u8);
            json.String(state.Origin == StateOrigin.Gemini ? state.Data : StateEnvelope.Wrap(state));
        }

        json.EndObject();
    }
}
