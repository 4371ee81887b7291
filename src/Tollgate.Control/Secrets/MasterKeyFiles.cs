using System.Text;

namespace Tollgate.Control.Secrets;

/// <summary>
/// The master key as a file beside the store: made at the first start, readable by this user alone. While a rotation is under way its
/// successor lies beside it.
/// </summary>
internal sealed class MasterKeyFiles(string dataDir)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const int MaxBytes = 1024;

    private readonly string _current = Path.Combine(dataDir, "master.key");
    private readonly string _next = Path.Combine(dataDir, "master.key.next");

    /// <summary>The key in force, then its successor while there is one.</summary>
    /// <exception cref="MasterKeyException">A file is open to others, or holds no key.</exception>
    public IReadOnlyList<MasterKey> Load() => [.. new[] { Read(_current), Read(_next) }.OfType<MasterKey>()];

    /// <summary>Makes the first key. Of two processes that do so at once, both get the same one.</summary>
    /// <exception cref="MasterKeyException">The file cannot be made, or what is there is no key.</exception>
    public MasterKey Create() => Create(_current);

    /// <summary>The successor: the one that an interrupted rotation left, else a new one.</summary>
    public MasterKey CreateNext() => Read(_next) ?? Create(_next);

    /// <summary>Whether a rotation is under way, or was cut off.</summary>
    public bool HasNext => File.Exists(_next);

    /// <summary>The successor is the key from now on; the one before is gone. One rename.</summary>
    public void Promote() => File.Move(_next, _current, overwrite: true);

    private MasterKey Create(string path)
    {
        try
        {
            Directory.CreateDirectory(dataDir);
            var made = path + "." + Guid.NewGuid().ToString("N");
            using (var file = new FileStream(made, Options()))
            {
                file.Write(Encoding.ASCII.GetBytes(MasterKey.Generate().Reveal() + "\n"));
                file.Flush(flushToDisk: true);
            }

            try
            {
                File.Move(made, path, overwrite: false);
            }
            catch (IOException) when (File.Exists(path))
            {
                File.Delete(made); // another process was first, and its key counts
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new MasterKeyException($"{path}: the master key cannot be written: {fault.Message}");
        }

        return Read(path) ?? throw new MasterKeyException($"{path}: the master key was just made and is gone");
    }

    private static FileStreamOptions Options()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return options;
    }

    private static MasterKey? Read(string path)
    {
        try
        {
            if (!File.Exists(path))
            {
                return null;
            }

            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~OwnerOnly) is not UnixFileMode.None and var open)
            {
                throw new MasterKeyException($"{path}: others may read or change the master key (mode has {open}); run chmod 600 on it");
            }

            return (new FileInfo(path).Length <= MaxBytes ? MasterKey.Parse(File.ReadAllText(path)) : null)
                ?? throw new MasterKeyException($"{path}: does not hold a master key (base64 of 32 bytes, or 64 hexadecimal digits)");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new MasterKeyException($"{path}: the master key cannot be read: {fault.Message}");
        }
    }
}
