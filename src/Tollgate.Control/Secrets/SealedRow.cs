using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Tollgate.Control.Secrets;

/// <summary>
/// A secret as the store keeps it: content sealed under a data key of its own, the data key wrapped by the master key. Both are bound to
/// table, row, column and version, so that a row that is moved, renamed or rolled back does not open.
/// </summary>
internal sealed record SealedRow
{
    public required string Name { get; init; }

    /// <summary>1 for the first secret of that name, rising with each put.</summary>
    public required long Version { get; init; }

    /// <summary>Id of the master key that wraps the data key.</summary>
    public required string MasterKey { get; init; }

    public required ReadOnlyMemory<byte> WrappedKey { get; init; }

    public required ReadOnlyMemory<byte> Content { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>Seals a secret under a fresh data key.</summary>
    public static SealedRow Seal(MasterKey master, string name, long version, ReadOnlySpan<byte> plain, DateTimeOffset now)
    {
        Span<byte> dataKey = stackalloc byte[Secrets.MasterKey.Bytes];
        RandomNumberGenerator.Fill(dataKey);
        var row = new SealedRow
        {
            Name = name,
            Version = version,
            MasterKey = master.Id,
            WrappedKey = master.Wrap(dataKey, Place(name, "data_key", version)),
            Content = Sealing.Seal(dataKey, plain, Place(name, "content", version)),
            ChangedAt = now,
        };
        CryptographicOperations.ZeroMemory(dataKey);
        return row;
    }

    /// <summary>The secret; null when the row was altered or belongs elsewhere, or the key is not the one that wraps it.</summary>
    public byte[]? Open(MasterKey master)
    {
        if (master.Unwrap(WrappedKey.Span, Place(Name, "data_key", Version)) is not { } dataKey)
        {
            return null;
        }

        var plain = Sealing.Open(dataKey, Content.Span, Place(Name, "content", Version));
        CryptographicOperations.ZeroMemory(dataKey);
        return plain;
    }

    /// <summary>The same secret under another master key; its content is not touched. Null where it does not open.</summary>
    public SealedRow? Rewrap(MasterKey from, MasterKey to)
    {
        var place = Place(Name, "data_key", Version);
        if (from.Unwrap(WrappedKey.Span, place) is not { } dataKey)
        {
            return null;
        }

        var rewrapped = this with { MasterKey = to.Id, WrappedKey = to.Wrap(dataKey, place) };
        CryptographicOperations.ZeroMemory(dataKey);
        return rewrapped;
    }

    /// <summary>The name comes last: it alone is free text, so no two places are written the same.</summary>
    private static byte[] Place(string name, string column, long version) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"provider_secrets|{column}|{version}|{name}"));
}
