using System.Text.Json.Serialization;

namespace Tollgate.Control.RequestLog;

/// <summary>Shapes of this folder.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    MaxDepth = 64)]
[JsonSerializable(typeof(RequestListBody))]
[JsonSerializable(typeof(RequestDetailBody))]
[JsonSerializable(typeof(FacetsBody))]
[JsonSerializable(typeof(StatsBody))]
internal sealed partial class RequestLogJson : JsonSerializerContext;
