using System.Globalization;
using Tollgate.TestSupport;
using Xunit;

namespace Tollgate.FaultTests.Outages;

/// <summary>A file system of a few MiB, in memory, that can be filled to the last byte. Needs the right to mount; a test without it is skipped.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private readonly TempFolder _folder = new();

    private SmallDisk()
    {
    }

    public string Location => _folder.File("disk");

    private string Ballast => Path.Combine(Location, "ballast");

    public static async Task<SmallDisk> MountAsync(int mebibytes)
    {
        var disk = new SmallDisk();
        Directory.CreateDirectory(disk.Location);
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "mounting a small disk needs root");
        var size = string.Create(CultureInfo.InvariantCulture, $"size={mebibytes}m,mode=0777");
        Assert.SkipUnless(await RunAsync("mount", "-t", "tmpfs", "-o", size, "tollgate-test", disk.Location), "this machine does not let tests mount a disk");
        return disk;
    }

    /// <summary>Takes all that is free, but for so many bytes.</summary>
    public void Fill(long butBytes = 0)
    {
        using var file = new FileStream(Ballast, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            var room = new DriveInfo(Location).AvailableFreeSpace - butBytes;
            for (var block = new byte[4096]; room > 0; room -= block.Length)
            {
                file.Write(block);
            }
        }
        catch (IOException)
        {
            // Full, which is the point.
        }
    }

    /// <summary>Gives it back.</summary>
    public void Clear() => File.Delete(Ballast);

    public async ValueTask DisposeAsync()
    {
        await RunAsync("umount", "-l", Location);
        _folder.Dispose();
    }

    private static async Task<bool> RunAsync(string program, params string[] arguments)
    {
        await using var process = ProcessRunner.Start(program, arguments);
        return await process.ExitAsync(TimeSpan.FromSeconds(10)) == 0;
    }
}
