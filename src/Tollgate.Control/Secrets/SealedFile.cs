using System.Text;

namespace Tollgate.Control.Secrets;

/// <summary>
/// A file beside the control store that only this installation can read: sealed under a key derived from the master key and the installation,
/// so that what was altered, cut or made elsewhere does not open. Written whole, or the one before stays.
/// </summary>
/// <param name="kind">First line of the file, at most 16 ASCII characters; it ends in its version.</param>
/// <param name="purpose">What the key is derived for.</param>
internal sealed class SealedFile(string kind, string purpose)
{
    private const int IdLength = 32;

    /// <summary>Largest file read.</summary>
    private const long MaxBytes = 512L * 1024 * 1024;

    private readonly byte[] _magic = Encoding.ASCII.GetBytes(kind + "\n");

    /// <summary>Writes the file: whole, or the one before stays.</summary>
    /// <exception cref="IOException">The disk does not take it.</exception>
    public void Write(string path, MasterKey master, string installation, ReadOnlySpan<byte> content)
    {
        byte[] header = [.. _magic, .. Encoding.ASCII.GetBytes(master.Id), .. Encoding.ASCII.GetBytes(installation)];
        var made = path + ".new";
        using (var file = new FileStream(made, Options()))
        {
            file.Write(header);
            file.Write(Sealing.Seal(master.Derive(purpose, installation), content, header));
            file.Flush(flushToDisk: true);
        }

        File.Move(made, path, overwrite: true);
    }

    /// <summary>The content and the installation that it belongs to; null, with the reason unless there is no file, where there is nothing to be trusted.</summary>
    public (string Installation, byte[] Content)? Read(string path, MasterKeyRing masters, out string? problem)
    {
        problem = null;
        try
        {
            if (!File.Exists(path))
            {
                return null;
            }

            problem = new FileInfo(path).Length > MaxBytes ? "it is too large" : null;
            return problem is null ? Open(File.ReadAllBytes(path), masters, out problem) : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            problem = fault.Message;
            return null;
        }
    }

    private (string Installation, byte[] Content)? Open(ReadOnlySpan<byte> file, MasterKeyRing masters, out string? problem)
    {
        var headerLength = _magic.Length + IdLength + IdLength;
        if (file.Length < headerLength || !file.StartsWith(_magic))
        {
            problem = "it is not such a snapshot";
            return null;
        }

        var header = file[..headerLength];
        var installation = Encoding.ASCII.GetString(header[^IdLength..]);
        if (masters.Find(Encoding.ASCII.GetString(header.Slice(_magic.Length, IdLength))) is not { } master)
        {
            problem = "it is sealed under another master key";
            return null;
        }

        if (Sealing.Open(master.Derive(purpose, installation), file[headerLength..], header) is not { } content)
        {
            problem = "it was altered";
            return null;
        }

        problem = null;
        return (installation, content);
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
