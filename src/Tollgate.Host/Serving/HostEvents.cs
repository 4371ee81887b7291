using Tollgate.Recording;

namespace Tollgate.Host.Serving;

/// <summary>Numbers of this project's log events.</summary>
internal static class HostEvents
{
    public const int ControlPlaneFailed = EventRange.Host;
    public const int CertificateChanged = EventRange.Host + 1;
    public const int CertificateRefused = EventRange.Host + 2;
    public const int CertificateExpires = EventRange.Host + 3;
    public const int StoreNotClosed = EventRange.Host + 4;
    public const int ConfigSourceAway = EventRange.Host + 5;
    public const int ConfigSourceBack = EventRange.Host + 6;
    public const int ConfigCopyNotKept = EventRange.Host + 7;
}
