using Tollgate.Faults;
using Tollgate.Metering;

namespace Tollgate.Recording;

/// <summary>What the journal is told of a request: how it ended, and for what it is charged.</summary>
internal readonly record struct RecordFacts(int Status, ErrorClass Class, FaultCode Fault, TokenUsage Usage, Cost Cost);
