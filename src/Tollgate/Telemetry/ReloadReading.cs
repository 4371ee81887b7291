namespace Tollgate.Telemetry;

/// <summary>A configuration that was refused.</summary>
/// <param name="At">When.</param>
/// <param name="Error">The first of its errors; it names settings, not values.</param>
/// <param name="Errors">How many there were.</param>
internal sealed record ReloadReading(DateTimeOffset At, string Error, int Errors);
