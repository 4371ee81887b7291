using System.Runtime.CompilerServices;

namespace Tollgate.Streaming;

/// <summary>Lines of a server-sent event stream.</summary>
internal static class SseLine
{
    /// <summary>Cuts the first line off <paramref name="rest"/> and returns it without its end: LF, CR LF or CR.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ReadOnlySpan<byte> Take(scoped ref ReadOnlySpan<byte> rest)
    {
        var length = rest.IndexOfAny((byte)'\n', (byte)'\r');
        if (length < 0)
        {
            var last = rest;
            rest = default;
            return last;
        }

        var line = rest[..length];
        var isPair = rest[length] == (byte)'\r' && (uint)(length + 1) < (uint)rest.Length && rest[length + 1] == (byte)'\n';
        rest = rest[(length + (isPair ? 2 : 1))..];
        return line;
    }

    /// <summary>Value of the field with this name, without its one optional leading space; false for any other line.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryReadField(ReadOnlySpan<byte> line, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (!line.StartsWith(name))
        {
            return false;
        }

        // A line without a colon is a field with an empty value.
        if (line.Length == name.Length)
        {
            return true;
        }

        if (line[name.Length] != (byte)':')
        {
            return false;
        }

        value = line[(name.Length + 1)..];
        if (value is [(byte)' ', ..])
        {
            value = value[1..];
        }

        return true;
    }
}
