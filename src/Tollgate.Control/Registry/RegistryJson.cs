using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Tollgate.Control.Registry;

/// <summary>Shapes of this folder.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    MaxDepth = 64)]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(ServerBody))]
[JsonSerializable(typeof(ServerPageBody))]
[JsonSerializable(typeof(ServerDraft))]
[JsonSerializable(typeof(ServerTestDraft))]
[JsonSerializable(typeof(ServerTestBody))]
[JsonSerializable(typeof(DiscoveryBody))]
[JsonSerializable(typeof(HeartbeatAnswer))]
[JsonSerializable(typeof(ModelBody))]
[JsonSerializable(typeof(ModelPageBody))]
[JsonSerializable(typeof(ModelDraft))]
internal sealed partial class RegistryJson : JsonSerializerContext;
