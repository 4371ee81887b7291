using System.Text;
using Tollgate.Admission.Budgets;
using Tollgate.Loops;
using Tollgate.Redis;

namespace Tollgate.Admission.Shared;

/// <summary>
/// One loop's part in budgets that gateways count together. A request asks Redis once, about all its hard budgets; what it then spends is told without
/// waiting. Where Redis cannot be asked, this gateway goes by its own count and by what it last knew of the others'.
/// </summary>
/// <remarks>
/// While Redis works, what all gateways have spent and set aside never passes a hard budget. While it is away, each may spend what was left when it
/// went; what they spent is told when it is back, each one's whole part at a time.
/// </remarks>
internal sealed class SharedBudgets
{
    private const int MaxFreeCalls = 256;
    private const int Columns = 7;
    private const int Head = 3;

    /// <summary>A hash is of no more use so long after its period.</summary>
    private const long KeptMs = 2 * 24 * 60 * 60 * 1000L;

    private readonly RedisLink _link;
    private readonly BudgetTable _table;
    private readonly byte[] _run;
    private readonly Stack<BudgetCall> _calls = new();
    private string _gateway = "";
    private byte[] _gatewayWord = [];

    /// <summary>The part of one loop.</summary>
    /// <param name="link">The loop's way to Redis.</param>
    /// <param name="table">What is spent.</param>
    /// <param name="run">What this run of the process is known by.</param>
    public SharedBudgets(RedisLink link, BudgetTable table, string run)
    {
        _link = link;
        _table = table;
        _run = RespCommand.MakeWord(Encoding.ASCII.GetBytes(run));
    }

    /// <summary>Redis may be asked.</summary>
    public bool IsReady => _link.IsReady;

    /// <summary>Requests whose budgets were decided in this process alone although they should be shared.</summary>
    public long DecidedAlone { get; private set; }

    /// <summary>Asks for what was set aside here.</summary>
    /// <param name="cells">Those in which it was.</param>
    /// <param name="estimate">How much it was in each.</param>
    /// <returns>The first that has no room; null when all have.</returns>
    public async LoopTask<BudgetCell?> TakeAsync(ReadOnlyMemory<BudgetCell> cells, long estimate)
    {
        var call = _calls.TryPop(out var free) ? free : new BudgetCall();
        call.Cells = cells.Length;
        var outcome = await SendAsync(call, cells.Span, estimate);
        if (outcome == RedisOutcome.NoScript)
        {
            _link.LoadScripts();
            outcome = await SendAsync(call, cells.Span, estimate);
        }

        BudgetCell? refused = null;
        if (outcome == RedisOutcome.Ok)
        {
            for (var i = 0; i < cells.Length; i++)
            {
                call.Note(cells.Span[i].Share, i);
            }

            refused = call.Refused >= 0 ? cells.Span[call.Refused] : null;
        }
        else
        {
            DecidedAlone++;
            _link.Distrust(outcome, call.ErrorCode);
            refused = FirstWithoutRoom(cells.Span, estimate);
        }

        if (_calls.Count < MaxFreeCalls)
        {
            _calls.Push(call);
        }

        return refused;
    }

    /// <summary>Tells what has become of these. Nobody waits for it: what is lost is told with what comes next.</summary>
    public void Tell(ReadOnlySpan<BudgetCell> cells)
    {
        if (!cells.IsEmpty && _table.IsKnown && _link.TryBegin() is { } bytes)
        {
            Write(bytes, cells, estimate: -1);
            _link.Send(call: null);
        }
    }

    /// <summary>Tells what has become of these, and learns what the others have.</summary>
    public async LoopTask<bool> ExchangeAsync(ReadOnlyMemory<BudgetCell> cells, BudgetCall call)
    {
        call.Cells = cells.Length;
        if (!_table.IsKnown || await SendAsync(call, cells.Span, estimate: -1) != RedisOutcome.Ok)
        {
            return false;
        }

        for (var i = 0; i < cells.Length; i++)
        {
            call.Note(cells.Span[i].Share, i);
        }

        return true;
    }

    private static BudgetCell? FirstWithoutRoom(ReadOnlySpan<BudgetCell> cells, long estimate)
    {
        foreach (var cell in cells)
        {
            if (MostOf(cell, estimate) is >= 0 and var most && !cell.IsWithin(most))
            {
                return cell;
            }
        }

        return null;
    }

    private LoopTask<RedisOutcome> SendAsync(BudgetCall call, ReadOnlySpan<BudgetCell> cells, long estimate)
    {
        if (_link.TryBegin() is not { } bytes)
        {
            return new LoopTask<RedisOutcome>(_link.IsReady ? RedisOutcome.Full : RedisOutcome.Unavailable);
        }

        Write(bytes, cells, estimate);
        _link.Send(call);
        return call.EndAsync();
    }

    /// <summary>Writes one command.</summary>
    /// <param name="bytes">Where to.</param>
    /// <param name="cells">About what.</param>
    /// <param name="estimate">What was set aside and is asked for; -1 to tell only.</param>
    private void Write(SendBuffer bytes, ReadOnlySpan<BudgetCell> cells, long estimate)
    {
        if (!ReferenceEquals(_gateway, _table.Gateway))
        {
            _gateway = _table.Gateway;
            _gatewayWord = RespCommand.MakeWord(Encoding.ASCII.GetBytes(_gateway));
        }

        SharedCommands.Begin(bytes, SharedScripts.Budgets, cells.Length, Head + (cells.Length * Columns));
        foreach (var cell in cells)
        {
            bytes.Write(cell.Share.KeyWord);
        }

        bytes.Write(_gatewayWord);
        bytes.Write(_run);
        RespCommand.Word(bytes, estimate >= 0 ? 1 : 0);
        var now = _table.NowUnixMs;
        foreach (var cell in cells)
        {
            var share = cell.Share;
            RespCommand.Word(bytes, share.NextNumber());
            var (spent, taken) = (cell.Spent, cell.Taken);
            RespCommand.Word(bytes, spent);
            RespCommand.Word(bytes, taken);
            RespCommand.Word(bytes, MostOf(cell, estimate));
            RespCommand.Word(bytes, share.Generation);
            RespCommand.Word(bytes, share.OthersSpent);
            RespCommand.Word(bytes, Math.Max(0, cell.Span.ToUnixMs - now) + KeptMs);
        }
    }

    /// <summary>What costs nothing that is known passes while there is anything left.</summary>
    private static long MostOf(BudgetCell cell, long estimate) => cell.Subject.Terms.Hard is null ? -1 : cell.Subject.Terms.LimitNanoUsd - (estimate == 0 ? 1 : 0);
}
