using Tollgate.Redis;

namespace Tollgate.Admission.Shared;

/// <summary>A call of <see cref="SharedScripts.Budgets"/> and its answer. Reused.</summary>
internal sealed class BudgetCall : RedisCall
{
    private const int Columns = 3;

    private long[] _answer = new long[4 * Columns];

    /// <summary>Cells asked about.</summary>
    public int Cells { get; set; }

    /// <summary>Index of the first that has no room; -1 where all have.</summary>
    public int Refused { get; private set; }

    /// <summary>Tells a cell what the others have of it.</summary>
    public void Note(BudgetShare share, int cell) => share.Note(_answer[cell * Columns], _answer[(cell * Columns) + 1], _answer[(cell * Columns) + 2]);

    protected override bool Read(ref RespReader reply)
    {
        var count = Cells * Columns;
        if (reply.Next() != RespKind.Array || reply.Integer != count + 1 || !reply.TryInteger(out var refused) || refused < 0 || refused > Cells)
        {
            return false;
        }

        if (_answer.Length < count)
        {
            _answer = new long[count * 2];
        }

        Refused = (int)refused - 1;
        for (var i = 0; i < count; i++)
        {
            if (!reply.TryInteger(out _answer[i]))
            {
                return false;
            }
        }

        return true;
    }
}
