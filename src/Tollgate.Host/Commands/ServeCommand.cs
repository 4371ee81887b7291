using System.CommandLine;
using System.Runtime.InteropServices;
using Tollgate.Host.Serving;

namespace Tollgate.Host.Commands;

/// <summary><c>tollgate serve</c>: runs the gateway until it is told to stop.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var config = ConfigOption.Create();
        var urls = new Option<string?>("--urls") { Description = "Addresses to listen on, separated by ';'. Overrides server.urls." };
        var serve = new Command("serve", "Run the gateway.") { config, urls };
        serve.SetAction((result, stop) => RunAsync(new ServeOptions(result.GetValue(config), result.GetValue(urls)), result.InvocationConfiguration, stop));
        return serve;
    }

    private static async Task<int> RunAsync(ServeOptions options, InvocationConfiguration console, CancellationToken stop)
    {
        var asked = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var starting = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        using var cancelled = stop.Register(() => asked.TrySetResult(false));
        using var stdout = Console.OpenStandardOutput();
        using var stderr = Console.OpenStandardError();
        try
        {
            await using var host = GatewayHost.Start(options, new HostStreams(stdout, stderr, console.Output), stop: starting.Token);

            // At a terminal the signal says that the terminal is gone: a gateway that went on would hold its port where nobody sees it.
            using var hangUp = host.LookAtSource is { } look && !OperatingSystem.IsWindows() && Console.IsInputRedirected
                ? PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => Look(context, look))
                : null;
            var byHand = await asked.Task;
            await host.DrainAsync(withDelay: !byHand);
            return 0;
        }
        catch (StartException refused)
        {
            await console.Error.WriteLineAsync(refused.Message);
            return 1;
        }
        catch (OperationCanceledException) when (starting.IsCancellationRequested)
        {
            return 0; // told to stop before it served
        }

        static void Look(PosixSignalContext context, Action look)
        {
            context.Cancel = true; // as daemons do; the system would end the process
            look();
        }

        void OnSignal(PosixSignalContext context)
        {
            context.Cancel = true; // we end by ourselves, once requests in flight are done

            // Somebody at a terminal steers no traffic away: there is nothing to wait for but the requests in flight.
            if (!asked.TrySetResult(context.Signal == PosixSignal.SIGINT) && context.Signal == PosixSignal.SIGINT)
            {
                context.Cancel = false; // a second Ctrl+C means now
            }

            starting.Cancel();
        }
    }
}
