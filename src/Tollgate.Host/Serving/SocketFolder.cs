using Tollgate.Listening;

namespace Tollgate.Host.Serving;

/// <summary>
/// A folder for the sockets between engine and control plane that only this user may enter. It lies in the system's temporary folder,
/// for socket paths must be short; where that cannot be written, in the data folder. What a killed process left behind is swept up by
/// the next start: a folder whose lock nobody holds belongs to nobody. A folder gets the name that is swept only when its lock is held, so
/// that no start can take another's away in the making.
/// </summary>
internal sealed class SocketFolder : IDisposable
{
    private const string Prefix = "tollgate-run-";
    private const string NewPrefix = "tollgate-new-";
    private const string LockName = "lock";
    private static readonly string[] Names = ["h1", "h2", "in", LockName];
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
        var name = Path.GetRandomFileName();
        var path = Path.Combine(parent, NewPrefix + name);
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path); // the user's temporary folder is private there
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        var held = Lock(path);
        if (OperatingSystem.IsWindows())
        {
            return new SocketFolder(path, held); // a folder with an open file cannot be renamed there, and the temporary folder is the user's own
        }

        var ready = Path.Combine(parent, Prefix + name);
        Directory.Move(path, ready);
        return new SocketFolder(ready, held);
    }

    private static FileStream Lock(string path) => new(Path.Combine(path, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

    private static void Sweep(string parent)
    {
        foreach (var path in Directory.EnumerateDirectories(parent, Prefix + "*"))
        {
            try
            {
                if (!IsPlain(path) || !IsPlain(Path.Combine(path, LockName)))
                {
                    continue; // not ours
                }

                using (Lock(path))
                {
                    // Nobody holds it.
                }

                TryDelete(path);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // In use, another user's, or gone by now.
            }
        }
    }

    /// <summary>Whether this is there and leads nowhere else: in a folder where everybody writes, anybody can put a link of our name.</summary>
    private static bool IsPlain(string path) =>
        (File.Exists(path) || Directory.Exists(path)) && !File.GetAttributes(path).HasFlag(FileAttributes.ReparsePoint);

    /// <summary>
    /// Takes away what we put there and nothing else. Not recursively: whoever made a folder of our name could turn a folder inside it into a
    /// link while we walk, and have a process of the superuser delete what it leads to.
    /// </summary>
    private static void TryDelete(string path)
    {
        try
        {
            foreach (var name in Names)
            {
                File.Delete(Path.Combine(path, name));
            }

            Directory.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The next start tries again.
        }
    }
}
