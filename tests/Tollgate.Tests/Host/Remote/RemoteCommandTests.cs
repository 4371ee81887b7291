using System.CommandLine;
using Shouldly;
using Tollgate.Host.Commands;
using Tollgate.Host.Serving;
using Tollgate.TestSupport;
using Xunit;

namespace Tollgate.Tests.Host.Remote;

public sealed class RemoteCommandTests
{
    [Fact]
    public async Task Validate_asks_a_url_once_and_says_what_is_wrong_with_its_document()
    {
        await using var source = ConfigUpstream.Start(RemoteRig.Document("one"));
        var (code, text) = Validate(source.Url + "?signature=canary");
        (code, source.Looks).ShouldBe((0, 1), text);
        text.ShouldContain(source.Url + "?…: valid, with 1 providers");

        source.Serve("providers: [{ nam: x }]");
        (code, text) = Validate(source.Url);
        code.ShouldBe(1);
        text.ShouldContain("tollgate.yaml:1: providers[0].nam");

        source.Fail(s => s.Json(404, "{}"));
        (code, text) = Validate(source.Url);
        code.ShouldBe(1);
        text.ShouldContain(source.Url + ": it answered 404");

        Validate("http://10.0.0.7/tollgate.yaml").Text.ShouldContain("https://");
    }

    [Fact]
    public async Task Commands_take_a_url_as_they_take_a_file()
    {
        await using var source = ConfigUpstream.Start(RemoteRig.Document("one"));
        var found = ConfigSource.Find(new ServeOptions(source.Url, null));
        (found.Kind, found.Name, found.Path).ShouldBe(("remote", source.Url, null));
        found.Config.Providers[0].Name.ShouldBe("one");

        source.Fail(s => s.Json(503, "{}"));
        Should.Throw<StartException>(() => ConfigSource.Find(new ServeOptions(source.Url, null))).Message.ShouldContain("it answered 503");
        source.Looks.ShouldBe(2);
    }

    private static (int Code, string Text) Validate(string location)
    {
        using var output = new StringWriter();
        var console = new InvocationConfiguration { Output = output, Error = output };
        var code = ConfigCommand.Create().Parse(["validate", location]).Invoke(console);
        return (code, output.ToString());
    }
}
