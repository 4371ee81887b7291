using Shouldly;
using Tollgate.FaultTests.Harness;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.FaultTests.Starting;

public sealed class CommandLineTests : IDisposable
{
    private const string BadFile = """
        server: { grace_second: 3 }
        providers:
          - { name: up, kind: openai-compatible, base_url: "http://127.0.0.1:8999/v1", api_kee: "sk-provider-canary-52be08aa17" }
          - { name: up, kind: opnai, api_key: "sk-provider-canary-52be08aa17" }
        keys:
          - { name: dev, key: short }
        limits:
          - { scope: key, metric: request, limit: 1, per: 1m }

        """;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Version_and_help_are_printed_with_exit_code_0()
    {
        var (version, printed) = await RunAsync("--version");
        version.ShouldBe(0);
        printed.Trim().ShouldMatch(@"^\d+\.\d+\.\d+");

        var (help, text) = await RunAsync("--help");
        help.ShouldBe(0);
        text.ShouldContain("serve");
        text.ShouldContain("config");

        var (serveHelp, serve) = await RunAsync("serve", "--help");
        serveHelp.ShouldBe(0);
        serve.ShouldContain("--config");
        serve.ShouldContain("--urls");
    }

    [Fact]
    public async Task Unknown_command_or_option_is_refused()
    {
        var (code, text) = await RunAsync("serv");
        code.ShouldNotBe(0);
        text.ShouldContain("serv");
        (await RunAsync("serve", "--confg", "x.yaml")).Code.ShouldNotBe(0);
    }

    [Fact]
    public async Task Valid_file_is_exit_code_0_and_starts_nothing()
    {
        var file = _folder.Write("good.yaml", new GatewayYaml().Provider("up", "http://127.0.0.1:8999/v1").Key("k", Secrets.ClientKey).ToString());

        var (code, text) = await RunAsync("config", "validate", file);

        code.ShouldBe(0, text);
        text.ShouldContain("valid");
        text.ShouldNotContain("canary");
    }

    [Theory]
    [InlineData("config", "validate")]
    [InlineData("serve", "--config")]
    public async Task Bad_file_is_exit_code_1_with_every_error_its_line_and_the_nearest_name_and_no_secret(string command, string argument)
    {
        var file = _folder.Write("bad.yaml", BadFile);

        var (code, text) = await RunAsync(command, argument, file);

        code.ShouldBe(1);
        (int Line, string Name, string Nearest)[] errors =
            [(1, "grace_second", "grace_seconds"), (3, "api_kee", "api_key"), (4, "kind", "openai"), (6, "key", ""), (8, "request", "requests")];
        foreach (var (line, name, nearest) in errors)
        {
            text.Split('\n').ShouldContain(
                error => error.Contains($"bad.yaml:{line}", StringComparison.Ordinal) && error.Contains(name, StringComparison.Ordinal)
                    && error.Contains(nearest, StringComparison.Ordinal),
                $"line {line}: {name}\n{text}");
        }

        text.ShouldNotContain("canary");
    }

    [Fact]
    public async Task Missing_file_unreadable_file_and_folder_are_said_in_words()
    {
        foreach (var path in (string[])[_folder.File("nowhere.yaml"), _folder.Location, _folder.Write("binary.yaml", "\0\u0001\u0002")])
        {
            foreach (var command in (string[][])[["config", "validate", path], ["serve", "--config", path]])
            {
                var (code, text) = await RunAsync(command);
                code.ShouldBe(1, text);
                text.ShouldContain(path);
                text.ShouldNotContain("   at ", customMessage: "a stack trace");
            }
        }
    }

    [Theory]
    [InlineData("nonsense", "--urls: address 1")]
    [InlineData("http://127.0.0.1:0; ftp://127.0.0.1:1", "--urls: address 2")]
    [InlineData("http://203.0.113.7:8099", "203.0.113.7:8099")]
    [InlineData(";", "--urls")]
    public async Task Address_that_cannot_be_listened_on_is_said_in_words(string url, string said)
    {
        var file = _folder.Write("good.yaml", new GatewayYaml().Provider("up", "http://127.0.0.1:8999/v1").Key("k", Secrets.ClientKey).ToString());

        var (code, text) = await RunAsync("serve", "--config", file, "--urls", url);

        code.ShouldBe(1, text);
        text.ShouldContain(said);
        text.ShouldNotContain("   at ", customMessage: "a stack trace");
    }

    private static async Task<(int Code, string Text)> RunAsync(params string[] arguments)
    {
        await using var process = HostProcess.Launch(arguments);
        var code = await process.ExitAsync();
        return (code, string.Join('\n', process.Out.Concat(process.Err)));
    }
}
