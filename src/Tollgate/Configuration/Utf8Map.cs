using System.Buffers.Binary;
using System.Text;

namespace Tollgate.Configuration;

/// <summary>Immutable look-up by UTF-8 name without making a string: open addressing, at most half full.</summary>
/// <remarks>The names come from the operator, so the hash needs no secret: a client cannot add entries, only miss.</remarks>
internal sealed class Utf8Map<T>
    where T : class
{
    private readonly Entry[] _slots;
    private readonly int _mask;

    public Utf8Map(IEnumerable<KeyValuePair<string, T>> entries)
    {
        var list = entries.ToArray();
        var size = 4;
        while (size < list.Length * 2) { size *= 2; }
        _slots = new Entry[size];
        _mask = size - 1;
        foreach (var (name, value) in list)
        {
            var key = Encoding.UTF8.GetBytes(name);
            var hash = Hash(key);
            var at = (int)hash & _mask;
            while (_slots[at].Key is not null)
            {
                if (_slots[at].Key.AsSpan().SequenceEqual(key)) { throw new ArgumentException("Two entries have the same name.", nameof(entries)); }
                at = (at + 1) & _mask;
            }

            _slots[at] = new Entry(key, value, hash);
        }

        Count = list.Length;
    }

    public int Count { get; }

    public T? Find(ReadOnlySpan<byte> name)
    {
        var hash = Hash(name);
        for (var at = (int)hash & _mask; _slots[at].Key is { } key; at = (at + 1) & _mask)
        {
            if (_slots[at].Hash == hash && name.SequenceEqual(key)) { return _slots[at].Value; }
        }

        return null;
    }

    /// <summary>FNV-1a over eight bytes at a time, with a final mix: names are short and few.</summary>
    private static uint Hash(ReadOnlySpan<byte> name)
    {
        const ulong Prime = 0x100000001b3;
        var hash = 0xcbf29ce484222325 ^ (ulong)name.Length;
        while (name.Length >= 8)
        {
            hash = (hash ^ BinaryPrimitives.ReadUInt64LittleEndian(name)) * Prime;
            hash ^= hash >> 29;
            name = name[8..];
        }

        foreach (var b in name) { hash = (hash ^ b) * Prime; }
        hash ^= hash >> 32;
        hash *= 0x9e3779b97f4a7c15;
        return (uint)(hash >> 32);
    }

    private readonly record struct Entry(byte[] Key, T Value, uint Hash);
}
