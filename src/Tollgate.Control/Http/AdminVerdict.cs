using System.Runtime.InteropServices;
using Tollgate.Faults;

namespace Tollgate.Control.Http;

/// <summary>Whether a request may use the admin API.</summary>
/// <param name="Caller">Who it is; null for a refusal.</param>
/// <param name="Fault">Why not.</param>
/// <param name="Delay">How long the refusal is held back, so that guessing is slow.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct AdminVerdict(AdminCaller? Caller, GatewayFault Fault, TimeSpan Delay);
