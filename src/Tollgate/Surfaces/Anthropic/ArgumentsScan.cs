namespace Tollgate.Surfaces.Anthropic;

/// <summary>
/// Follows a tool's arguments as they come in pieces, to tell when they are whole: a JSON object or array whose last bracket has come. The pieces are
/// the insides of JSON strings, so each character may be escaped once more than the arguments themselves escape it.
/// </summary>
internal struct ArgumentsScan
{
    private int _depth;
    private bool _inString;
    private bool _escaped;

    /// <summary>The last bracket has come.</summary>
    public bool IsWhole { get; private set; }

    public void Add(ReadOnlySpan<byte> piece)
    {
        for (var i = 0; i < piece.Length && !IsWhole; i++)
        {
            var character = piece[i];
            if (character == (byte)'\\' && i + 1 < piece.Length)
            {
                character = piece[++i];
                if (character == (byte)'u')
                {
                    character = Hex(piece.Slice(i + 1, Math.Min(4, piece.Length - i - 1)));
                    i += 4;
                }
                else if (character is not ((byte)'"' or (byte)'\\'))
                {
                    character = (byte)' '; // a line feed or the like
                }
            }

            Take(character);
        }
    }

    private void Take(byte character)
    {
        if (_escaped)
        {
            _escaped = false;
        }
        else if (_inString)
        {
            _escaped = character == (byte)'\\';
            _inString = character != (byte)'"';
        }
        else if (character == (byte)'"')
        {
            _inString = true;
        }
        else if (character is (byte)'{' or (byte)'[')
        {
            _depth++;
        }
        else if (character is (byte)'}' or (byte)']')
        {
            IsWhole = --_depth <= 0;
        }
    }

    /// <summary>What four digits stand for where that is ASCII; anything else is no bracket and no quote.</summary>
    private static byte Hex(ReadOnlySpan<byte> digits) =>
        System.Buffers.Text.Utf8Parser.TryParse(digits, out ushort value, out var used, 'x') && used == 4 && value < 0x80 ? (byte)value : (byte)' ';
}
