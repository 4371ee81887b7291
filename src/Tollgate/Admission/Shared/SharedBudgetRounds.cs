using Tollgate.Admission.Budgets;
using Tollgate.Loops;

namespace Tollgate.Admission.Shared;

/// <summary>
/// Tells Redis from time to time all that this gateway has of the present periods, and learns what the others have: what Redis lost comes back, and what
/// long requests have set aside is not taken for that of a gateway that is gone. On one loop, for all.
/// </summary>
internal sealed class SharedBudgetRounds(EventLoop loop, SharedBudgets budgets, BudgetTable table) : LoopTimer
{
    private const long PauseMs = 1_000;

    /// <summary>Cells told of in one command, and commands in one turn: 100,000 subjects are gone through in 200 s.</summary>
    private const int Batch = 50;

    private const int Batches = 10;

    private readonly BudgetCall _call = new();
    private readonly BudgetCell[] _cells = new BudgetCell[Batch];
    private IEnumerator<BudgetCell>? _round;
    private bool _isUnderWay;

    /// <summary>Begins; on the loop.</summary>
    public void Start() => loop.SetTimer(this, PauseMs);

    internal override void OnDue()
    {
        if (!_isUnderWay)
        {
            GoOnAsync().Forget();
        }

        loop.SetTimer(this, PauseMs);
    }

    private async LoopTask GoOnAsync()
    {
        _isUnderWay = true;
        for (var i = 0; i < Batches && budgets.IsReady; i++)
        {
            var count = Gather();
            if (count == 0 || !await budgets.ExchangeAsync(_cells.AsMemory(0, count), _call) || count < Batch)
            {
                break;
            }
        }

        Array.Clear(_cells);
        _isUnderWay = false;
    }

    /// <summary>The next ones of the round; fewer than a batch when it is over.</summary>
    private int Gather()
    {
        _round ??= Cells().GetEnumerator();
        var count = 0;
        while (count < Batch)
        {
            if (!_round.MoveNext())
            {
                _round.Dispose();
                _round = null;
                break;
            }

            _cells[count++] = _round.Current;
        }

        return count;
    }

    private IEnumerable<BudgetCell> Cells()
    {
        var now = table.NowUnixMs;
        foreach (var meter in table.Active)
        {
            foreach (var subject in meter.Subjects)
            {
                foreach (var cell in subject.Cells)
                {
                    if (cell.Span.ToUnixMs > now ? cell.Taken != 0 || cell.IsShared : cell.Reserved > 0)
                    {
                        yield return cell;
                    }
                }
            }
        }
    }
}
