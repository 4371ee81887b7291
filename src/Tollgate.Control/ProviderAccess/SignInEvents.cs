using Tollgate.Recording;

namespace Tollgate.Control.ProviderAccess;

/// <summary>Numbers of the log events of sign-ins at providers.</summary>
internal static class SignInEvents
{
    public const int Failed = EventRange.Control + 70;
}
