using System.Text;

namespace Tollgate.Recording.Journal;

/// <summary>Gives repeating texts (names of keys, models, paths) as the same string each time. One per reader; forgets when it has too many.</summary>
internal sealed class NameCache
{
    /// <summary>A power of two.</summary>
    private const int Slots = 4096;

    /// <summary>Longer texts hardly repeat.</summary>
    private const int MaxBytes = 128;

    private readonly string?[] _names = new string?[Slots];

    public string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
        {
            return "";
        }

        if (utf8.Length > MaxBytes)
        {
            return Encoding.UTF8.GetString(utf8);
        }

        ref var slot = ref _names[JournalFormat.Checksum(utf8) & (Slots - 1)];
        Span<byte> known = stackalloc byte[MaxBytes];
        if (slot is { } name && Encoding.UTF8.TryGetBytes(name, known, out var length) && known[..length].SequenceEqual(utf8))
        {
            return name;
        }

        return slot = Encoding.UTF8.GetString(utf8);
    }
}
