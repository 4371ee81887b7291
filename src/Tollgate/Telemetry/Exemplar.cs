using System.Runtime.InteropServices;

namespace Tollgate.Telemetry;

/// <summary>One traced request as an example of a histogram's bucket.</summary>
/// <param name="TraceHigh">First half of its trace id.</param>
/// <param name="TraceLow">Second half.</param>
/// <param name="Micros">Its value.</param>
/// <param name="UnixMilliseconds">When.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Exemplar(ulong TraceHigh, ulong TraceLow, long Micros, long UnixMilliseconds);
