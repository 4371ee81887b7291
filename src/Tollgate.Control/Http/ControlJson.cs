using System.Text.Json.Serialization;

namespace Tollgate.Control.Http;

/// <summary>Shapes that all areas share. Each area has a context of its own, with the same strict options.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    MaxDepth = 64)]
[JsonSerializable(typeof(ProblemBody))]
internal sealed partial class ControlJson : JsonSerializerContext;
