using System.Net;
using Shouldly;
using Tollgate.Forwarding;
using Xunit;

namespace Tollgate.Tests.Forwarding;

public sealed class EgressUrlTests
{
    [Theory]
    [InlineData("https://api.openai.com/v1", "api.openai.com", 443, "api.openai.com", "/v1")]
    [InlineData("https://API.OpenAI.com", "api.openai.com", 443, "api.openai.com", "/")]
    [InlineData("HTTP://api.example.com:8000/a/b", "api.example.com", 8000, "api.example.com:8000", "/a/b")]
    [InlineData("https://api.example.com:443/", "api.example.com", 443, "api.example.com", "/")]
    [InlineData("https://api.example.com./v1", "api.example.com.", 443, "api.example.com", "/v1")]
    [InlineData("https://xn--bcher-kva.example/v1", "xn--bcher-kva.example", 443, "xn--bcher-kva.example", "/v1")]
    [InlineData("https://my_models.example.com/v1", "my_models.example.com", 443, "my_models.example.com", "/v1")]
    [InlineData("https://[2606:4700::1111]:8443/v1", "2606:4700::1111", 8443, "[2606:4700::1111]:8443", "/v1")]
    [InlineData("https://8.8.8.8/v1", "8.8.8.8", 443, "8.8.8.8", "/v1")]
    public void A_good_URL_is_taken_apart_once(string text, string host, int port, string authority, string path)
    {
        var url = Accept(text, namedInFile: false);
        (url.Target.Host, url.Target.Port, url.Authority, url.Path).ShouldBe((host, port, authority, path));
        url.TlsName.ShouldBe(host.TrimEnd('.'));
        url.IsTls.ShouldBe(text.StartsWith("https", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    [InlineData("http://127.0.0.1/")]
    [InlineData("http://10.0.0.1/")]
    [InlineData("http://172.16.0.1/")]
    [InlineData("http://192.168.0.1/")]
    [InlineData("http://100.64.0.1/")]
    [InlineData("http://[::1]/")]
    [InlineData("http://[fc00::1]/")]
    [InlineData("http://[fe80::1]/")]
    [InlineData("http://[fe80::1%25eth0]/")]
    [InlineData("http://[fd00:ec2::254]/")]
    [InlineData("http://0.0.0.0/")]
    [InlineData("http://localhost/")]
    [InlineData("http://localhost./")]
    [InlineData("http://models.localhost/")]
    public void Check_46_An_address_inside_is_refused_at_save(string text) => Refuse(text, namedInFile: false);

    [Theory]
    [InlineData("http://2130706433/")]
    [InlineData("http://0x7f000001/")]
    [InlineData("http://0x7f.0.0.1/")]
    [InlineData("http://127.1/")]
    [InlineData("http://0177.0.0.1/")]
    [InlineData("http://①②⑦.0.0.1/")]
    [InlineData("http://127.0.0.1./")]
    [InlineData("http://2130706433./")]
    [InlineData("http://0x7f.1./")]
    [InlineData("http://127。0。0。1/")]
    [InlineData("http://%31%32%37.0.0.1/")]
    [InlineData("http://127.0.0.1%00.example.com/")]
    [InlineData("http://[::ffff:127.0.0.1]/")]
    [InlineData("http://[::ffff:7f00:1]/")]
    [InlineData("http://[0:0:0:0:0:ffff:169.254.169.254]/")]
    [InlineData("http://[64:ff9b::127.0.0.1]/")]
    [InlineData("http://[64:ff9b:1::10.0.0.1]/")]
    [InlineData("http://[2002:7f00:1::]/")]
    [InlineData("http://user@api.example.com/")]
    [InlineData("http://user:secret@api.example.com/")]
    [InlineData("http://@api.example.com/")]
    [InlineData("http://api.example.com@127.0.0.1/")]
    [InlineData("http://127.0.0.1\\@api.example.com/")]
    [InlineData("http:\\\\127.0.0.1/")]
    [InlineData("http://api.example.com\t/")]
    [InlineData(" http://api.example.com/")]
    [InlineData("http://api.example.com/\r\nX: y")]
    [InlineData("http:///127.0.0.1/")]
    [InlineData("http://")]
    [InlineData("http://:80/")]
    [InlineData("http://./")]
    [InlineData("http://a..b/")]
    [InlineData("http:127.0.0.1")]
    [InlineData("https://api.example.com/#fragment")]
    public void Check_47_No_spelling_gets_an_address_past_the_guard(string text) => Refuse(text, namedInFile: false);

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("gopher://api.example.com/")]
    [InlineData("ftp://api.example.com/")]
    [InlineData("unix:/run/docker.sock")]
    [InlineData("unix:///run/docker.sock")]
    [InlineData("ws://api.example.com/")]
    [InlineData("//api.example.com/")]
    [InlineData("api.example.com")]
    [InlineData("")]
    [InlineData("https://api.example.com:22/")]
    [InlineData("https://api.example.com:25/")]
    [InlineData("https://api.example.com:6379/")]
    [InlineData("http://127.0.0.1:6379/")]
    [InlineData("https://api.example.com:0/")]
    [InlineData("https://api.example.com:65536/")]
    [InlineData("https://api.example.com:-1/")]
    [InlineData("https://api.example.com:08x/")]
    public void Check_50_Other_schemes_and_other_services_ports_are_refused_in_the_file_too(string text) => Refuse(text, namedInFile: true);

    [Theory]
    [InlineData("http://127.0.0.1:8000/v1", "127.0.0.1")]
    [InlineData("http://127.1:8000/v1", "127.0.0.1")]
    [InlineData("http://[::ffff:127.0.0.1]:8000/v1", "127.0.0.1")]
    [InlineData("http://[::1]:8000/v1", "::1")]
    [InlineData("http://localhost:11434/v1", "localhost")]
    [InlineData("http://192.168.1.9:8000", "192.168.1.9")]
    [InlineData("http://vllm.models.svc.cluster.local:8000/v1", "vllm.models.svc.cluster.local")]
    [InlineData("http://vllm:8000/v1", "vllm")]
    public void A_local_upstream_may_be_named_in_the_file(string text, string host) => Accept(text, namedInFile: true).Target.Host.ShouldBe(host);

    [Theory]
    [InlineData("http://169.254.169.254/")]
    [InlineData("http://[fd00:ec2::254]/")]
    [InlineData("http://0.0.0.0:8000/v1")]
    public void Metadata_and_nowhere_are_refused_in_the_file_too(string text) => Refuse(text, namedInFile: true);

    [Theory]
    [InlineData("127.0.0.1:8080", "http://localhost:8080/")]
    [InlineData("[::1]:8080", "http://localhost:8080/")]
    [InlineData("0.0.0.0:8080", "http://127.0.0.1:8080/")]
    [InlineData("[::]:8080", "http://127.9.9.9:8080/")]
    public void Check_46_The_gateway_is_not_its_own_upstream(string listener, string text)
    {
        var policy = new EgressPolicy([], [IPEndPoint.Parse(listener)], []);
        EgressUrl.TryParse(text, policy, namedInFile: true, out _, out var problem).ShouldBeFalse();
        problem.ShouldContain("gateway itself");
    }

    [Fact]
    public void An_allow_list_with_one_loopback_address_admits_localhost_by_API()
    {
        Cidr.TryParse("127.0.0.1", out var range, out _).ShouldBeTrue();
        var policy = new EgressPolicy([range], [], []);
        EgressUrl.TryParse("http://localhost:8000/v1", policy, namedInFile: false, out _, out var problem).ShouldBeTrue(problem);
    }

    [Fact]
    public void A_problem_never_repeats_the_password()
    {
        EgressUrl.TryParse("https://me:hunter2@api.example.com/", EgressPolicy.Default, namedInFile: true, out _, out var problem).ShouldBeFalse();
        problem.ShouldNotContain("hunter2");
    }

    [Fact]
    public void An_endless_URL_is_refused() => Refuse("https://api.example.com/" + new string('a', EgressUrl.MaxLength), namedInFile: true);

    private static EgressUrl Accept(string text, bool namedInFile)
    {
        EgressUrl.TryParse(text, EgressPolicy.Default, namedInFile, out var url, out var problem).ShouldBeTrue(problem);
        return url!;
    }

    private static void Refuse(string text, bool namedInFile)
    {
        EgressUrl.TryParse(text, EgressPolicy.Default, namedInFile, out var url, out var problem).ShouldBeFalse(text);
        url.ShouldBeNull();
        problem.ShouldNotBeNullOrWhiteSpace();
    }
}
