using System.Text;
using Tollgate.Control.Secrets;
using Tollgate.Keys;

namespace Tollgate.Control.Keys;

/// <summary>
/// The stored keys as a file beside the store, so that a process serves them while the store is gone, from its first moment on. Sealed
/// under a key derived from the master key and the installation: what was altered, cut or made elsewhere is not read.
/// </summary>
internal static class KeySnapshot
{
    public const string FileName = "keys.snapshot";

    /// <summary>Largest file read: <see cref="KeyLimits.MaxKeys"/> keys with long texts.</summary>
    private const long MaxBytes = 512L * 1024 * 1024;

    private const string Purpose = "tollgate keys.snapshot 1";
    private const int IdLength = 32;

    private static readonly byte[] Magic = [.. "tollgate keys 1\n"u8];

    /// <summary>Writes the file: whole, or the one before stays.</summary>
    /// <exception cref="IOException">The disk does not take it.</exception>
    public static void Write(string path, MasterKey master, string installation, IReadOnlyCollection<StoredCaller> keys)
    {
        byte[] header = [.. Magic, .. Encoding.ASCII.GetBytes(master.Id), .. Encoding.ASCII.GetBytes(installation)];
        using var content = new MemoryStream();
        using (var writer = new BinaryWriter(content, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(keys.Count);
            foreach (var key in keys)
            {
                KeySnapshotCodec.Write(writer, key);
            }
        }

        var sealedKeys = Sealing.Seal(master.Derive(Purpose, installation), content.GetBuffer().AsSpan(0, (int)content.Length), header);
        var made = path + ".new";
        using (var file = new FileStream(made, Options()))
        {
            file.Write(header);
            file.Write(sealedKeys);
            file.Flush(flushToDisk: true);
        }

        File.Move(made, path, overwrite: true);
    }

    /// <summary>The keys and the installation that they belong to; null with the reason where there is nothing to be trusted.</summary>
    public static (string Installation, IReadOnlyList<StoredCaller> Keys)? Read(string path, MasterKeyRing masters, out string? problem)
    {
        problem = null;
        try
        {
            if (!File.Exists(path))
            {
                return null;
            }

            problem = new FileInfo(path).Length > MaxBytes ? "it is too large" : null;
            return problem is null ? Parse(File.ReadAllBytes(path), masters, out problem) : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            problem = fault.Message;
            return null;
        }
    }

    private static (string Installation, IReadOnlyList<StoredCaller> Keys)? Parse(ReadOnlySpan<byte> file, MasterKeyRing masters, out string? problem)
    {
        var headerLength = Magic.Length + IdLength + IdLength;
        if (file.Length < headerLength || !file.StartsWith(Magic))
        {
            problem = "it is not a snapshot of keys";
            return null;
        }

        var header = file[..headerLength];
        var installation = Encoding.ASCII.GetString(header[^IdLength..]);
        if (masters.Find(Encoding.ASCII.GetString(header.Slice(Magic.Length, IdLength))) is not { } master)
        {
            problem = "it is sealed under another master key";
            return null;
        }

        if (Sealing.Open(master.Derive(Purpose, installation), file[headerLength..], header) is not { } content)
        {
            problem = "it was altered";
            return null;
        }

        problem = null;
        using var reader = new BinaryReader(new MemoryStream(content), Encoding.UTF8);
        var keys = new StoredCaller[reader.ReadInt32()];
        var codec = new KeySnapshotCodec();
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = codec.Read(reader);
        }

        return (installation, keys);
    }

    private static FileStreamOptions Options()
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }
}
