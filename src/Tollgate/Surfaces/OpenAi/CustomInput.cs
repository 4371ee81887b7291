using System.Buffers;
using System.Buffers.Text;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Surfaces.OpenAi;

/// <summary>
/// Takes the text of a custom tool's call out of <c>{"input": "…"}</c> as it comes in pieces. A piece is the inside of a string, the text a string
/// within what that says: so what is escaped in the text is escaped twice on the way, and once in what comes out here, which is the inside of a string
/// again. Arguments that begin otherwise are held until they are whole.
/// </summary>
internal sealed class CustomInput
{
    private readonly ArrayBufferWriter<byte> _head = new();
    private readonly ArrayBufferWriter<byte> _out = new();
    private readonly OpenEscape _escape = new();
    private Stage _stage;

    private enum Stage : byte
    {
        /// <summary>The text has not begun.</summary>
        Head,

        /// <summary>Within the text.</summary>
        Text,

        /// <summary>The text is over.</summary>
        Done,

        /// <summary>It is no such object: all of it is held.</summary>
        Held,
    }

    /// <summary>What a piece adds to the text; valid until the next call.</summary>
    public JsonString Add(JsonString piece)
    {
        _out.ResetWrittenCount();
        var at = 0;
        var span = piece.Span;
        while (at < span.Length && _stage != Stage.Held)
        {
            var taken = LengthOf(span[at..]);
            Take(span.Slice(at, taken));
            at += taken;
        }

        if (_stage == Stage.Held && at < span.Length)
        {
            _head.Write(span[at..]);
        }

        return new JsonString(_out.WrittenMemory);
    }

    /// <summary>The arguments are whole, or never will be. What was held is the text then.</summary>
    public JsonString End()
    {
        var held = _stage is Stage.Head or Stage.Held ? CustomTools.InputOf(new JsonString(_head.WrittenSpan.ToArray())) : default;
        _stage = Stage.Done;
        return held;
    }

    /// <summary>Length of the character at the start, or of the escape that stands for it.</summary>
    private static int LengthOf(ReadOnlySpan<byte> span) => span[0] != (byte)'\\' ? 1 : span.Length > 1 && span[1] == (byte)'u' ? Math.Min(6, span.Length) : Math.Min(2, span.Length);

    /// <summary>What a character of a piece is in the arguments' JSON; 0 for what is more than ASCII, and goes on as it stands.</summary>
    private static byte Meaning(ReadOnlySpan<byte> character)
    {
        if (character.Length == 1)
        {
            return character[0] < 0x80 ? character[0] : (byte)0;
        }

        return character[1] switch
        {
            (byte)'n' => (byte)'\n',
            (byte)'r' => (byte)'\r',
            (byte)'t' => (byte)'\t',
            (byte)'b' => (byte)'\b',
            (byte)'f' => (byte)'\f',
            (byte)'u' => Utf8Parser.TryParse(character[2..], out ushort value, out var used, 'x') && used == 4 && value < 0x80 ? (byte)value : (byte)0,
            var plain => plain,
        };
    }

    private void Take(ReadOnlySpan<byte> character)
    {
        switch (_stage)
        {
            case Stage.Head:
                _head.Write(character);
                TakeHead();
                break;
            case Stage.Text:
                TakeText(character, Meaning(character));
                break;
        }
    }

    /// <summary>Whether the text begins here: behind <c>{"input":"</c>, with any white space between.</summary>
    private void TakeHead()
    {
        ReadOnlySpan<byte> expected = "{\"input\":\""u8;
        var met = 0;
        var head = _head.WrittenSpan;
        var inName = false;
        for (var at = 0; at < head.Length;)
        {
            var taken = LengthOf(head[at..]);
            var meaning = Meaning(head.Slice(at, taken));
            at += taken;
            if (!inName && meaning is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
            {
                continue;
            }

            if (meaning != expected[met] || head.Length > 256)
            {
                _stage = Stage.Held;
                return;
            }

            inName ^= meaning == (byte)'"';
            met++;
            if (met == expected.Length)
            {
                _stage = Stage.Text;
            }
        }
    }

    private void TakeText(ReadOnlySpan<byte> character, byte meaning)
    {
        if (_escape.IsOpen)
        {
            if (!_escape.Take(meaning, _out))
            {
                TakeText(character, meaning); // what was open is out, and this begins anew
            }
        }
        else if (meaning == (byte)'"')
        {
            _stage = Stage.Done;
        }
        else if (meaning == (byte)'\\')
        {
            _escape.Begin();
        }
        else if (character.Length > 1 && meaning >= 0x20)
        {
            _out.Write([meaning]); // a slash, say, escaped without need
        }
        else
        {
            _out.Write(character);
        }
    }
}
