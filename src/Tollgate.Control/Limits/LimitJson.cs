using System.Text.Json.Serialization;

namespace Tollgate.Control.Limits;

/// <summary>Shapes of this folder.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    MaxDepth = 64)]
[JsonSerializable(typeof(LimitListBody))]
internal sealed partial class LimitJson : JsonSerializerContext;
