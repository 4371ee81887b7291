using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Tollgate.Keys;

/// <summary>
/// Credential to caller. Holds hashes only. Immutable: an edit makes a new table, which is published as one reference.
/// </summary>
/// <remarks>
/// Open addressing over SHA-256 values. A look-up reads the same number of slots and compares every byte of each, whether it finds
/// something or not, so its time says nothing about what is in the table. (The hash alone would already hide which byte of a guess
/// was right; check 37 measures the whole.)
/// </remarks>
internal sealed class KeyTable
{
    /// <summary>Longest credential looked at, in bytes: as long as a header line may be. A longer one is no key.</summary>
    public const int MaxCredentialBytes = 8 * 1024;

    /// <summary>Slots that a look-up should read; the table grows until all keys lie that close to their place.</summary>
    private const int WantedProbes = 8;

    private const int MostDoublings = 6;

    private readonly KeyValuePair<KeyHash, Caller>[] _entries;
    private readonly KeyHash[] _hashes;
    private readonly Caller?[] _callers;
    private readonly int _mask;
    private readonly int _probes;

    /// <summary>A table of these keys.</summary>
    /// <exception cref="ArgumentException">Two keys have the same secret, or one is empty or too long. Names are told, never secrets.</exception>
    public KeyTable(IEnumerable<(Caller Caller, string Secret)> keys)
        : this([.. keys.Select(key => KeyValuePair.Create(HashSecret(key.Caller, key.Secret), key.Caller))])
    {
    }

    /// <summary>A table of callers by the hash of their credential. No hash may come twice.</summary>
    public KeyTable(KeyValuePair<KeyHash, Caller>[] entries)
    {
        RefuseDuplicates(entries);
        _entries = entries;
        var size = 16;
        while (size < entries.Length * 4)
        {
            size *= 2;
        }

        (_hashes, _callers, _probes) = Build(entries, size);
        for (var doubling = 0; _probes > WantedProbes && doubling < MostDoublings; doubling++)
        {
            size *= 2;
            (_hashes, _callers, _probes) = Build(entries, size);
        }

        _mask = size - 1;
    }

    /// <summary>A table without keys.</summary>
    public static KeyTable Empty { get; } = new(Array.Empty<KeyValuePair<KeyHash, Caller>>());

    /// <summary>Number of keys.</summary>
    public int Count => _entries.Length;

    /// <summary>
    /// The caller whose credential this is; null when there is none. Expiry and <see cref="Caller.Enabled"/> are the business of
    /// <see cref="KeyCheck"/>.
    /// </summary>
    public Caller? Find(ReadOnlySpan<byte> presented) =>
        presented.IsEmpty || presented.Length > MaxCredentialBytes ? null : Find(KeyHash.Of(presented));

    /// <summary>As the other overload, for a credential hashed already.</summary>
    public Caller? Find(KeyHash hash)
    {
        var found = -1;
        var wanted = Unsafe.BitCast<KeyHash, Vector256<byte>>(hash);
        for (var probe = 0; probe < _probes; probe++)
        {
            var slot = (int)(hash.A + (ulong)probe) & _mask;
            found = Unsafe.BitCast<KeyHash, Vector256<byte>>(_hashes[slot]) == wanted ? slot : found;
        }

        // An empty slot holds zeros and no caller, so even the one input that hashes to zeros finds nobody.
        return found < 0 ? null : _callers[found];
    }

    /// <summary>A caller by the name of its key, or the id of a stored one; null when there is none. Walks the table: not for the path.</summary>
    public Caller? FindByName(string name) => Array.Find(
        _entries, entry => string.Equals(entry.Value.Name, name, StringComparison.Ordinal) || string.Equals(entry.Value.StoredId, name, StringComparison.Ordinal)).Value;

    /// <summary>Whether what this caller presented at its request's beginning would still be accepted.</summary>
    public bool Admits(Caller caller, long nowUnixMilliseconds) =>
        Find(caller.Hash) is { Enabled: true } now && !now.IsExpired(nowUnixMilliseconds);

    /// <summary>This table with one more key, or with the key of that hash changed.</summary>
    public KeyTable With(KeyHash hash, Caller caller) =>
        new([.. _entries.Where(entry => entry.Key != hash), KeyValuePair.Create(hash, caller)]);

    /// <summary>This table without the key of that hash.</summary>
    public KeyTable Without(KeyHash hash) => new([.. _entries.Where(entry => entry.Key != hash)]);

    private static (KeyHash[] Hashes, Caller?[] Callers, int Probes) Build(KeyValuePair<KeyHash, Caller>[] entries, int size)
    {
        var hashes = new KeyHash[size];
        var callers = new Caller?[size];
        var probes = 1;
        foreach (var (hash, caller) in entries)
        {
            var probe = 0;
            while (callers[(int)(hash.A + (ulong)probe) & (size - 1)] is not null)
            {
                probe++;
            }

            var slot = (int)(hash.A + (ulong)probe) & (size - 1);
            (hashes[slot], callers[slot]) = (hash, caller);
            probes = Math.Max(probes, probe + 1);
        }

        return (hashes, callers, probes);
    }

    private static KeyHash HashSecret(Caller caller, string secret)
    {
        if (secret.Length == 0 || secret.Length > MaxCredentialBytes)
        {
            throw new ArgumentException($"The secret of key '{caller.Name}' is empty or too long.", nameof(secret));
        }

        return KeyHash.Of(secret);
    }

    private static void RefuseDuplicates(KeyValuePair<KeyHash, Caller>[] entries)
    {
        var seen = new Dictionary<KeyHash, Caller>(entries.Length);
        foreach (var (hash, caller) in entries)
        {
            if (!seen.TryAdd(hash, caller))
            {
                throw new ArgumentException($"Keys '{seen[hash].Name}' and '{caller.Name}' have the same secret.", nameof(entries));
            }
        }
    }
}
