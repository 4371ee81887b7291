namespace Tollgate.Control.Outbound;

/// <summary>Why a call off the request path failed, in words that tell no secret.</summary>
internal static class OutboundReason
{
    public static string Of(Exception fault) => fault switch
    {
        OutboundRefusedException refused => refused.Message,
        { InnerException: OutboundRefusedException refused } => refused.Message,
        OperationCanceledException => "it did not answer in time",
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => "its name does not resolve",
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => "the TLS handshake failed",
        HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } => "its answer was too large",
        _ => "it could not be reached",
    };
}
