using Shouldly;
using Tollgate.Host.Remote;
using Tollgate.Host.Serving;
using Xunit;

namespace Tollgate.Tests.Host.Remote;

public sealed class RemoteAddressTests
{
    [Theory]
    [InlineData("https://config.example.com/a/tollgate.yaml", true)]
    [InlineData("HTTPS://config.example.com/tollgate.yaml", true)]
    [InlineData("ftp://config.example.com/tollgate.yaml", true)]
    [InlineData("/etc/tollgate/tollgate.yaml", false)]
    [InlineData("tollgate.yaml", false)]
    [InlineData(@"C:\tollgate\tollgate.yaml", false)]
    public void What_has_a_scheme_is_no_file(string location, bool isUrl) => RemoteAddress.IsMeant(location).ShouldBe(isUrl);

    [Theory]
    [InlineData("http://config.example.com/tollgate.yaml", "https://")]
    [InlineData("http://10.0.0.7/tollgate.yaml", "https://")]
    [InlineData("ftp://config.example.com/tollgate.yaml", "http")]
    [InlineData("https://user:canary@config.example.com/tollgate.yaml", "TOLLGATE_CONFIG_TOKEN")]
    [InlineData("https://config.example.com:22/tollgate.yaml", "port")]
    [InlineData("https://169.254.169.254/latest/canary", "metadata")]
    [InlineData("https://config.example.com/a b", "space")]
    [InlineData("https:///tollgate.yaml", "absolute")]
    public void What_cannot_be_used_is_refused_without_being_shown(string url, string said)
    {
        var refused = Should.Throw<StartException>(() => RemoteAddress.Parse(url, allowsHttp: false));
        refused.Message.ShouldContain(said);
        refused.Message.ShouldNotContain("canary");
    }

    [Theory]
    [InlineData("http://127.0.0.1:8000/tollgate.yaml")]
    [InlineData("http://localhost:8000/tollgate.yaml")]
    [InlineData("http://[::1]:8000/tollgate.yaml")]
    public void Plain_http_stays_on_this_machine_unless_it_is_permitted(string local)
    {
        RemoteAddress.Parse(local, allowsHttp: false).IsExposed.ShouldBeFalse();
        RemoteAddress.Parse("http://10.0.0.7/tollgate.yaml", allowsHttp: true).IsExposed.ShouldBeTrue();
        RemoteAddress.Parse("https://config.example.com/tollgate.yaml", allowsHttp: true).IsExposed.ShouldBeFalse();
    }

    [Fact]
    public void Its_name_leaves_out_what_a_signed_url_is_signed_with()
    {
        var one = RemoteAddress.Parse("https://store.example.com:8443/b/tollgate.yaml?X-Signature=canary", allowsHttp: false);
        one.Name.ShouldBe("https://store.example.com:8443/b/tollgate.yaml?…");
        one.ToString().ShouldBe(one.Name);
        one.Id.ShouldNotBe(RemoteAddress.Parse("https://store.example.com:8443/b/tollgate.yaml?X-Signature=other", allowsHttp: false).Id);
        one.Id.ShouldMatch("^[0-9a-f]{16}$");
    }
}
