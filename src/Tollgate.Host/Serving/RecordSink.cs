using Tollgate.Recording.Journal;
using Tollgate.Telemetry;

namespace Tollgate.Host.Serving;

/// <summary>A store that records are copied into.</summary>
/// <param name="Sink">Takes them.</param>
/// <param name="Kind">What it is, such as <c>sqlite</c>.</param>
/// <param name="Role">What it is for.</param>
internal sealed record RecordSink(IRecordSink Sink, string Kind, StoreRole Role);
