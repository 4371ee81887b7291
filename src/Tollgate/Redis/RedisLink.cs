using Tollgate.Loops;

namespace Tollgate.Redis;

/// <summary>
/// One loop's way to Redis: at most one connection, made anew when it ends, and a circuit: while the server is not known to work, callers are told
/// so at once instead of waiting for it.
/// </summary>
/// <remarks>
/// The server counts as working once a write has succeeded on the connection; the same write is made again whenever a second passes without calls, so
/// that a server that froze or became read-only is noticed by this and not by a request. Written for this gateway because StackExchange.Redis
/// cannot be restored here; that would replace the folder, at the price of leaving the loop twice per call.
/// </remarks>
internal sealed class RedisLink
{
    /// <summary>Between two looks at an idle connection.</summary>
    private const long LookMs = 1_000;

    private const long FirstRestMs = 50;
    private const long LongestRestMs = 2_000;

    /// <summary>A connection that worked for so long is followed by a short rest again.</summary>
    private const long ProvenMs = 10_000;

    private readonly EventLoop _loop;
    private readonly RedisDialer _dialer;
    private readonly RedisCircuit _circuit;
    private readonly RedisScript[] _scripts;
    private readonly LoopPause _pause = new();
    private readonly StatusCall _call = new();
    private readonly Random _random;
    private readonly long _timeoutMs;
    private RedisConnection? _connection;
    private bool _isIntroduced;
    private bool _stopped;
    private string _problem = "";

    /// <summary>A link that does nothing until it is started.</summary>
    /// <param name="loop">Whose it is.</param>
    /// <param name="dialer">Opens connections.</param>
    /// <param name="circuit">Is told how it goes.</param>
    /// <param name="timeoutMs">For each command.</param>
    /// <param name="scripts">Scripts that the server is to know before the connection is used.</param>
    public RedisLink(EventLoop loop, RedisDialer dialer, RedisCircuit circuit, long timeoutMs, params RedisScript[] scripts)
    {
        _loop = loop;
        _dialer = dialer;
        _circuit = circuit;
        _timeoutMs = timeoutMs;
        _scripts = scripts;
        _random = new Random(HashCode.Combine(loop.Index, Environment.ProcessId, Environment.TickCount64));
    }

    /// <summary>What its connections have done.</summary>
    public RedisCounters Counters { get; } = new();

    /// <summary>Calls may be made.</summary>
    public bool IsReady => _isIntroduced && !_connection!.IsClosed;

    /// <summary>Called on the loop when calls may be made again, and nothing that was held is known to the server for sure.</summary>
    public Action? Restored { get; set; }

    /// <summary>Begins; on the loop.</summary>
    public void Start() => RunAsync().Forget();

    /// <summary>Ends; on the loop.</summary>
    public void Stop()
    {
        _stopped = true;
        _isIntroduced = false;
        _connection?.Close(RedisOutcome.Unavailable);
        _pause.Over.Set();
    }

    /// <summary>Where a command is written, to be followed by <see cref="Send"/>; null, at once, while the server is not known to work.</summary>
    public SendBuffer? TryBegin()
    {
        if (!IsReady)
        {
            return null;
        }

        var bytes = _connection!.TryBegin();
        Counters.Overflows += bytes is null ? 1 : 0;
        return bytes;
    }

    /// <summary>Sends the command just written.</summary>
    /// <param name="call">Who waits; null when nobody does.</param>
    public void Send(RedisCall? call) => _connection!.Send(call);

    /// <summary>A call came back with something that the next would come back with as well: the circuit opens.</summary>
    public void Distrust(RedisOutcome outcome, string errorCode)
    {
        if (IsReady && outcome is not (RedisOutcome.Ok or RedisOutcome.Full))
        {
            _problem = Explain(outcome, errorCode);
            _connection!.Close(RedisOutcome.Unavailable);
        }
    }

    /// <summary>The server forgot the scripts; those that come next find them again.</summary>
    public void LoadScripts()
    {
        foreach (var script in _scripts)
        {
            if (TryBegin() is { } bytes)
            {
                bytes.Write(script.Load);
                Send(call: null);
            }
        }
    }

