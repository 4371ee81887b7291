using Tollgate.Admission;
using Tollgate.Configuration;
using Tollgate.Recording;
using Tollgate.TestSupport;

namespace Tollgate.Tests.Admission;

/// <summary>Limits without loops and sockets, on a clock that stands still.</summary>
internal sealed class LimitRig
{
    public LimitRig(params LimitConfig[] limits) => Apply(limits);

    public ManualTimeProvider Time { get; } = new();

    public LimitRegistry Registry => field ??= new LimitRegistry(Time, new EventLog(new LogWriter(Stream.Null), Time));

    public LimitPlan Plan { get; private set; } = LimitPlan.Empty;

    public long NowUs => Registry.Clock.NowUs;

    /// <summary>A cell by itself, unused at time 0.</summary>
    public static LimitCell Cell(LimitRule rule)
    {
        var rig = new LimitRig();
        return rig.Registry.Make(rule, "subject", LimitKey.Of(LimitKey.Of(rule), "subject"u8));
    }

    /// <summary>Another configuration is in force.</summary>
    public void Apply(params LimitConfig[] limits)
    {
        var snapshot = ConfigSnapshot.Compile(new GatewayConfig { Limits = limits }, 1);
        Registry.Apply(snapshot);
        Plan = snapshot.Limits;
    }
}
