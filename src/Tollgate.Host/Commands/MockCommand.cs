using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using Tollgate.Upstreams.Demo;

namespace Tollgate.Host.Commands;

/// <summary><c>tollgate mock</c>: a fake provider to try and to test gateways and clients against.</summary>
internal static class MockCommand
{
    private const int MaxLoops = 64;

    public static Command Create()
    {
        var urls = new Option<string>("--urls")
        {
            Description = "Where to listen. Port 0 takes a free one.",
            DefaultValueFactory = _ => "http://127.0.0.1:9100",
        };
        var latency = Number("--latency-ms", "Milliseconds before the first byte of an answer.", 0, 600_000);
        var chunk = Number("--chunk-ms", "Milliseconds between two pieces of a streamed answer.", 0, 600_000);
        var tokens = Number("--tokens", "Length of each answer; 0 means as long as what it has to say.", 0, 100_000);
        var loops = Number("--loops", "Event loops, each with a thread of its own.", 1, MaxLoops);
        var seed = Number("--seed", "Decides jitter and faults, so that a run can be repeated.", 1, int.MaxValue);
        var fault = new Option<string[]>("--fault")
        {
            Description = "What failing calls do: " + DemoFault.Names + ".",
            AllowMultipleArgumentsPerToken = true,
        };
        var rate = Share("--fault-rate", "Share of the calls that fail, 0 to 1. With --fault alone all do.");
        var jitter = Share("--jitter", "Share by which delays vary at random, 0 to 1.");
        fault.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
            {
                if (!DemoFault.TryParse(token.Value, out _))
                {
                    result.AddError($"'{token.Value}' is no fault. There are: {DemoFault.Names}.");
                }
            }
        });
        urls.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && !TryReadAddress(result.Tokens[0].Value, out _))
            {
                result.AddError($"'{result.Tokens[0].Value}' is no address to listen on. Write http://127.0.0.1:9100.");
            }
        });

        var command = new Command("mock", "Serve a fake provider with settable latency, pace and faults.")
        {
            urls, latency, chunk, tokens, fault, rate, jitter, seed, loops,
        };
        command.SetAction((parsed, stop) =>
        {
            var names = parsed.GetValue(fault) ?? [];
            var faults = Array.ConvertAll(names, static name => DemoFault.TryParse(name, out var one) ? one : default);
            var options = new DemoOptions
            {
                FirstByteDelayMs = parsed.GetValue(latency),
                ChunkDelayMs = parsed.GetValue(chunk),
                Tokens = parsed.GetValue(tokens) is > 0 and var wanted ? wanted : null,
                Jitter = parsed.GetValue(jitter) ?? 0,
                Seed = parsed.GetValue(seed),
                Faults = faults,
                FaultRate = parsed.GetValue(rate) ?? (faults.Length > 0 ? 1 : 0),
                TakesOrders = true,
            };
            TryReadAddress(parsed.GetValue(urls)!, out var at);
            return RunAsync(at, parsed.GetValue(loops), options, parsed.InvocationConfiguration, stop);
        });
        return command;
    }

    /// <summary>Serves until the process is told to stop.</summary>
    private static async Task<int> RunAsync(
        IPEndPoint at, int loops, DemoOptions options, InvocationConfiguration console, CancellationToken stop)
    {
        try
        {
            var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
            using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
            using var cancelled = stop.Register(() => asked.TrySetResult());
            await using var server = await MockServer.StartAsync(at, loops, options, fault => console.Error.WriteLine(fault.Message));
            await console.Output.WriteLineAsync(
                $"mock provider on http://{server.Address}  try: curl http://{server.Address}/v1/chat/completions"
                + """ -H 'content-type: application/json' -d '{"model":"demo","messages":[{"role":"user","content":"Hi"}]}'""");
            await asked.Task;
            return 0;

            void OnSignal(PosixSignalContext context)
            {
                context.Cancel = true; // the sockets are closed first
                asked.TrySetResult();
            }
        }
        catch (IOException exception)
        {
            await console.Error.WriteLineAsync(exception.Message);
            return 1;
        }
    }

    private static bool TryReadAddress(string url, out IPEndPoint at)
    {
        at = new IPEndPoint(IPAddress.Loopback, 0);
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not "http" || uri.PathAndQuery is not "/")
        {
            return false;
        }

        var host = IPAddress.Loopback;
        if (uri.IdnHost is not "localhost" && !IPAddress.TryParse(uri.IdnHost.Trim('[', ']'), out host))
        {
            return false;
        }

        at = new IPEndPoint(host, uri.Port);
        return true;
    }

    private static Option<int> Number(string name, string description, int least, int most)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => least };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0
                && int.TryParse(result.Tokens[0].Value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value)
                && (value < least || value > most))
            {
                result.AddError($"{name} must be from {least} to {most}.");
            }
        });
        return option;
    }

    private static Option<double?> Share(string name, string description)
    {
        var option = new Option<double?>(name) { Description = description };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0
                && double.TryParse(result.Tokens[0].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                && value is not (>= 0 and <= 1))
            {
                result.AddError($"{name} must be from 0 to 1.");
            }
        });
        return option;
    }
}
