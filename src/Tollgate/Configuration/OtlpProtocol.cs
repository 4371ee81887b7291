namespace Tollgate.Configuration;

/// <summary>How OTLP travels.</summary>
public enum OtlpProtocol
{
    /// <summary>Protobuf in a POST to <c>/v1/traces</c> and <c>/v1/metrics</c>; collectors listen on port 4318.</summary>
    Http,

    /// <summary>gRPC; collectors listen on port 4317.</summary>
    Grpc,
}
