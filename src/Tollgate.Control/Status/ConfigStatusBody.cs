using System.Text.Json.Serialization;
using Tollgate.Telemetry;

namespace Tollgate.Control.Status;

/// <summary>The configuration in force.</summary>
/// <param name="Generation">Its number.</param>
/// <param name="ReloadFailures">Configurations refused since the start.</param>
/// <param name="LastError">The last one refused since one was accepted, or why its source cannot be used.</param>
/// <param name="Source">Where it comes from.</param>
internal sealed record ConfigStatusBody(
    long Generation,
    long ReloadFailures,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] ReloadReading? LastError,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] ConfigSourceBody? Source);
