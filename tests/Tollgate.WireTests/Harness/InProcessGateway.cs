using System.Net;
using Tollgate.Host.Serving;

namespace Tollgate.WireTests.Harness;

/// <summary>The same composition as the executable's, in this process: quick to start, and its lines count as covered.</summary>
internal sealed class InProcessGateway : IAsyncDisposable
{
    private readonly GatewayHost _host;
    private readonly LogStream _stream;

    private InProcessGateway(GatewayHost host, LogStream stream)
    {
        _host = host;
        _stream = stream;
    }

    public static Task<IAsyncDisposable> StartAsync(string[] arguments, TextWriter log, CancellationToken stop) => With(lookup: null)(arguments, log, stop);

    /// <summary>The same with a name resolution of the test's own.</summary>
    public static GatewayStart With(Func<string, CancellationToken, Task<IPAddress[]>>? lookup) => (arguments, log, stop) =>
    {
        stop.ThrowIfCancellationRequested();
        if (arguments is not ["serve", "--config", var path])
        {
            throw new NotSupportedException("Other commands need the process.");
        }

        var stream = new LogStream(log);
        var host = GatewayHost.Start(new ServeOptions(path, Urls: null), new HostStreams(stream, stream, log), lookup, stop);
        return Task.FromResult<IAsyncDisposable>(new InProcessGateway(host, stream));
    };

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _stream.DisposeAsync();
    }
}
