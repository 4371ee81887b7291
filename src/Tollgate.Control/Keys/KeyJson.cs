using System.Text.Json.Serialization;

namespace Tollgate.Control.Keys;

/// <summary>Shapes of this folder.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    MaxDepth = 64)]
[JsonSerializable(typeof(KeyBody))]
[JsonSerializable(typeof(KeyPageBody))]
[JsonSerializable(typeof(KeyDraft))]
[JsonSerializable(typeof(KeyEdit))]
[JsonSerializable(typeof(KeyRotationBody))]
internal sealed partial class KeyJson : JsonSerializerContext;
