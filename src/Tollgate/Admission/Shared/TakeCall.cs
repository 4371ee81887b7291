using Tollgate.Redis;

namespace Tollgate.Admission.Shared;

/// <summary>A call of <see cref="SharedScripts.Take"/> and its answer. Reused.</summary>
internal sealed class TakeCall : RedisCall
{
    private const int Columns = 5;

    private long[] _answer = new long[4 * Columns];

    /// <summary>Rules asked.</summary>
    public int Rules { get; set; }

    /// <summary>Everything was taken.</summary>
    public bool IsAdmitted { get; private set; }

    /// <summary>Microseconds until this rule has room; 0 where it has, -1 where no clock says.</summary>
    public long FreeUs(int rule) => _answer[rule * Columns];

    public long Remaining(int rule) => _answer[(rule * Columns) + 1];

    public long ResetMs(int rule) => _answer[(rule * Columns) + 2];

    public long Stamp(int rule) => _answer[(rule * Columns) + 3];

    public long Granted(int rule) => _answer[(rule * Columns) + 4];

    protected override bool Read(ref RespReader reply)
    {
        var count = Rules * Columns;
        if (reply.Next() != RespKind.Array || reply.Integer != count + 1 || !reply.TryInteger(out var admitted))
        {
            return false;
        }

        if (_answer.Length < count)
        {
            _answer = new long[count * 2];
        }

        IsAdmitted = admitted == 1;
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
