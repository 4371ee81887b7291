using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Tollgate.Loops;
using Tollgate.Redis;

namespace Tollgate.Admission.Shared;

/// <summary>
/// One loop's share in limits that replicas hold together. A request asks Redis once, about all its rules; where Redis cannot be asked, this
/// process counts alone, from what it has itself admitted so far, until it can.
/// </summary>
/// <remarks>
/// Bounds. Exact rules: never more than the limit while Redis works. Leased rules: see <see cref="LeasePot"/>. While Redis is lost each replica
/// holds the limit by itself: n replicas together admit at most n times the limit in a window, and once the limit more in the window in which Redis
/// comes back with its memory lost.
/// </remarks>
internal sealed class SharedLimits
{
    private const int MaxFreeCalls = 1024;

    private readonly RedisLink _link;
    private readonly LimitClock _clock;
    private readonly byte[] _name;
    private readonly Stack<TakeCall> _calls = new();
    private readonly SharedPlaces _places;
    private readonly SharedPots _pots;
    private long _numbers;

    /// <summary>The shared limits of one loop; nothing happens until <see cref="Start"/>.</summary>
    public SharedLimits(EventLoop loop, RedisLink link, LimitClock clock)
    {
        _link = link;
        _clock = clock;
        _name = Encoding.ASCII.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6))}.{loop.Index}."));
        _places = new SharedPlaces(loop, link, _name);
        _pots = new SharedPots(loop, link, clock);
        link.Restored = Restored;
    }

    /// <summary>The scripts that the link must know.</summary>
    public static RedisScript[] Scripts => [SharedScripts.Take, SharedScripts.Settle, SharedScripts.Renew, SharedScripts.Budgets];

    /// <summary>The connection's figures.</summary>
    public RedisCounters Counters => _link.Counters;

    /// <summary>Requests whose limits were decided in this process alone although they should be shared.</summary>
    public long DecidedAlone { get; private set; }

    /// <summary>Places of running requests that are kept in Redis.</summary>
    public int Places => _places.Count;

    /// <summary>Begins; on the loop.</summary>
    public void Start()
    {
        _link.Start();
        _places.Start();
        _pots.Start();
    }

    /// <summary>Gives back what is in hand; on the loop, before it stops.</summary>
    public void Leave() => _pots.GiveBack(all: true);

    /// <summary>Takes everything that was added to the hold since <paramref name="from"/>, or nothing. At most one round trip in the usual course.</summary>
    /// <returns>False when a rule has no room, or a cell must be looked up again: the hold says which.</returns>
    public LoopTask<bool> TakeAsync(LimitHold hold, int from = 0)
    {
        if (!_link.IsReady)
        {
            return new LoopTask<bool>(TakeAlone(hold, from));
        }

        var asks = SharedTake.Begin(hold, from, this, _clock.NowUs);
        if (asks <= 0)
        {
            _pots.Draw();
            return new LoopTask<bool>(asks == 0);
        }

        return AskAsync(hold, from, asks);
    }

    /// <summary>More or less was used than was taken, or a place is free again. Nobody waits for it.</summary>
    public void Correct(LimitCell cell, long stamp, long more)
    {
        if (cell is ConcurrencyCell)
        {
            _places.Leave(cell.Shared!, stamp);
            return;
        }

        if (_link.TryBegin() is { } bytes)
        {
            var shared = cell.Shared!;
            SharedCommands.Settle(bytes, shared, shared.RuleOf(cell), more, stamp);
            _link.Send(call: null);
        }
        else
        {
            Counters.Unheard++;
        }
    }

    /// <summary>Looks after a pot from now on; its cell is locked.</summary>
    internal void Tend(LimitCell cell, LeasePot pot) => _pots.Tend(cell, pot);

    private async LoopTask<bool> AskAsync(LimitHold hold, int from, int asks)
    {
        var number = ++_numbers;
        var call = _calls.TryPop(out var free) ? free : new TakeCall();
        call.Rules = asks;
        var outcome = await SendAsync(call, hold, from, number);
        if (outcome == RedisOutcome.NoScript)
        {
            // A flushed cache of scripts: they are sent ahead on the same connection, so that this finds them.
            _link.LoadScripts();
            outcome = await SendAsync(call, hold, from, number);
        }

        var now = _clock.NowUs;
        var admitted = false;
        if (outcome == RedisOutcome.Ok)
        {
            admitted = call.IsAdmitted;
            if (admitted)
            {
                SharedTake.Admit(hold, from, this, call, number, now);
                _places.Enter(hold.Asked(from));
                _pots.Draw();
            }
            else
            {
                SharedTake.Undo(hold, from, call, now);
            }
        }
        else
        {
            _link.Distrust(outcome, call.ErrorCode);
            SharedTake.Undo(hold, from, null, now);
            admitted = TakeAlone(hold, from);
        }

        if (_calls.Count < MaxFreeCalls)
        {
            _calls.Push(call);
        }

        return admitted;
    }

    private LoopTask<RedisOutcome> SendAsync(TakeCall call, LimitHold hold, int from, long number)
    {
        if (_link.TryBegin() is not { } bytes)
        {
            return new LoopTask<RedisOutcome>(_link.IsReady ? RedisOutcome.Full : RedisOutcome.Unavailable);
        }

        var entries = hold.Asked(from);
        SharedCommands.Begin(bytes, SharedScripts.Take, call.Rules, 1 + (call.Rules * SharedRule.WordCount));
        foreach (ref var entry in entries)
        {
            if (entry.Step == SharedStep.Asked)
            {
                bytes.Write(entry.Cell.Shared!.KeyWord);
            }
        }

        SharedCommands.Name(bytes, _name, number);
        foreach (ref var entry in entries)
        {
            if (entry.Step == SharedStep.Asked)
            {
                SharedCommands.Rule(bytes, entry.Cell.Shared!.RuleOf(entry.Cell), entry.Amount, entry.Amount + entry.SharedStamp);
            }
        }

        _link.Send(call);
        return call.EndAsync();
    }

    /// <summary>By this process's own count. Places are remembered all the same, so that Redis learns of them when it is back.</summary>
    private bool TakeAlone(LimitHold hold, int from)
    {
        DecidedAlone++;
        if (!hold.TryTake(_clock.NowUs, from))
        {
            return false;
        }

        var number = ++_numbers;
        foreach (ref var entry in hold.Asked(from))
        {
            if (entry.Cell is ConcurrencyCell)
            {
                (entry.Shared, entry.SharedStamp) = (this, number);
            }
        }

        _places.Enter(hold.Asked(from));
        return true;
    }

    private void Restored()
    {
        _pots.Forget();
        _places.Renew();
    }
}
