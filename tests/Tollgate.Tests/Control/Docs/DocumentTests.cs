using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Shouldly;
using Tollgate.Control.Docs;
using Tollgate.Control.Http;
using Tollgate.Control.RequestLog;
using Tollgate.Control.Status;
using Tollgate.Faults;
using Tollgate.Http1;
using Tollgate.Surfaces;
using Xunit;

namespace Tollgate.Tests.Control.Docs;

public sealed class DocumentTests
{
    [Fact]
    public async Task The_admin_document_has_every_endpoint_that_there_is()
    {
        await using var control = await StartAsync();
        var document = await ReadAsync(control, "api/openapi.json");
        var described = Operations(document).Select(each => $"{each.Method} {each.Path}").ToHashSet(StringComparer.Ordinal);
        var served = control.Server.Endpoints
            .Where(endpoint => endpoint.Metadata.GetMetadata<ApiOperation>() is not { Hidden: true })
            .Select(endpoint => $"{endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0].ToLowerInvariant()} {endpoint.RoutePattern.RawText}");
        served.ShouldNotBeEmpty();
        described.ShouldBe(served, ignoreOrder: true);
    }

    [Fact]
    public async Task Nothing_is_mapped_that_does_not_describe_itself()
    {
        await using var control = await StartAsync();
        control.Server.Endpoints.Where(endpoint => endpoint.Metadata.GetMetadata<ApiOperation>() is null).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("openapi.json")]
    [InlineData("api/openapi.json")]
    public async Task A_document_is_whole(string path)
    {
        await using var control = await StartAsync();
        using var client = control.Client(key: null);
        var document = JsonNode.Parse(await client.GetStringAsync(path))!;
        foreach (var reference in Descendants(document).OfType<JsonObject>().Where(node => node.ContainsKey("$ref")).Select(node => (string)node["$ref"]!))
        {
            reference.ShouldStartWith("#/");
            reference[2..].Split('/').Aggregate((JsonNode?)document, (node, name) => node?[name]).ShouldNotBeNull(reference);
        }

        Operations(document).Select(each => (string)each.Operation["operationId"]!).ShouldBeUnique();
        foreach (var (method, path_, operation) in Operations(document))
        {
            operation["summary"].ShouldNotBeNull(path_);
            operation["responses"]!.AsObject().Any(each => each.Key is [('1' or '2'), ..]).ShouldBeTrue($"{method} {path_}");
            var named = (operation["parameters"]?.AsArray() ?? []).Where(each => (string?)each!["in"] == "path").Select(each => (string)each!["name"]!);
            named.ShouldBe(path_.Split('{').Skip(1).Select(part => part[..part.IndexOf('}')]), ignoreOrder: true);
        }

        document["x-errors"]!.AsArray().Count.ShouldBe(Fault.All.Length - 1);
    }

    [Fact]
    public async Task Fields_are_described_by_what_the_code_says_about_them()
    {
        await using var control = await StartAsync();
        var document = await ReadAsync(control, "api/openapi.json");
        var schema = document["components"]!["schemas"]!["RequestList"]!["properties"]!;
        ((string)schema["next"]!["description"]!).ShouldBe("The `cursor` of the next page; null when nothing older matches.");
        ((string)schema["data"]!["items"]!["properties"]!["cost_nanousd"]!["description"]!).ShouldBe("Billionths of a US dollar.");
    }

    [Fact]
    public void The_gateway_document_names_paths_that_the_engine_serves()
    {
        foreach (var (method, path, operation) in Operations(GatewayDocument.Compose("1")))
        {
            var verb = Enum.Parse<HttpVerb>(method, ignoreCase: true);
            var concrete = string.Join('x', path.Split('{', '}').Where((_, i) => i % 2 == 0));
            var kind = EndpointMap.Find(verb, System.Text.Encoding.ASCII.GetBytes(concrete)).Kind;
            kind.ShouldNotBe(EndpointKind.Unknown, path);
            if ((string)operation["tags"]![0]! != "Operations")
            {
                (kind > EndpointKind.ControlPlane).ShouldBeTrue(path);
            }
        }
    }

    [Theory]
    [InlineData("", "text/html")]
    [InlineData("docs", "text/html")]
    [InlineData("docs/viewer.js", "text/javascript")]
    [InlineData("docs/viewer.css", "text/css")]
    public async Task Pages_need_no_key_and_run_nothing_inline(string path, string mediaType)
    {
        await using var control = await StartAsync();
        using var client = control.Client(key: null);
        using var answer = await client.GetAsync(path);
        answer.EnsureSuccessStatusCode().Content.Headers.ContentType!.MediaType.ShouldBe(mediaType);
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldNotContain("unsafe");
        policy.ShouldContain("script-src 'self'");
        if (mediaType == "text/html")
        {
            var text = await answer.Content.ReadAsStringAsync();
            text.ShouldNotContain(" style=");
            text.ShouldNotContain(" onclick=");
            text.ShouldNotContain("//cdn");
            System.Text.RegularExpressions.Regex.Matches(text, "(?:src|href)=\"([^\"]+)\"").ShouldAllBe(link => link.Groups[1].Value.StartsWith('/'));
        }
    }

    private static Task<RunningControl> StartAsync() => RunningControl.StartAsync(
        group => DocsArea.Map(group, "1.2.3"),
        group => VersionArea.Map(group, "1.2.3"),
        group => RequestsArea.Map(group, null, TimeProvider.System),
        group => ExportArea.Map(group, null, TimeProvider.System, new WorkSlots(1)),
        group => StatsArea.Map(group, null, TimeProvider.System));

    private static async Task<JsonNode> ReadAsync(RunningControl control, string path) => JsonNode.Parse(await control.Http.GetStringAsync(path))!;

    private static IEnumerable<(string Method, string Path, JsonObject Operation)> Operations(JsonNode document) =>
        from path in document["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        select (operation.Key, path.Key, operation.Value!.AsObject());

    private static IEnumerable<JsonNode> Descendants(JsonNode node) => new[] { node }.Concat(node switch
    {
        JsonObject members => members.Where(each => each.Value is not null).SelectMany(each => Descendants(each.Value!)),
        JsonArray items => items.Where(each => each is not null).SelectMany(each => Descendants(each!)),
        _ => [],
    });
}
