using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Tollgate.Faults;

namespace Tollgate.Control.Http;

/// <summary>The results that endpoints return.</summary>
internal static class Answers
{
    /// <summary>An answer without a body.</summary>
    public static IResult NoContent { get; } = new EmptyAnswer(204);

    public static IResult NotFound { get; } = new FaultAnswer(FaultCode.NotFound);

    /// <summary>A value as JSON.</summary>
    public static IResult Json<T>(T value, JsonTypeInfo<T> type, int status = 200) => new JsonAnswer<T>(value, type, status);

    /// <summary>One of the gateway's faults, in the shape of its path.</summary>
    public static IResult Fault(GatewayFault fault) => new FaultAnswer(fault);

    /// <summary>400: a parameter or field is wrong.</summary>
    public static IResult Invalid(string? name, string message) => new FaultAnswer(new GatewayFault(FaultCode.ValidationError, message, name));
}
