using System.Collections.Concurrent;
using System.Text;

namespace Tollgate.Admission;

/// <summary>
/// The cells of one rule by subject. Clients choose some subjects, so there are at most <see cref="MaxCells"/>: beyond that cells that
/// remember nothing are thrown away, and while there are none of these, new subjects share one cell.
/// </summary>
internal sealed class LimitTable
{
    /// <summary>Most subjects of one rule: some tens of megabytes at worst.</summary>
    public const int DefaultMaxCells = 65_536;

    private const long SweepEveryUs = 1_000_000;

    /// <summary>Cells thrown away at once, so that no request pays for many.</summary>
    private const int SweepCells = 4096;

    private readonly LimitRegistry _registry;
    private readonly ConcurrentDictionary<byte[], LimitCell> _cells = new(SubjectComparer.Instance);
    private readonly ConcurrentDictionary<byte[], LimitCell>.AlternateLookup<ReadOnlySpan<byte>> _bySubject;
    private readonly Lock _gate = new();
    private readonly string _identity;
    private LimitRule _rule;
    private LimitCell? _overflow;
    private long _sweepAtUs = long.MinValue;
    private long _count;
    private long _overflowed;

    public LimitTable(LimitRegistry registry, LimitRule rule, int maxCells = DefaultMaxCells)
    {
        _registry = registry;
        _rule = rule;
        _identity = LimitKey.Of(rule);
        _bySubject = _cells.GetAlternateLookup<ReadOnlySpan<byte>>();
        MaxCells = maxCells;
    }

    /// <summary>The rule as it stands.</summary>
    public LimitRule Rule => Volatile.Read(ref _rule);

    /// <summary>Most subjects with a cell of their own.</summary>
    public int MaxCells { get; }

    /// <summary>Subjects with a cell.</summary>
    public long Count => Volatile.Read(ref _count);

    /// <summary>Times that a subject had to share the overflow's cell.</summary>
    public long Overflowed => Volatile.Read(ref _overflowed);

    /// <summary>All cells, in no order.</summary>
    public IEnumerable<LimitCell> Cells => Volatile.Read(ref _overflow) is { } shared ? _cells.Values.Append(shared) : _cells.Values;

    /// <summary>The cell of a subject, made when it is first asked for.</summary>
    /// <param name="subject">Identity within the scope.</param>
    /// <param name="shown">What people are shown in its place; the subject itself where left out.</param>
    /// <param name="own">The subject's own numbers, where they are not the rule's.</param>
    public LimitCell CellOf(ReadOnlySpan<byte> subject, string? shown = null, LimitRule? own = null)
    {
        if (!_bySubject.TryGetValue(subject, out var cell))
        {
            cell = Add(subject, shown, own);
        }

        if (own is not null)
        {
            cell.Adopt(own, _registry.Clock.NowUs);
        }

        return cell;
    }

    /// <summary>Other numbers are in force: those who have used something have used it.</summary>
    public void Adopt(LimitRule rule)
    {
        if (Rule == rule)
        {
            return;
        }

        lock (_gate)
        {
            Volatile.Write(ref _rule, rule);
            var now = _registry.Clock.NowUs;
            foreach (var cell in Cells)
            {
                cell.Adopt(rule, now);
            }
        }
    }

    private LimitCell Add(ReadOnlySpan<byte> subject, string? shown, LimitRule? own)
    {
        lock (_gate)
        {
            if (_bySubject.TryGetValue(subject, out var there))
            {
                return there;
            }

            if (_count >= MaxCells && !Sweep())
            {
                _overflowed++;
                return _overflow ??= Make("(others)"u8, "(others)", Rule);
            }

            // The rule is read under the lock: an edit of it finds this cell in the table, or has been made before.
            var cell = Make(subject, shown ?? Encoding.UTF8.GetString(subject), own ?? Rule);
            _cells[subject.ToArray()] = cell;
            _count++;
            return cell;
        }
    }

    private LimitCell Make(ReadOnlySpan<byte> subject, string shown, LimitRule rule) =>
        _registry.Make(rule, shown, LimitKey.Of(_identity, subject));

    /// <summary>Throws idle cells away. A busy table is looked through once a second: until then it is full.</summary>
    private bool Sweep()
    {
        var now = _registry.Clock.NowUs;
        if (now < _sweepAtUs)
        {
            return false;
        }

        var thrown = 0;
        foreach (var (subject, cell) in _cells)
        {
            cell.Enter();
            var idle = cell.IsIdle(now);
            if (idle)
            {
                cell.Retire();
            }

            cell.Exit();
            if (idle && _cells.TryRemove(subject, out _) && ++thrown == SweepCells)
            {
                break;
            }
        }

        _count -= thrown;
        _sweepAtUs = thrown == 0 ? now + SweepEveryUs : now;
        return thrown > 0;
    }
}
