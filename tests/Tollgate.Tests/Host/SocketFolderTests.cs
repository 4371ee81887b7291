using Shouldly;
using Tollgate.Host.Serving;
using Tollgate.TestSupport;
using Xunit;

namespace Tollgate.Tests.Host;

public sealed class SocketFolderTests
{
    [Fact]
    public void Only_this_user_may_enter_and_the_end_removes_it()
    {
        using var parent = new TempFolder();
        var root = Path.GetDirectoryName(parent.File("x"))!;
        var folder = SocketFolder.CreateIn(root);
        var path = Path.GetDirectoryName(folder.Sockets.Http1)!;
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        folder.Dispose();
        Directory.Exists(path).ShouldBeFalse();
    }

    [Fact]
    public void What_a_killed_process_left_is_swept_up_and_what_a_living_one_holds_is_not()
    {
        using var parent = new TempFolder();
        var root = Path.GetDirectoryName(parent.File("x"))!;
        var left = Directory.CreateDirectory(Path.Combine(root, "tollgate-run-left")).FullName;
        File.WriteAllText(Path.Combine(left, "lock"), "");
        var foreign = Directory.CreateDirectory(Path.Combine(root, "tollgate-run-foreign")).FullName;
        using var living = SocketFolder.CreateIn(root);
        using var second = SocketFolder.CreateIn(root);
        Directory.Exists(left).ShouldBeFalse();
        Directory.Exists(foreign).ShouldBeTrue();
        Directory.Exists(Path.GetDirectoryName(living.Sockets.Http1)!).ShouldBeTrue();
        second.Sockets.Http1.ShouldNotBe(living.Sockets.Http1);
    }

    [Fact]
    public void Starts_at_the_same_time_leave_each_others_folders_alone()
    {
        using var parent = new TempFolder();
        var root = Path.GetDirectoryName(parent.File("x"))!;

        Parallel.For(0, 1_000, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            using var folder = SocketFolder.CreateIn(root);
            File.WriteAllText(folder.Sockets.Internal, "");
        });

        Directory.EnumerateDirectories(root, "tollgate-*").ShouldBeEmpty();
    }

    [Fact]
    public void A_sweep_deletes_nothing_that_it_did_not_put_there_and_follows_no_link()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a privilege on Windows.");
        using var parent = new TempFolder();
        var root = Path.GetDirectoryName(parent.File("x"))!;
        var planted = Directory.CreateDirectory(Path.Combine(root, "tollgate-run-planted", "inner")).Parent!.FullName;
        var kept = Path.Combine(planted, "inner", "kept");
        File.WriteAllText(kept, "");
        File.WriteAllText(Path.Combine(planted, "lock"), "");
        var victim = Directory.CreateDirectory(Path.Combine(root, "victim")).FullName;
        File.WriteAllText(Path.Combine(victim, "lock"), "");
        File.WriteAllText(Path.Combine(victim, "in"), "");
        Directory.CreateSymbolicLink(Path.Combine(root, "tollgate-run-link"), victim);
        using var living = SocketFolder.CreateIn(root);
        File.Exists(kept).ShouldBeTrue();
        File.Exists(Path.Combine(victim, "lock")).ShouldBeTrue();
        File.Exists(Path.Combine(victim, "in")).ShouldBeTrue();
    }
}
