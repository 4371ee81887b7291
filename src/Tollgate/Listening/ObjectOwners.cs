using System.Collections.Concurrent;

namespace Tollgate.Listening;

/// <summary>
/// Which upstream made an object (a file, a batch, a stored response), so that calls which name its id and no model find it again.
/// Bounded: two generations, the older one is dropped when the newer one is full. What is forgotten goes to the default provider.
/// </summary>
internal sealed class ObjectOwners
{
    /// <summary>Ids in one generation; at most twice as many are held.</summary>
    public const int Capacity = 32_768;

    /// <summary>Longer ids are not remembered.</summary>
    public const int MaxIdBytes = 128;

    private ConcurrentDictionary<string, string> _young = new(StringComparer.Ordinal);
    private ConcurrentDictionary<string, string> _old = new(StringComparer.Ordinal);

    public int Count => _young.Count + _old.Count;

    public void Remember(ReadOnlySpan<byte> id, string provider)
    {
        if (id.Length is 0 or > MaxIdBytes)
        {
            return;
        }

        var young = Volatile.Read(ref _young);
        if (young.Count >= Capacity)
        {
            Volatile.Write(ref _old, young);
            young = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
            Volatile.Write(ref _young, young);
        }

        young[System.Text.Encoding.UTF8.GetString(id)] = provider;
    }

    /// <summary>The owner of the first id that stands as a segment in <paramref name="path"/>, or null.</summary>
    public string? FindInPath(ReadOnlySpan<byte> path)
    {
        while (!path.IsEmpty)
        {
            var slash = path.IndexOf((byte)'/');
            var segment = slash < 0 ? path : path[..slash];
            if (Find(segment) is { } owner)
            {
                return owner;
            }

            path = slash < 0 ? default : path[(slash + 1)..];
        }

        return null;
    }

    public string? Find(ReadOnlySpan<byte> id)
    {
        if (id.Length is 0 or > MaxIdBytes)
        {
            return null;
        }

        Span<char> text = stackalloc char[MaxIdBytes];
        if (!System.Text.Encoding.UTF8.TryGetChars(id, text, out var length))
        {
            return null;
        }

        ReadOnlySpan<char> key = text[..length];
        return Volatile.Read(ref _young).GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(key, out var owner)
            || Volatile.Read(ref _old).GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(key, out owner)
            ? owner
            : null;
    }
}
