using Tollgate.Host.Yaml;

namespace Tollgate.Host.Remote;

/// <summary>
/// The last good document of a source, in the data folder, so that a start does not need the source. It holds what the document holds, and is
/// readable for this user alone. It counts for its address only; a folder has one.
/// </summary>
/// <param name="folder">The data folder.</param>
/// <param name="address">Where the document comes from.</param>
internal sealed class RemoteCopy(string folder, RemoteAddress address)
{
    private const string Prefix = "remote-config-";
    private const string Suffix = ".yaml";

    public string Path { get; } = System.IO.Path.Combine(folder, Prefix + address.Id + Suffix);

    /// <summary>The copy, and when it was made; null where there is none that can be read.</summary>
    public (byte[] Content, DateTimeOffset At)? Read()
    {
        try
        {
            var file = new FileInfo(Path);
            return file.Exists && file.Length <= YamlConfigLoader.MaxFileBytes ? (File.ReadAllBytes(Path), new DateTimeOffset(file.LastWriteTimeUtc)) : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Writes it: whole, or the one before stays. Copies of other addresses go.</summary>
    /// <exception cref="IOException">The disk does not take it.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder is not ours to write.</exception>
    public void Write(ReadOnlySpan<byte> content)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var beside = Path + ".new";
        File.Delete(beside); // the mode is that of the one who makes the file
        using (var file = new FileStream(beside, options))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        File.Move(beside, Path, overwrite: true);
        var copies = Directory.EnumerateFiles(folder, Prefix + new string('?', address.Id.Length) + Suffix);
        foreach (var other in copies.Where(copy => !copy.EndsWith(address.Id + Suffix, StringComparison.Ordinal)))
        {
            File.Delete(other);
        }
    }
}
