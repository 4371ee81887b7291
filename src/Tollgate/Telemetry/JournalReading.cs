namespace Tollgate.Telemetry;

/// <summary>What the journal takes on disk.</summary>
/// <param name="Bytes">Size of all segments.</param>
/// <param name="Segments">Their number.</param>
/// <param name="LimitBytes">What they may take.</param>
internal sealed record JournalReading(long Bytes, int Segments, long LimitBytes);
