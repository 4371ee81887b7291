namespace Tollgate.Admission.Budgets;

/// <summary>Somebody or something whose spending is counted together, and its cells: one for each period that requests came from lately.</summary>
internal sealed class BudgetSubject(BudgetMeter meter, string id, string name)
{
    private readonly Lock _gate = new();
    private BudgetCell? _current;
    private BudgetCell[] _cells = [];
    private BudgetTerms _terms = BudgetTerms.None;
    private string _name = name;

    public BudgetMeter Meter => meter;

    /// <summary>Its stable identity: a stored key's id, a key's name, <c>org/team</c>.</summary>
    public string Id => id;

    /// <summary>What people call it now.</summary>
    public string Name
    {
        get => Volatile.Read(ref _name);
        set => Volatile.Write(ref _name, value);
    }

    /// <summary>What holds for it now.</summary>
    public BudgetTerms Terms
    {
        get => Volatile.Read(ref _terms);
        set => Volatile.Write(ref _terms, value);
    }

    /// <summary>Its cells, for those who list them.</summary>
    public BudgetCell[] Cells => Volatile.Read(ref _cells);

    /// <summary>
    /// The cell of the period that a request began in. The clock may be put back over a period's end: the cell from before is still there, so nothing
    /// is reset, and coming forward again finds the newer one as it was left.
    /// </summary>
    public BudgetCell CellAt(long unixMs)
    {
        var current = Volatile.Read(ref _current);
        return current is not null && current.Span.Contains(unixMs) ? current : Find(unixMs);
    }

    /// <summary>Forgets periods that ended before a moment, and says whether any is left.</summary>
    public bool Forget(long endedBeforeUnixMs)
    {
        lock (_gate)
        {
            Volatile.Write(ref _cells, Array.FindAll(_cells, cell => cell.Span.ToUnixMs > endedBeforeUnixMs || cell.Reserved > 0));
            if (Array.IndexOf(_cells, _current) < 0) { Volatile.Write(ref _current, null); }
            return _cells.Length > 0;
        }
    }

    private BudgetCell Find(long unixMs)
    {
        lock (_gate)
        {
            var cell = Array.Find(_cells, cell => cell.Span.Contains(unixMs));
            if (cell is null)
            {
                cell = new BudgetCell(this, meter.SpanAt(unixMs));
                Volatile.Write(ref _cells, [.. _cells, cell]);
            }

            if (_current is null || cell.Span.FromUnixMs > _current.Span.FromUnixMs) { Volatile.Write(ref _current, cell); }
            return cell;
        }
    }
}
