using System.Text;
using Shouldly;
using Tollgate.Host.Serving;
using Tollgate.TestSupport;
using Xunit;

namespace Tollgate.Tests.Host;

public sealed class AdminKeyFileTests
{
    [Fact]
    public void Check_65_The_first_start_makes_a_key_and_keeps_only_its_hash()
    {
        using var folder = new TempFolder();
        var data = folder.File("data");
        var (key, made) = AdminKeyFile.Open(data);
        made.ShouldNotBeNull();
        key.Matches(Encoding.UTF8.GetBytes(made)).ShouldBeTrue();
        key.Matches(Encoding.UTF8.GetBytes(made[..^1])).ShouldBeFalse();
        var path = Path.Combine(data, AdminKeyFile.Name);
        File.ReadAllText(path).ShouldNotContain(made);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        var (again, second) = AdminKeyFile.Open(data);
        second.ShouldBeNull();
        again.Matches(Encoding.UTF8.GetBytes(made)).ShouldBeTrue();
        AdminKeyFile.Open(folder.File("elsewhere")).Made.ShouldNotBe(made);
    }

    [Fact]
    public void A_file_that_holds_something_else_stops_the_start()
    {
        using var folder = new TempFolder();
        folder.Write(AdminKeyFile.Name, "not a hash");
        Should.Throw<StartException>(() => AdminKeyFile.Open(Path.GetDirectoryName(folder.File(AdminKeyFile.Name))!)).Message.ShouldContain("delete it");
    }
}
