using System.Globalization;
using System.Text.Json;
using Tollgate.WireTests.Harness;

namespace Tollgate.WireTests.Admin;

/// <summary>A gateway with an admin key, and what its documents say that it does.</summary>
internal sealed class DocumentedGateway : IAsyncDisposable
{
    public const string AdminKey = "sk-admin-canary-0d6f1b7e93a84c25";
    public const string OtherKey = "sk-other-canary-4be1c02f7d";

    private readonly RunningGateway _gateway;
    private int _callers;

    private DocumentedGateway(RunningGateway gateway)
    {
        _gateway = gateway;
        Http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = gateway.BaseUrl };
    }

    public HttpClient Http { get; }

    public RunningGateway Gateway => _gateway;

    /// <summary>Starts it with the built-in provider; the other key may not reach objects at providers.</summary>
    public static async Task<DocumentedGateway> StartAsync(string engine) => new(await RunningGateway.StartAsync(engine, yaml => yaml
        .Set("auth", "admin_key", AdminKey)
        .Set("server", "trusted_proxies", (string[])["127.0.0.1"])
        .Add("providers", "{ name: demo, kind: demo, models: [demo], default: true }")
        .Key("other", OtherKey, ("passthrough", false))));

    /// <summary>The operations of a document; waits until the control plane is up.</summary>
    public async Task<IReadOnlyList<DocumentedOperation>> OperationsAsync(string document)
    {
        string? text = null;
        await TestSupport.Eventually.BecomesTrueAsync(
            async () =>
            {
                using var answer = await Http.GetAsync(new Uri(document, UriKind.Relative));
                text = await answer.Content.ReadAsStringAsync();
                return answer.IsSuccessStatusCode;
            },
            TimeSpan.FromSeconds(10));
        return DocumentedOperation.Read(text!);
    }

    /// <summary>An address that nobody called from before: wrong keys are counted by address.</summary>
    public string NextCaller()
    {
        var number = Interlocked.Increment(ref _callers);
        return string.Create(CultureInfo.InvariantCulture, $"198.51.{number / 250}.{1 + (number % 250)}");
    }

    /// <summary>Sends, and gives status, stable code and the field at fault, whatever the shape of the error.</summary>
    public async Task<(int Status, string? Code, string? Param)> SendAsync(HttpRequestMessage request)
    {
        using (request)
        {
            using var answer = await Http.SendAsync(request);
            var text = await answer.Content.ReadAsStringAsync();
            if (answer.IsSuccessStatusCode || text.Length == 0)
            {
                return ((int)answer.StatusCode, null, null);
            }

            var error = JsonSerializer.Deserialize<JsonElement>(text);
            error = error.TryGetProperty("error", out var inner) ? inner : error;
            var code = error.TryGetProperty("details", out var details) ? details[0].GetProperty("reason").GetString() : error.GetProperty("code").GetString();
            return ((int)answer.StatusCode, code, error.TryGetProperty("param", out var param) ? param.GetString() : null);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _gateway.DisposeAsync();
    }
}
