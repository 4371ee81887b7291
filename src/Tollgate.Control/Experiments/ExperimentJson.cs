using System.Text.Json.Serialization;

namespace Tollgate.Control.Experiments;

/// <summary>Shapes of this folder.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    MaxDepth = 64)]
[JsonSerializable(typeof(ExperimentsBody))]
internal sealed partial class ExperimentJson : JsonSerializerContext;
