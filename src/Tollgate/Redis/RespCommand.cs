using System.Globalization;
using System.Text;
using Tollgate.Loops;

namespace Tollgate.Redis;

/// <summary>Writes commands: an array of strings each.</summary>
internal static class RespCommand
{
    /// <summary>Begins a command of so many words.</summary>
    public static void Begin(SendBuffer bytes, int words)
    {
        bytes.Write("*"u8);
        bytes.Write((long)words);
        bytes.Write("\r\n"u8);
    }

    /// <summary>One word.</summary>
    public static void Word(SendBuffer bytes, ReadOnlySpan<byte> word)
    {
        bytes.Write("$"u8);
        bytes.Write((long)word.Length);
        bytes.Write("\r\n"u8);
        bytes.Write(word);
        bytes.Write("\r\n"u8);
    }

    /// <summary>A number as a word.</summary>
    public static void Word(SendBuffer bytes, long number)
    {
        // Length and digits in one reservation: this runs several times per request.
        var room = bytes.Reserve(32);
        room[0] = (byte)'$';
        System.Buffers.Text.Utf8Formatter.TryFormat(number, room[5..], out var digits);
        if (digits < 10)
        {
            room[1] = (byte)('0' + digits);
            room[2] = (byte)'\r';
            room[3] = (byte)'\n';
            room.Slice(5, digits).CopyTo(room[4..]);
            room[4 + digits] = (byte)'\r';
            room[5 + digits] = (byte)'\n';
            bytes.Advance(6 + digits);
            return;
        }

        room[1] = (byte)('0' + (digits / 10));
        room[2] = (byte)('0' + (digits % 10));
        room[3] = (byte)'\r';
        room[4] = (byte)'\n';
        room[5 + digits] = (byte)'\r';
        room[6 + digits] = (byte)'\n';
        bytes.Advance(7 + digits);
    }

    /// <summary>A whole command, made once and written often.</summary>
    public static byte[] Make(params ReadOnlySpan<string> words)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"*{words.Length}\r\n");
        foreach (var word in words)
        {
            text.Append(CultureInfo.InvariantCulture, $"${Encoding.UTF8.GetByteCount(word)}\r\n{word}\r\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>One word as it stands within a command, made once and written often.</summary>
    public static byte[] MakeWord(ReadOnlySpan<byte> word) =>
        [.. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"${word.Length}\r\n")), .. word, .. "\r\n"u8];
}
