using System.Globalization;
using System.Net;
using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Control;

/// <summary>Where administrators' paths are served.</summary>
public sealed class AdminUrlsTests
{
    private const string AdminKey = "sk-admin-0123456789abcdef";

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Administration_with_addresses_of_its_own_is_served_there_alone(string engine)
    {
        var port = FreePort.Take();
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml
            .Set("server", "admin_urls", (string[])[string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}")])
            .Set("auth", "admin_key", AdminKey));
        await gateway.ControlPlaneAsync();
        await using var admin = await RawClient.ConnectAsync(port);
        await using var client = await gateway.ConnectAsync();

        foreach (var path in (string[])["/api/version", "/console", "/", "/v1/admin/status"])
        {
            var answer = await client.ExchangeAsync("GET", path, null, "authorization: Bearer " + AdminKey);
            answer.Status.ShouldBe(404, path);
        }

        (await client.ExchangeAsync("GET", "/api/version", null))["content-type"].ShouldBe("application/problem+json");
        (await client.ExchangeAsync("GET", "/health", null)).Status.ShouldBe(200);
        (await admin.ExchangeAsync("GET", "/api/version", null)).Status.ShouldBe(401);
        (await admin.ExchangeAsync("GET", "/api/version", null, "authorization: Bearer " + AdminKey)).Status.ShouldBe(200);
        (await admin.ExchangeAsync("GET", "/health", null)).Status.ShouldBe(200);
        (await Http2Async(gateway.Port, "/api/version")).ShouldBe(HttpStatusCode.NotFound);
        (await Http2Async(port, "/api/version")).ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_65_Administration_stays_on_loopback_unless_somebody_says_otherwise(string engine)
    {
        foreach (var key in (string?[])[null, AdminKey])
        {
            var port = FreePort.Take();
            await using var gateway = await RunningGateway.StartAsync(engine, yaml =>
            {
                yaml.Listen(string.Create(CultureInfo.InvariantCulture, $"http://*:{port}"));
                if (key is not null)
                {
                    yaml.Set("auth", "admin_key", key);
                }
            });
            await gateway.ControlPlaneAsync();
            await using var open = await RawClient.ConnectAsync(port);

            var answer = await open.ExchangeAsync("GET", "/api/version", null, "authorization: Bearer " + AdminKey);

            answer.Status.ShouldBe(key is null ? 403 : 200, answer.ToString());
            (await Http2Async(port, "/api/version")).ShouldBe(key is null ? HttpStatusCode.Forbidden : HttpStatusCode.OK);
            if (key is null)
            {
                answer["content-type"].ShouldBe("application/problem+json");
                answer.BodyText.ShouldContain("\"code\":\"FORBIDDEN\"");
                answer.BodyText.ShouldContain("auth.admin_key");
                (await open.ExchangeAsync("GET", "/v1/user/none", null)).Status.ShouldBe(404, "what users need is served");
            }
        }
    }

    private static async Task<HttpStatusCode> Http2Async(int port, string path)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var request = new HttpRequestMessage(HttpMethod.Get, string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}{path}"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.Add("Authorization", "Bearer " + AdminKey);
        using var answer = await client.SendAsync(request);
        return answer.StatusCode;
    }
}
