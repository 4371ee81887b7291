using System.Diagnostics;
using Tollgate.TestSupport;

namespace Tollgate.Tests.Storage.RequestLog;

/// <summary>A file system of a few megabytes, in memory. Only root may make one.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly TempFolder _folder = new();

    public SmallDisk(int megabytes)
    {
        IsThere = OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tollgate-test", _folder.Location);
    }

    public bool IsThere { get; }

    public string File(string name) => _folder.File(name);

    /// <summary>Fills it to the last byte.</summary>
    public void Fill()
    {
        // Single bytes at the end: a file system gives out whole pages.
        foreach (var size in (int[])[64 * 1024, 1])
        {
            try
            {
                using var filler = new FileStream(_folder.File("filler"), FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
                for (var block = new byte[size]; ;) { filler.Write(block); }
            }
            catch (IOException)
            {
                // Full.
            }
        }
    }

    public void MakeRoom() => System.IO.File.Delete(_folder.File("filler"));

    public void Dispose()
    {
        if (IsThere) { Run("umount", "-l", _folder.Location); }
        _folder.Dispose();
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false; // There is no such program here.
        }
    }
}
