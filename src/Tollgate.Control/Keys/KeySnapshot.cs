using System.Text;
using Tollgate.Control.Secrets;
using Tollgate.Keys;

namespace Tollgate.Control.Keys;

/// <summary>The stored keys as a sealed file beside the store, so that a process serves them while the store is gone, from its first moment on.</summary>
internal static class KeySnapshot
{
    public const string FileName = "keys.snapshot";

    private static readonly SealedFile Sealed = new("tollgate keys 1", "tollgate keys.snapshot 1");

    /// <summary>Writes the file: whole, or the one before stays.</summary>
    /// <exception cref="IOException">The disk does not take it.</exception>
    public static void Write(string path, MasterKey master, string installation, IReadOnlyCollection<StoredCaller> keys)
    {
        using var content = new MemoryStream();
        using (var writer = new BinaryWriter(content, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(keys.Count);
            foreach (var key in keys)
            {
                KeySnapshotCodec.Write(writer, key);
            }
        }

        Sealed.Write(path, master, installation, content.GetBuffer().AsSpan(0, (int)content.Length));
    }

    /// <summary>The keys and the installation that they belong to; null with the reason where there is nothing to be trusted.</summary>
    public static (string Installation, IReadOnlyList<StoredCaller> Keys)? Read(string path, MasterKeyRing masters, out string? problem)
    {
        if (Sealed.Read(path, masters, out problem) is not var (installation, content))
        {
            return null;
        }

        using var reader = new BinaryReader(new MemoryStream(content), Encoding.UTF8);
        var keys = new StoredCaller[reader.ReadInt32()];
        var codec = new KeySnapshotCodec();
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = codec.Read(reader);
        }

        return (installation, keys);
    }
}
