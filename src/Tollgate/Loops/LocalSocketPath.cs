using System.Net.Sockets;
using System.Text;

namespace Tollgate.Loops;

/// <summary>Rules for the path of a Unix socket.</summary>
internal static class LocalSocketPath
{
    /// <summary><c>sun_path</c> has 108 bytes on Linux and 104 on BSD systems, its closing NUL among them.</summary>
    public static int MaxBytes => OperatingSystem.IsLinux() ? 107 : 103;

    /// <summary>Refuses a path that the system cannot take.</summary>
    /// <exception cref="IOException">The path is longer than the system takes.</exception>
    public static void Check(string path)
    {
        // A character has a byte at least: short paths, which is all of them, are not counted.
        if (path.Length * 3 > MaxBytes && Encoding.UTF8.GetByteCount(path) is var bytes && bytes > MaxBytes)
        {
            throw new IOException($"The path of a Unix socket has at most {MaxBytes} bytes; {path} has {bytes}.");
        }
    }

    /// <summary>Removes what a process that is gone left at the path.</summary>
    /// <exception cref="IOException">The path is too long, or somebody listens there.</exception>
    public static void Claim(string path)
    {
        Check(path);
        if (!File.Exists(path))
        {
            return;
        }

        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException)
        {
            File.Delete(path);
            return;
        }

        throw new IOException($"Cannot listen on {path}: another process listens there.");
    }

    /// <summary>Lets nobody but this user connect. The folder around it has to say so too: the socket is open to all for a moment.</summary>
    public static void Restrict(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }
}
