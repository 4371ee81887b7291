using Tollgate.Recording;

namespace Tollgate.Admission;

/// <summary>Numbers of this folder's log events.</summary>
internal static class AdmissionEvents
{
    public const int LimitExceeded = EventRange.Admission;
}
