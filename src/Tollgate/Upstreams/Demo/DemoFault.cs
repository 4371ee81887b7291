using System.Globalization;

namespace Tollgate.Upstreams.Demo;

/// <summary>One way to fail.</summary>
/// <param name="Kind">What goes wrong.</param>
/// <param name="Status">For <see cref="DemoFaultKind.Status"/>: 400 to 599.</param>
internal readonly record struct DemoFault(DemoFaultKind Kind, int Status = 0)
{
    /// <summary>What a user may write, for messages and help.</summary>
    public const string Names = "a status from 400 to 599, reset, cut, hang, malformed, slow";

    /// <summary>Reads one of <see cref="Names"/>.</summary>
    public static bool TryParse(ReadOnlySpan<char> name, out DemoFault fault)
    {
        if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var status))
        {
            fault = new DemoFault(DemoFaultKind.Status, status);
            return status is >= 400 and <= 599;
        }

        fault = name switch
        {
            "reset" => new DemoFault(DemoFaultKind.Reset),
            "cut" => new DemoFault(DemoFaultKind.Cut),
            "hang" => new DemoFault(DemoFaultKind.Hang),
            "malformed" => new DemoFault(DemoFaultKind.Malformed),
            "slow" => new DemoFault(DemoFaultKind.Slow),
            _ => default,
        };
        return fault.Kind != DemoFaultKind.None;
    }
}
