using Shouldly;
using Tollgate.Host.Remote;
using Tollgate.Host.Serving;
using Tollgate.TestSupport;
using Xunit;

namespace Tollgate.Tests.Host.Remote;

public sealed class RemoteSettingsTests
{
    [Fact]
    public void Without_variables_a_change_is_seen_within_five_seconds()
    {
        var settings = Read();
        settings.Poll.ShouldBe(TimeSpan.FromSeconds(3));
        settings.Wait.ShouldBe(TimeSpan.FromSeconds(30));
        settings.Token.ShouldBeNull();
        settings.AllowsHttp.ShouldBeFalse();
        settings.CopyFolder.ShouldBe("./data");
    }

    [Fact]
    public void Variables_set_it()
    {
        var settings = Read(
            ("TOLLGATE_CONFIG_TOKEN", " canary-token "), ("TOLLGATE_CONFIG_POLL_SECONDS", "0.5"), ("TOLLGATE_CONFIG_WAIT_SECONDS", "0"),
            ("TOLLGATE_CONFIG_ALLOW_HTTP", "true"), ("TOLLGATE_DATA_DIR", "/var/lib/tollgate"));
        settings.Token.ShouldNotBeNull().Reveal().ShouldBe("canary-token");
        settings.ToString().ShouldNotContain("canary");
        (settings.Poll, settings.Wait, settings.AllowsHttp, settings.CopyFolder)
            .ShouldBe((TimeSpan.FromMilliseconds(500), TimeSpan.Zero, true, "/var/lib/tollgate"));
    }

    [Theory]
    [InlineData("TOLLGATE_CONFIG_TOKEN", "canary\r\nx: y")]
    [InlineData("TOLLGATE_CONFIG_TOKEN", "canary token")]
    [InlineData("TOLLGATE_CONFIG_POLL_SECONDS", "0.1")]
    [InlineData("TOLLGATE_CONFIG_POLL_SECONDS", "3s")]
    [InlineData("TOLLGATE_CONFIG_POLL_SECONDS", "-3")]
    [InlineData("TOLLGATE_CONFIG_WAIT_SECONDS", "601")]
    [InlineData("TOLLGATE_CONFIG_ALLOW_HTTP", "yes")]
    [InlineData("TOLLGATE_CONFIG_CA", "/nowhere/ca.pem")]
    public void A_bad_value_is_refused_with_the_name_of_its_variable(string name, string value)
    {
        var refused = Should.Throw<StartException>(() => Read((name, value)));
        refused.Message.ShouldContain(name);
        refused.Message.ShouldNotContain("canary");
    }

    [Fact]
    public void A_file_without_a_certificate_is_no_authority()
    {
        using var folder = new TempFolder();
        Should.Throw<StartException>(() => Read(("TOLLGATE_CONFIG_CA", folder.Write("empty.pem", "nothing")))).Message.ShouldContain("TOLLGATE_CONFIG_CA");
        using var made = SelfSigned.Create();
        Read(("TOLLGATE_CONFIG_CA", folder.Write("ca.pem", made.ExportCertificatePem()))).TrustedRoots.ShouldNotBeNull().Count.ShouldBe(1);
    }

    private static RemoteSettings Read(params (string Name, string Value)[] variables) =>
        RemoteSettings.Read(name => variables.FirstOrDefault(variable => variable.Name == name).Value);
}
