namespace Tollgate.Faults;

/// <summary>Names of <see cref="ErrorClass"/>, and the class of an upstream's status.</summary>
internal static class ErrorClasses
{
    /// <summary>Number of classes, <see cref="ErrorClass.None"/> included: the size of a table indexed by class.</summary>
    public const int Count = (int)ErrorClass.GatewayError + 1;

    /// <summary>The name used in logs and labels; empty for <see cref="ErrorClass.None"/>.</summary>
    public static ReadOnlySpan<byte> Name(ErrorClass errorClass) => errorClass switch
    {
        ErrorClass.ClientError => "client_error"u8,
        ErrorClass.ClientCancel => "client_cancel"u8,
        ErrorClass.ClientTimeout => "client_timeout"u8,
        ErrorClass.Auth => "auth"u8,
        ErrorClass.Limited => "limited"u8,
        ErrorClass.UpstreamTimeout => "upstream_timeout"u8,
        ErrorClass.Upstream5xx => "upstream_5xx"u8,
        ErrorClass.Upstream4xx => "upstream_4xx"u8,
        ErrorClass.UpstreamOverloaded => "upstream_overloaded"u8,
        ErrorClass.UpstreamUnreachable => "upstream_unreachable"u8,
        ErrorClass.UpstreamBroken => "upstream_broken"u8,
        ErrorClass.StorageError => "storage_error"u8,
        ErrorClass.GatewayOverloaded => "gateway_overloaded"u8,
        ErrorClass.GatewayError => "gateway_error"u8,
        _ => default,
    };

    /// <summary>The class of a complete answer that came from a provider and is passed on.</summary>
    public static ErrorClass OfUpstreamStatus(int status) => status switch
    {
        < 400 => ErrorClass.None,
        429 or 529 => ErrorClass.UpstreamOverloaded,
        < 500 => ErrorClass.Upstream4xx,
        _ => ErrorClass.Upstream5xx,
    };
}
