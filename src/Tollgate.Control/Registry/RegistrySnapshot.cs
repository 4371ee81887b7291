using System.Text;
using Tollgate.Control.Secrets;

namespace Tollgate.Control.Registry;

/// <summary>
/// The registry as a sealed file beside the store, so that a process serves its providers while the store is gone, from its first moment on.
/// Their secrets lie in it as they lie in the store: sealed each for itself.
/// </summary>
internal static class RegistrySnapshot
{
    public const string FileName = "registry.snapshot";

    private static readonly SealedFile Sealed = new("tollgate reg 1", "tollgate registry.snapshot 1");

    /// <summary>Writes the file: whole, or the one before stays.</summary>
    /// <exception cref="IOException">The disk does not take it.</exception>
    public static void Write(string path, MasterKey master, string installation, IReadOnlyCollection<StoredEntry> entries)
    {
        using var content = new MemoryStream();
        using (var writer = new BinaryWriter(content, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(entries.Count);
            foreach (var entry in entries)
            {
                Write(writer, entry);
            }
        }

        Sealed.Write(path, master, installation, content.GetBuffer().AsSpan(0, (int)content.Length));
    }

    /// <summary>The entries; null with the reason where there is nothing to be trusted.</summary>
    public static IReadOnlyList<StoredEntry>? Read(string path, MasterKeyRing masters, out string? problem)
    {
        if (Sealed.Read(path, masters, out problem) is not var (_, content))
        {
            return null;
        }

        using var reader = new BinaryReader(new MemoryStream(content), Encoding.UTF8);
        var entries = new StoredEntry[reader.ReadInt32()];
        for (var i = 0; i < entries.Length; i++)
        {
            entries[i] = ReadEntry(reader);
        }

        return entries;
    }

    private static void Write(BinaryWriter writer, StoredEntry entry)
    {
        writer.Write(entry.Id);
        writer.Write((byte)entry.Kind);
        writer.Write(entry.Name);
        writer.Write(entry.Document);
        WriteBytes(writer, entry.TokenHash);
        writer.Write(entry.CreatedAt.ToUnixTimeMilliseconds());
        writer.Write(entry.ChangedAt.ToUnixTimeMilliseconds());
        writer.Write(entry.Revision);
        writer.Write(entry.Secrets is not null);
        if (entry.Secrets is { } row)
        {
            writer.Write(row.Name);
            writer.Write(row.Version);
            writer.Write(row.MasterKey);
            WriteBytes(writer, row.WrappedKey);
            WriteBytes(writer, row.Content);
            writer.Write(row.ChangedAt.ToUnixTimeMilliseconds());
        }
    }

    private static StoredEntry ReadEntry(BinaryReader reader)
    {
        var entry = new StoredEntry
        {
            Id = reader.ReadString(),
            Kind = (RegistryKind)reader.ReadByte(),
            Name = reader.ReadString(),
            Document = reader.ReadString(),
            TokenHash = ReadBytes(reader),
            CreatedAt = ReadTime(reader),
            ChangedAt = ReadTime(reader),
            Revision = reader.ReadInt64(),
        };
        return !reader.ReadBoolean()
            ? entry
            : entry with
            {
                Secrets = new SealedRow
                {
                    Name = reader.ReadString(),
                    Version = reader.ReadInt64(),
                    MasterKey = reader.ReadString(),
                    WrappedKey = ReadBytes(reader),
                    Content = ReadBytes(reader),
                    ChangedAt = ReadTime(reader),
                },
            };
    }

    private static void WriteBytes(BinaryWriter writer, ReadOnlyMemory<byte> bytes)
    {
        writer.Write(bytes.Length);
        writer.Write(bytes.Span);
    }

    private static byte[] ReadBytes(BinaryReader reader) => reader.ReadBytes(reader.ReadInt32());

    private static DateTimeOffset ReadTime(BinaryReader reader) => DateTimeOffset.FromUnixTimeMilliseconds(reader.ReadInt64());
}
