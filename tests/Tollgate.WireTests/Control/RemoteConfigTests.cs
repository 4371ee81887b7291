using System.Globalization;
using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Control;

public sealed class RemoteConfigTests
{
    [Fact]
    public async Task A_model_that_the_source_adds_is_listed_within_seconds()
    {
        using var folder = new TempFolder();
        var port = FreePort.Take();
        await using var source = ConfigUpstream.Start(Document(folder, port, "first"));
        using var log = new StringWriter();
        await using var gateway = await InProcessGateway.StartAsync(["serve", "--config", source.Url], log, TestContext.Current.CancellationToken);
        (await ModelsAsync(port)).ShouldContain("first");

        source.Serve(Document(folder, port, "second"));

        await Eventually.TrueAsync(async () => (await ModelsAsync(port)).Contains("second", StringComparison.Ordinal));
        (await ModelsAsync(port)).ShouldNotContain("first");
        var copy = Directory.GetFiles(folder.File("data"), "remote-config-*.yaml").ShouldHaveSingleItem();
        await Eventually.TrueAsync(() => File.ReadAllText(copy) == Document(folder, port, "second"));
    }

    private static string Document(TempFolder folder, int port, string model) => new GatewayYaml()
        .Set("server", "urls", (string[])[string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}")])
        .Set("server", "drain_delay_seconds", 0)
        .Set("storage", "data_dir", folder.File("data"))
        .Provider("up", "http://127.0.0.1:8999/v1", ("models", (string[])[model]))
        .Key("test", Secrets.ClientKey)
        .ToString();

    private static async Task<string> ModelsAsync(int port)
    {
        await using var client = await RawClient.ConnectAsync(port);
        return (await client.ExchangeAsync("GET", "/v1/models", null, "authorization: Bearer " + Secrets.ClientKey)).BodyText;
    }
}
