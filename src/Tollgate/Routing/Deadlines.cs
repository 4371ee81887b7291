using Tollgate.Configuration;

namespace Tollgate.Routing;

/// <summary>Deadlines towards one upstream, in milliseconds, as loop timers take them.</summary>
/// <param name="Connect">Until the connection stands.</param>
/// <param name="FirstByte">Until the first byte of an answer that does not stream.</param>
/// <param name="FirstByteStream">Until the first byte of an answer that streams.</param>
/// <param name="Idle">Between two reads.</param>
/// <param name="Total">The whole exchange.</param>
internal sealed record Deadlines(int Connect, int FirstByte, int FirstByteStream, int Idle, int Total)
{
    /// <summary>Without a byte in either direction of a WebSocket.</summary>
    public int TunnelIdle { get; init; } = 600_000;

    /// <summary>From the configuration, whose bounds keep every value within an int.</summary>
    public static Deadlines From(TimeoutConfig config) => new(
        Milliseconds(config.Connect), Milliseconds(config.FirstByte), Milliseconds(config.FirstByteStream), Milliseconds(config.Idle), Milliseconds(config.Total))
    {
        TunnelIdle = Milliseconds(config.TunnelIdle),
    };

    private static int Milliseconds(TimeSpan time) => (int)Math.Clamp(time.TotalMilliseconds, 1, int.MaxValue);
}
