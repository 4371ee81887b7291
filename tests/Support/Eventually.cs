using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Tollgate.TestSupport;

/// <summary>Waits for a condition with a generous deadline; never longer than needed.</summary>
public static class Eventually
{
    /// <summary>Deadlines are thought of for a machine of one's own; one that is shared with a dozen builds is slower by this.</summary>
    private const int Shared = 6;

    private static readonly TimeSpan DefaultDeadline = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    public static async Task TrueAsync(
        Func<bool> condition, TimeSpan? within = null, [CallerArgumentExpression(nameof(condition))] string what = "")
    {
        if (!await BecomesTrueAsync(condition, within ?? DefaultDeadline))
        {
            throw new TimeoutException($"Not true within {(within ?? DefaultDeadline).TotalSeconds:0.###} s: {what}");
        }
    }

    public static async Task TrueAsync(
        Func<Task<bool>> condition, TimeSpan? within = null, [CallerArgumentExpression(nameof(condition))] string what = "")
    {
        if (!await BecomesTrueAsync(condition, within ?? DefaultDeadline))
        {
            throw new TimeoutException($"Not true within {(within ?? DefaultDeadline).TotalSeconds:0.###} s: {what}");
        }
    }

    public static Task<bool> BecomesTrueAsync(Func<bool> condition, TimeSpan within) => BecomesTrueAsync(() => Task.FromResult(condition()), within);

    public static async Task<bool> BecomesTrueAsync(Func<Task<bool>> condition, TimeSpan within)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            if (await condition())
            {
                return true;
            }

            if (Stopwatch.GetElapsedTime(start) > within * Shared)
            {
                return false;
            }

            await Task.Delay(Pause);
        }
    }

    /// <summary>Waits for a value other than null.</summary>
    public static async Task<T> ValueAsync<T>(Func<T?> read, TimeSpan? within = null, [CallerArgumentExpression(nameof(read))] string what = "")
        where T : class
    {
        T? value = null;
        await TrueAsync(() => (value = read()) is not null, within, what);
        return value!;
    }
}
