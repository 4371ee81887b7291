using System.ClientModel;
using System.CommandLine;
using System.Net.Sockets;
using System.Text;
using OpenAI;
using Tollgate.Host.Commands;

namespace Tollgate.WireTests.Mock;

/// <summary><c>tollgate mock</c>, run in this process through its own command line.</summary>
internal sealed class RunningMock : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task<int> _run;

    private RunningMock(Task<int> run, CancellationTokenSource stop, Uri address)
    {
        _run = run;
        _stop = stop;
        Address = address;
    }

    public Uri Address { get; }

    public HttpClient Http { get; } = new();

    public static async Task<RunningMock> StartAsync(params string[] arguments)
    {
        var stop = new CancellationTokenSource();
        var console = new FirstLine();
        var run = MockCommand.Create()
            .Parse(["--urls", "http://127.0.0.1:0", .. arguments])
            .InvokeAsync(new InvocationConfiguration { Output = console, Error = console }, stop.Token);
        var line = await console.Task.WaitAsync(TimeSpan.FromSeconds(30));
        var from = line.IndexOf("http://", StringComparison.Ordinal);
        return new RunningMock(run, stop, new Uri(line[from..line.IndexOf(' ', from)]));
    }

    public OpenAIClient Client(bool retries = false)
    {
        var options = new OpenAIClientOptions { Endpoint = new Uri(Address, "/v1") };
        if (!retries)
        {
            options.RetryPolicy = new System.ClientModel.Primitives.ClientRetryPolicy(0);
        }

        return new OpenAIClient(new ApiKeyCredential("none"), options);
    }

    public Task<HttpResponseMessage> PostAsync(string path, string json) =>
        Http.PostAsync(new Uri(Address, path), new StringContent(json, Encoding.UTF8, "application/json"));

    public async Task<TcpClient> ConnectAsync()
    {
        var client = new TcpClient();
        await client.ConnectAsync(Address.Host, Address.Port);
        return client;
    }

    /// <summary>Ends it as SIGTERM does, and gives its exit code.</summary>
    public async Task<int> StopAsync()
    {
        await _stop.CancelAsync();
        return await _run.WaitAsync(TimeSpan.FromSeconds(30));
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Http.Dispose();
        _stop.Dispose();
    }
}
