using System.Text;
using Tollgate.Json;
using Tollgate.Loops;

namespace Tollgate.Exchange;

/// <summary>Writes JSON into a buffer: it sets the commas, the caller opens and closes. Used again and again; nothing is allocated.</summary>
internal sealed class JsonOut
{
    private bool _comma;

    /// <summary>Where it goes; also for what is no JSON, such as the framing of an event.</summary>
    public SendBuffer Bytes { get; private set; } = null!;

    /// <summary>A document begins in this buffer.</summary>
    public void Begin(SendBuffer bytes)
    {
        Bytes = bytes;
        _comma = false;
    }

    /// <summary>Another document begins behind the one before.</summary>
    public void Restart() => _comma = false;

    public void BeginObject() => Begin("{"u8);

    public void EndObject() => End("}"u8);

    public void BeginArray() => Begin("["u8);

    public void EndArray() => End("]"u8);

    /// <summary>A member's name, of ASCII that needs no escaping; its value follows.</summary>
    public void Name(ReadOnlySpan<byte> name)
    {
        Separate();
        Bytes.Write("\""u8);
        Bytes.Write(name);
        Bytes.Write("\":"u8);
        _comma = false;
    }

    /// <summary>A name as it was read.</summary>
    public void Name(JsonString name) => Name(name.Span);

    /// <summary>A string that is JSON already.</summary>
    public void String(JsonString text) => Quoted(text.Span);

    /// <summary>A string of ASCII that needs no escaping.</summary>
    public void Ascii(ReadOnlySpan<byte> text) => Quoted(text);

    /// <summary>A string of any UTF-8 text, escaped here. This is also how JSON goes into a string, such as a tool's arguments.</summary>
    public void Text(ReadOnlySpan<byte> utf8)
    {
        Separate();
        Bytes.Write("\""u8);
        WriteEscaped(Bytes, utf8);
        Bytes.Write("\""u8);
        _comma = true;
    }

    /// <summary>A string of any text.</summary>
    public void Text(string text) => Text(Encoding.UTF8.GetBytes(text));

    /// <summary>A string in pieces begins.</summary>
    public void BeginText()
    {
        Separate();
        Bytes.Write("\""u8);
    }

    /// <summary>A piece of it that is JSON already.</summary>
    public void Piece(JsonString text) => Bytes.Write(text.Span);

    /// <summary>A piece of it in UTF-8, escaped here.</summary>
    public void Piece(ReadOnlySpan<byte> utf8) => WriteEscaped(Bytes, utf8);

    /// <summary>It is over.</summary>
    public void EndText()
    {
        Bytes.Write("\""u8);
        _comma = true;
    }

    /// <summary>A value that is JSON already. It comes onto one line, since it may stand in an event: a break is white space there, for inside a string it would be escaped.</summary>
    public void Raw(ReadOnlySpan<byte> json)
    {
        Separate();
        for (var end = json.IndexOfAny((byte)'\r', (byte)'\n'); end >= 0; end = json.IndexOfAny((byte)'\r', (byte)'\n'))
        {
            Bytes.Write(json[..end]);
            json = json[(end + 1)..];
        }

        Bytes.Write(json);
        _comma = true;
    }

    public void Number(long number)
    {
        Separate();
        Bytes.Write(number);
        _comma = true;
    }

    /// <summary>A member that is left out where there is no text.</summary>
    public void StringIfAny(ReadOnlySpan<byte> name, JsonString text)
    {
        if (!text.IsEmpty)
        {
            Name(name);
            String(text);
        }
    }

    /// <summary>A member whose value is JSON already; left out where there is none.</summary>
    public void RawIfAny(ReadOnlySpan<byte> name, ReadOnlyMemory<byte> json)
    {
        if (!json.IsEmpty)
        {
            Name(name);
            Raw(json.Span);
        }
    }

    /// <summary>A member that is left out where there is no number.</summary>
    public void NumberIfAny(ReadOnlySpan<byte> name, long? number)
    {
        if (number is { } value)
        {
            Name(name);
            Number(value);
        }
    }

    /// <summary>A member that is a list of strings, the first <paramref name="most"/> of them; left out where there is none.</summary>
    public void StringsIfAny(ReadOnlySpan<byte> name, List<JsonString> texts, int most = int.MaxValue)
    {
        if (texts.Count == 0)
        {
            return;
        }

        Name(name);
        BeginArray();
        for (var i = 0; i < texts.Count && i < most; i++)
        {
            String(texts[i]);
        }

        EndArray();
    }

    public void Bool(bool value) => Raw(value ? "true"u8 : "false"u8);

    public void Null() => Raw("null"u8);

    /// <summary>Escapes text for the inside of a JSON string.</summary>
    public static void WriteEscaped(SendBuffer bytes, ReadOnlySpan<byte> utf8)
    {
        const int Step = 4096;
        while (!utf8.IsEmpty)
        {
            var length = Math.Min(Step, utf8.Length);
            while (length > 0 && length < utf8.Length && (utf8[length] & 0xC0) == 0x80)
            {
                length--; // not inside a character
            }

            length = length == 0 ? Math.Min(Step, utf8.Length) : length;
            bytes.Advance(JsonEscape.Escape(utf8[..length], bytes.Reserve(length * JsonEscape.MaxGrowth)));
            utf8 = utf8[length..];
        }
    }

    private void Quoted(ReadOnlySpan<byte> inside)
    {
        Separate();
        Bytes.Write("\""u8);
        Bytes.Write(inside);
        Bytes.Write("\""u8);
        _comma = true;
    }

    private void Begin(ReadOnlySpan<byte> bracket)
    {
        Separate();
        Bytes.Write(bracket);
        _comma = false;
    }

    private void End(ReadOnlySpan<byte> bracket)
    {
        Bytes.Write(bracket);
        _comma = true;
    }

    private void Separate()
    {
        if (_comma)
        {
            Bytes.Write(","u8);
        }
    }
}
