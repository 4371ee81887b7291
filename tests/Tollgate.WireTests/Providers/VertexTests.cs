using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Web;
using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Providers;

/// <summary>Vertex AI: a sign-in with a service account, and its paths.</summary>
public sealed class VertexTests : IDisposable
{
    private const string Generated = """{"candidates":[{"content":{"role":"model","parts":[{"text":"Hello"}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":3,"candidatesTokenCount":2,"totalTokenCount":5}}""";
    private const string Question = """{"contents":[{"role":"user","parts":[{"text":"Hi"}]}]}""";

    private readonly RSA _key = RSA.Create(2048);
    private readonly TempFolder _folder = new();

    public void Dispose()
    {
        _key.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Requests_carry_a_token_that_is_signed_for_once(string engine)
    {
        await using var google = ScriptedUpstream.Start(s => s.Json("""{"access_token":"ya29.first","expires_in":3599,"token_type":"Bearer"}"""));
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Generated));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml.Add("providers", Entry(upstream, AccountFile(google))));
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => AskAsync(gateway)));
        answers.ShouldAllBe(status => status == 200);
        google.Requests.Count.ShouldBe(1);
        upstream.Requests.ShouldAllBe(request => request["authorization"] == "Bearer ya29.first");
        upstream.LastRequest.Target.ShouldBe("/v1/projects/my-project/locations/global/publishers/google/models/gemini-x:generateContent");

        var form = HttpUtility.ParseQueryString(google.LastRequest.BodyText);
        form["grant_type"].ShouldBe("urn:ietf:params:oauth:grant-type:jwt-bearer");
        var parts = form["assertion"]!.Split('.');
        _key.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Decode(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).ShouldBeTrue();
        var claims = JsonDocument.Parse(Decode(parts[1])).RootElement;
        claims.GetProperty("iss").GetString().ShouldBe("robot@my-project.iam.gserviceaccount.com");
        claims.GetProperty("aud").GetString().ShouldBe(google.Origin + "/token");
        (claims.GetProperty("exp").GetInt64() - claims.GetProperty("iat").GetInt64()).ShouldBe(3600);
    }

    [Fact]
    public async Task A_refused_sign_in_is_the_providers_fault_and_shows_no_secret()
    {
        await using var google = ScriptedUpstream.Start(s => s.Json(400, """{"error":"invalid_grant","error_description":"Invalid JWT Signature."}"""));
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Generated));
        await using var gateway = await RunningGateway.StartAsync(Engines.Sockets, yaml => yaml.Add("providers", Entry(upstream, AccountFile(google))));
        (await AskAsync(gateway)).ShouldBe(503);
        upstream.Requests.ShouldBeEmpty();
        (await Eventually.BecomesTrueAsync(() => gateway.Log.Contains("invalid_grant", StringComparison.Ordinal), TimeSpan.FromSeconds(30))).ShouldBeTrue(gateway.Log);
        gateway.Log.ShouldNotContain("PRIVATE KEY");
    }

    [Theory]
    [InlineData("/v1/chat/completions", """{"model":"claude-x","max_tokens":9,"messages":[{"role":"user","content":"Hi"}]}""", "\"chat.completion\"")]
    [InlineData("/v1/messages", """{"model":"claude-x","max_tokens":9,"messages":[{"role":"user","content":"Hi"}]}""", "\"type\":\"message\"")]
    public async Task Claude_is_asked_as_Anthropic_has_it_at_Googles_path(string path, string question, string shape)
    {
        const string Message =
            """{"id":"msg_1","type":"message","role":"assistant","model":"claude-x","content":[{"type":"text","text":"Hello"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":9,"output_tokens":3}}""";
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Message));
        await using var gateway = await RunningGateway.StartAsync(Engines.Sockets, yaml => yaml.Provider(
            "vx", upstream.Origin, ("kind", "vertex"), ("project", "p"), ("location", "us-east5"), ("models", (string[])["claude-*"])));
        var answer = await gateway.ExchangeAsync("POST", path, question);
        answer.Status.ShouldBe(200, answer.ToString());
        answer.BodyText.ShouldContain(shape);
        upstream.LastRequest.Target.ShouldBe("/v1/projects/p/locations/us-east5/publishers/anthropic/models/claude-x:rawPredict");
        upstream.LastRequest["authorization"].ShouldBe("Bearer " + Secrets.ProviderKey);
        var body = upstream.LastRequest.BodyJson();
        body.GetProperty("anthropic_version").GetString().ShouldBe("vertex-2023-10-16");
        body.TryGetProperty("model", out _).ShouldBeFalse();
    }

    private string AccountFile(ScriptedUpstream google) => _folder.Write("key.json", JsonSerializer.Serialize(new Dictionary<string, string>
    {
        ["type"] = "service_account",
        ["project_id"] = "my-project",
        ["private_key_id"] = "k1",
        ["private_key"] = _key.ExportPkcs8PrivateKeyPem(),
        ["client_email"] = "robot@my-project.iam.gserviceaccount.com",
        ["token_uri"] = google.Origin + "/token",
    }));

    private static string Entry(ScriptedUpstream upstream, string file) => JsonSerializer.Serialize(new Dictionary<string, object>
    {
        ["name"] = "vx", ["kind"] = "vertex", ["base_url"] = upstream.Origin, ["project"] = "my-project", ["credentials_file"] = file, ["models"] = new[] { "gemini-*" },
    });

    private static async Task<int> AskAsync(RunningGateway gateway)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(gateway.BaseUrl, "/v1beta/models/gemini-x:generateContent"));
        request.Headers.Add("x-goog-api-key", gateway.Key);
        request.Content = new StringContent(Question, Encoding.UTF8, "application/json");
        using var answer = await http.SendAsync(request);
        return (int)answer.StatusCode;
    }

    private static byte[] Decode(string text) => System.Buffers.Text.Base64Url.DecodeFromChars(text);
}
