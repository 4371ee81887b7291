using Tollgate.Admission.Shared;

namespace Tollgate.Admission.Budgets;

/// <summary>What one request has set aside in budgets, and what it was charged. Rented by a request only where budgets are for it.</summary>
internal sealed class BudgetHold
{
    private BudgetCell[] _cells = new BudgetCell[4];
    private BudgetMeter[] _meters = [];
    private int _count;
    private int _reserved;
    private long _estimate;
    private long _charged;
    private bool _isSettled;

    /// <summary>The meters that were in force when it began.</summary>
    public BudgetMeter[] Meters => _meters;

    /// <summary>Who is told of it, where gateways count together; null where this one counts alone.</summary>
    public SharedBudgets? Shared { get; set; }

    /// <summary>Something is set aside in a hard budget of which others must be asked.</summary>
    public bool MustAsk { get; private set; }

    /// <summary>What was set aside in each of <see cref="Reserved"/>.</summary>
    public long Estimate => _estimate;

    /// <summary>Cells in which the estimate was set aside.</summary>
    public ReadOnlyMemory<BudgetCell> Reserved => _cells.AsMemory(0, _reserved);

    public void Begin(BudgetMeter[] meters, long estimate) => (_meters, _estimate) = (meters, estimate);

    /// <summary>Sets the estimate aside in one more cell. False where that would pass the tightest budget.</summary>
    public bool TryReserve(BudgetCell cell)
    {
        var terms = cell.Subject.Terms;
        if (!cell.TryReserve(_estimate, terms.LimitNanoUsd)) { return false; }
        Add(cell);
        _reserved = _count;
        MustAsk |= Shared is not null && terms.Hard is not null;
        return true;
    }

    /// <summary>A cell that is charged, and in which nothing was set aside.</summary>
    public void Add(BudgetCell cell)
    {
        if (_count == _cells.Length) { Array.Resize(ref _cells, _count * 2); }
        _cells[_count++] = cell;
        if (_isSettled) { cell.Add(_charged); }
    }

    /// <summary>Whether it has a cell of this meter.</summary>
    public bool Has(BudgetMeter meter)
    {
        for (var i = 0; i < _count; i++)
        {
            if (ReferenceEquals(_cells[i].Subject.Meter, meter)) { return true; }
        }

        return false;
    }

    /// <summary>The real cost is known. A later call, with another cost, corrects the first.</summary>
    public void Settle(long cost)
    {
        for (var i = 0; i < _count; i++)
        {
            _cells[i].Settle(_isSettled || i >= _reserved ? 0 : _estimate, cost - _charged);
        }

        if (cost != _charged || !_isSettled) { Shared?.Tell(_cells.AsSpan(0, _count)); }
        (_charged, _isSettled) = (cost, true);
    }

    /// <summary>Of the hard budgets that were charged one that has no room left, other requests' estimates included; null while all have.</summary>
    public BudgetCell? Exhausted()
    {
        foreach (var cell in _cells.AsSpan(0, _count))
        {
            if (cell.Subject.Terms is { Hard: not null } terms && (!cell.IsWithin(terms.LimitNanoUsd) || cell.SpentByAll >= terms.LimitNanoUsd)) { return cell; }
        }

        return null;
    }

    /// <summary>Gives back what was not spent, and forgets everything.</summary>
    public void End()
    {
        for (var i = 0; i < _reserved && !_isSettled; i++) { _cells[i].Release(_estimate); }
        if (!_isSettled && _estimate > 0) { Shared?.Tell(Reserved.Span); }
        (Shared, MustAsk) = (null, false);
        Array.Clear(_cells, 0, _count);
        (_meters, _count, _reserved, _estimate, _charged, _isSettled) = ([], 0, 0, 0, 0, false);
    }
}
