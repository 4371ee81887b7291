using Microsoft.Extensions.Hosting;

namespace Tollgate.Control.Hosting;

/// <summary>Takes the place of the console lifetime: signals are the process's business, not this server's.</summary>
internal sealed class QuietLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