    private static string Explain(RedisOutcome outcome, string errorCode) => outcome switch
    {
        RedisOutcome.Late => "it does not answer in time",
        RedisOutcome.Refused or RedisOutcome.NoScript => RedisErrors.Explain(errorCode),
        _ => "the connection broke",
    };

    private async LoopTask RunAsync()
    {
        var rest = FirstRestMs;
        while (!_stopped)
        {
            var began = _loop.NowMs;
            _problem = "";
            await ConnectAsync();
            if (IsReady)
            {
                began = _loop.NowMs;
                await UseAsync();
            }

            _isIntroduced = false;
            _connection = null;
            if (_stopped)
            {
                return;
            }

            _circuit.Opened(_loop.Index, _problem);
            rest = _loop.NowMs - began >= ProvenMs ? FirstRestMs : Math.Min(LongestRestMs, rest * 2);

            // Half of it is chance, so that replicas that lost the server together do not come back together.
            await PauseAsync((rest / 2) + _random.NextInt64((rest / 2) + 1));
        }
    }

    private async LoopTask ConnectAsync()
    {
        var (transport, problem) = await _dialer.ConnectAsync(_loop);
        if (transport is null)
        {
            _problem = problem;
            return;
        }

        if (_stopped)
        {
            transport.Close();
            return;
        }

        var connection = _connection = new RedisConnection(transport, _timeoutMs, Counters);
        connection.RunAsync().Forget();
        if (await IntroduceAsync(connection) && !connection.IsClosed)
        {
            Counters.Connects++;
            _isIntroduced = true;
            _circuit.Closed(_loop.Index);
            Restored?.Invoke();
        }
        else
        {
            connection.Close(RedisOutcome.Unavailable);
        }
    }

    /// <summary>Signs in, chooses the database, brings the scripts, and writes something.</summary>
    private async LoopTask<bool> IntroduceAsync(RedisConnection connection)
    {
        var url = _dialer.Url;
        if (url.Password is { } password
            && !await AskAsync(connection, url.User.Length > 0 ? RespCommand.Make("AUTH", url.User, password.Reveal()) : RespCommand.Make("AUTH", password.Reveal())))
        {
            return false;
        }

        if (url.Database != 0 && !await AskAsync(connection, RespCommand.Make("SELECT", url.Database.ToString(System.Globalization.CultureInfo.InvariantCulture))))
        {
            return false;
        }

        foreach (var script in _scripts)
        {
            if (!await AskAsync(connection, script.Load))
            {
                return false;
            }
        }

        return await AskAsync(connection, RedisScript.Probe);
    }

    /// <summary>Until the connection ends. Looks at it when nothing else does.</summary>
    private async LoopTask UseAsync()
    {
        var connection = _connection!;
        var seen = Counters.Calls;
        connection.Ended = _pause.Over;
        while (!connection.IsClosed)
        {
            await PauseAsync(LookMs);
            if (!connection.IsClosed && Counters.Calls == seen && !await AskAsync(connection, RedisScript.Probe))
            {
                connection.Close(RedisOutcome.Unavailable);
            }

            seen = Counters.Calls;
        }

        _problem = _problem.Length > 0 ? _problem : Explain(connection.EndedBy, "");
    }

    private async LoopTask<bool> AskAsync(RedisConnection connection, byte[] command)
    {
        if (connection.TryBegin() is not { } bytes)
        {
            return false;
        }

        bytes.Write(command);
        connection.Send(_call);
        var outcome = await _call.EndAsync();
        if (outcome == RedisOutcome.Ok)
        {
            return true;
        }

        _problem = _problem.Length > 0 ? _problem : Explain(outcome, _call.ErrorCode);
        return false;
    }

    private async LoopTask PauseAsync(long ms)
    {
        _loop.SetTimer(_pause, ms);
        await _pause.Over.WaitAsync();
        TimerWheel.Clear(_pause);
    }
}
