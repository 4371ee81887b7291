using Tollgate.Listening;

namespace Tollgate.Host.Serving;

/// <summary>
/// A folder for the sockets between engine and control plane that only this user may enter. It lies in the system's temporary folder,
/// for socket paths must be short; where that cannot be written, in the data folder. What a killed process left behind is swept up by
/// the next start: a folder whose lock nobody holds belongs to nobody.
/// </summary>
internal sealed class SocketFolder : IDisposable
{
    private const string Prefix = "tollgate-run-";
    private const string LockName = "lock";
    private readonly string _path;
    private readonly FileStream _lock;

    private SocketFolder(string path, FileStream held)
    {
        _path = path;
        _lock = held;
        Sockets = new ControlSockets(Path.Combine(path, "h1"), Path.Combine(path, "h2"), Path.Combine(path, "in"));
    }

    public ControlSockets Sockets { get; }

    /// <summary>Makes a folder of its own for this process.</summary>
    /// <exception cref="StartException">None of the places can be written.</exception>
    public static SocketFolder Create(string dataDir)
    {
        try
        {
            return CreateIn(Path.GetTempPath());
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            try
            {
                return CreateIn(Directory.CreateDirectory(dataDir).FullName);
            }
            catch (Exception second) when (second is IOException or UnauthorizedAccessException)
            {
                throw new StartException($"tollgate: no place for the control plane's sockets: {exception.Message} {second.Message}");
            }
        }
    }

    public void Dispose()
    {
        _lock.Dispose();
        TryDelete(_path);
    }

    internal static SocketFolder CreateIn(string parent)
    {
        Sweep(parent);
        var path = Path.Combine(parent, Prefix + Path.GetRandomFileName());
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path); // the user's temporary folder is private there
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return new SocketFolder(path, Lock(path));
    }

    private static FileStream Lock(string path) => new(Path.Combine(path, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

    private static void Sweep(string parent)
    {
        foreach (var path in Directory.EnumerateDirectories(parent, Prefix + "*"))
        {
            if (!File.Exists(Path.Combine(path, LockName)))
            {
                continue; // not ours, or just being made
            }

            try
            {
                using (Lock(path))
                {
                    // Nobody holds it.
                }

                TryDelete(path);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // In use, or another user's.
            }
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The next start tries again.
        }
    }
}
