using Tollgate.Balancing;
using Tollgate.Forwarding;
using Tollgate.Http1;
using Tollgate.Listening;
using Tollgate.Loops;
using Tollgate.Routing;

namespace Tollgate.Attempts;

/// <summary>
/// Asks the providers of one loop, each provider belongs to one, whether they are well: over the same pools and the same egress guard as
/// requests. Nothing waits for it; a provider has one check under way at most.
/// </summary>
internal sealed class HealthChecker(LoopServices services, int loops) : LoopTimer
{
    /// <summary>Between two looks at what is due.</summary>
    private const long LookMs = 100;

    /// <summary>The same while nobody is checked.</summary>
    private const long IdleLookMs = 1_000;

    /// <summary>Checks under way at once on one loop; what is due beyond waits for its turn.</summary>
    private const int MaxAtOnce = 16;

    /// <summary>An answer longer than this costs its connection rather than the time to read it.</summary>
    private const long MaxAnswerBytes = 64 * 1024;

    private int _underWay;

    /// <summary>Begins; on the loop.</summary>
    public void Start() => services.Loop.SetTimer(this, LookMs);

    internal override void OnDue()
    {
        var any = false;
        var now = services.Loop.NowMs;
        foreach (var provider in services.Shared.Snapshots.Current.Providers)
        {
            if (provider is not { HealthCheck: { } check, CheckState: { } state } || provider.Index % loops != services.Loop.Index)
            {
                continue;
            }

            any = true;
            if (_underWay < MaxAtOnce && state.TryBegin(now, now + Interval(check)))
            {
                CheckAsync(provider, check, state).Forget();
            }
        }

        services.Loop.SetTimer(this, any ? LookMs : IdleLookMs);
    }

    /// <summary>Moved by up to a tenth, so that the gateways of a fleet do not ask in step.</summary>
    private long Interval(HealthCheck check) => (long)(check.IntervalMs * (0.9 + (services.Random.Unit() * 0.2)));

    private async LoopTask CheckAsync(Provider provider, HealthCheck check, CheckState state)
    {
        _underWay++;
        try
        {
            if (await AskAsync(provider, check) is { } healthy && state.Report(healthy, services.Loop.NowMs, check))
            {
                Tell(provider, healthy);
            }
        }
        finally
        {
            _underWay--;
        }
    }

    /// <summary>Whether it answered in time with anything but a server error; null when no connection could be had to ask by, or nothing to sign with.</summary>
    private async LoopTask<bool?> AskAsync(Provider provider, HealthCheck check)
    {
        if (provider.Credential is { IsReady: false } credential)
        {
            _ = credential.PrepareAsync(); // for the next check: that a sign-in takes its time, or fails, is no illness of the provider's
            return null;
        }

        var until = services.Loop.NowMs + check.TimeoutMs;
        var pool = services.PoolOf(provider);
        for (var fresh = false; ; fresh = true)
        {
            if ((fresh ? null : pool.TryRent()) is not { } connection)
            {
                if (pool.Budget.Open >= provider.MaxConnections)
                {
                    return null; // requests have them all, which is no sign of illness
                }

                var rental = new Rental(pool, provider);
                if (await rental.WaitAsync(Math.Max(1, until - services.Loop.NowMs)) is not { } opened)
                {
                    return rental.End is RentalEnd.OwnShortage or RentalEnd.NoPorts ? null : false;
                }

                connection = opened;
            }

            connection.Transport.SetDeadline(Math.Max(1, until - services.Loop.NowMs));
            var reused = connection.Reused;
            if (await ExchangeAsync(provider, connection, check) is { } healthy)
            {
                return healthy;
            }

            if (!reused || fresh || services.Loop.NowMs >= until)
            {
                return false;
            }
        }
    }

    /// <summary>Null when no answer came. The connection is given back or closed.</summary>
    private async LoopTask<bool?> ExchangeAsync(Provider provider, UpstreamConnection connection, HealthCheck check)
    {
        var answer = services.RentAnswer();
        var bytes = Compose(provider, check);
        try
        {
            if (!await connection.Transport.SendAsync(bytes.Memory) || await connection.ReadHeadAsync(answer, services.Limits) != HeadOutcome.Ok)
            {
                connection.Close();
                return null;
            }

            await FinishAsync(connection, answer);
            return answer.Status < 500;
        }
        finally
        {
            bytes.Return();
            services.Return(answer);
        }
    }

    /// <summary>The question, signed as a request is.</summary>
    private SendBuffer Compose(Provider provider, HealthCheck check)
    {
        var bytes = SendBuffer.Rent(services.Loop, check.Lines.Length + 1024);
        bytes.Write(check.Lines);
        provider.Credential?.Write(bytes, new SignedRequest
        {
            Method = "GET"u8,
            Target = check.Target,
            Host = provider.Origin.HostHeader,
            UnixSeconds = services.UnixMilliseconds / 1000,
        });
        bytes.Write("\r\n"u8);
        return bytes;
    }

    private static async LoopTask FinishAsync(UpstreamConnection connection, ResponseHead answer)
    {
        var framing = answer.FramingFor(HttpVerb.Get);
        var reader = new PayloadReader();
        connection.In.Consume(answer.Length);
        reader.Begin(connection.In, framing, answer.ContentLength);
        while (reader.Total < MaxAnswerBytes && await reader.ReadAsync())
        {
            reader.Advance();
        }

        if (reader.AtEnd && answer.KeepAlive && framing != BodyFraming.UntilClose)
        {
            connection.Return();
        }
        else
        {
            connection.Close();
        }
    }

    private void Tell(Provider provider, bool healthy)
    {
        if (healthy)
        {
            services.Shared.Log.Info(EventIds.CheckPasses, "A provider passes its health checks again", ("provider", provider.Name));
        }
        else
        {
            services.Shared.Log.Warn(EventIds.CheckFails, "A provider fails its health checks: it gets no traffic", ("provider", provider.Name));
        }
    }
}
