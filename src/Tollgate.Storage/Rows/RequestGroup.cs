using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Tollgate.Recording;

namespace Tollgate.Storage.Rows;

/// <summary>What totals are kept by: the dimensions of <see cref="Control.RequestLog.StatsDimension"/>.</summary>
internal sealed record RequestGroup(
    string Key, string Org, string Team, string User, string App, string Provider, string Model, string Surface, int Status, string ErrorClass)
{
    /// <summary>Stands for the values that found no place; see <see cref="GroupGuard"/>.</summary>
    public const string Other = "(other)";

    public static RequestGroup Of(RequestEntry entry) => new(
        entry.Key, entry.Org, entry.Team, entry.User, entry.App, entry.Provider, entry.Model, entry.Surface, entry.Status, StoredNames.Of(entry.ErrorClass));

    /// <summary>The same group without what clients may make up.</summary>
    public RequestGroup WithoutInvented() => this with { App = Other, User = Other, Model = Other };

    /// <summary>A digest of all of it: 128 bits of SHA-256 over the texts, each behind its length.</summary>
    public Guid Digest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var text in (ReadOnlySpan<string>)[Key, Org, Team, User, App, Provider, Model, Surface, ErrorClass])
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            hash.AppendData(Number(bytes.Length));
            hash.AppendData(bytes);
        }

        hash.AppendData(Number(Status));
        return new Guid(hash.GetHashAndReset().AsSpan(0, 16), bigEndian: true);
    }

    private static byte[] Number(int value)
    {
        var bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }
}
