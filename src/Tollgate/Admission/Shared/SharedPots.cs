using Tollgate.Loops;
using Tollgate.Redis;

namespace Tollgate.Admission.Shared;

/// <summary>Looks after the pots that one loop has met: draws before they run dry, and gives back what nobody spends.</summary>
internal sealed class SharedPots(EventLoop loop, RedisLink link, LimitClock clock) : LoopTimer
{
    private const long LookMs = 250;

    private readonly List<LimitCell> _tended = [];
    private readonly List<LimitCell> _low = [];

    /// <summary>Begins; on the loop.</summary>
    public void Start() => loop.SetTimer(this, LookMs);

    /// <summary>A pot was used; its cell is locked.</summary>
    public void Tend(LimitCell cell, LeasePot pot)
    {
        if (!pot.IsTended)
        {
            pot.IsTended = true;
            _tended.Add(cell);
        }

        if (pot.IsLow && !pot.IsDrawing && cell.Rule.Limit >= LeasePot.Share)
        {
            pot.IsDrawing = true;
            _low.Add(cell);
        }
    }

    /// <summary>Draws for the pots that were found low; no cell is locked.</summary>
    public void Draw()
    {
        foreach (var cell in _low)
        {
            DrawAsync(cell).Forget();
        }

        _low.Clear();
    }

    /// <summary>Gives back what has been in hand for long, or at the end everything.</summary>
    public void GiveBack(bool all = false)
    {
        var now = clock.NowUs;
        for (var i = _tended.Count - 1; i >= 0; i--)
        {
            var cell = _tended[i];
            var wasUsed = false;
            while (TakeStale(cell, now, all, out var stamp) is > 0 and var stale)
            {
                wasUsed = true;
                if (link.TryBegin() is { } bytes)
                {
                    SharedCommands.Settle(bytes, cell.Shared!, cell.Shared!.RuleOf(cell), -stale, stamp);
                    link.Send(call: null);
                }
            }

            if (!wasUsed && !IsTended(cell))
            {
                _tended[i] = _tended[^1];
                _tended.RemoveAt(_tended.Count - 1);
            }
        }
    }

    /// <summary>Redis may have lost its memory: what is in hand is not known there.</summary>
    public void Forget()
    {
        foreach (var cell in _tended)
        {
            cell.Enter();
            cell.Shared!.Pot.Forget();
            cell.Exit();
        }
    }

    internal override void OnDue()
    {
        GiveBack();
        loop.SetTimer(this, LookMs);
    }

    private static long TakeStale(LimitCell cell, long nowUs, bool all, out long stamp)
    {
        cell.Enter();
        var stale = cell.Shared!.Pot.TakeStale(nowUs, out stamp, all);
        cell.Exit();
        return stale;
    }

    /// <summary>Whether there is still something to look after; where there is not, whoever uses it next says so again.</summary>
    private static bool IsTended(LimitCell cell)
    {
        cell.Enter();
        var pot = cell.Shared!.Pot;
        var isTended = pot.IsTended = pot.Available > 0;
        cell.Exit();
        return isTended;
    }

    private async LoopTask DrawAsync(LimitCell cell)
    {
        var shared = cell.Shared!;
        cell.Enter();
        var planned = shared.Pot.Plan(cell.Rule.Limit, clock.NowUs);
        cell.Exit();
        var call = new TakeCall { Rules = 1 };
        var outcome = RedisOutcome.Full;
        if (planned > 0 && link.TryBegin() is { } bytes)
        {
            SharedCommands.Begin(bytes, SharedScripts.Take, keys: 1, 1 + SharedRule.WordCount);
            bytes.Write(shared.KeyWord);
            RespCommand.Word(bytes, "-"u8);
            SharedCommands.Rule(bytes, shared.RuleOf(cell), 1, planned);
            link.Send(call);
            outcome = await call.EndAsync();
        }

        var granted = outcome == RedisOutcome.Ok && call.IsAdmitted ? call.Granted(0) : 0;
        var now = clock.NowUs;
        cell.Enter();
        shared.Pot.IsDrawing = false;
        shared.Pot.Drawn(planned, granted, granted > 0 ? call.Stamp(0) : 0, now);
        if (outcome == RedisOutcome.Ok)
        {
            shared.Pot.Note(call.Remaining(0), now + (call.ResetMs(0) * 1000));
        }

        cell.Exit();
    }
}
