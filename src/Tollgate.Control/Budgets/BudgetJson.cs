using System.Text.Json.Serialization;

namespace Tollgate.Control.Budgets;

/// <summary>Shapes of this folder.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    MaxDepth = 64)]
[JsonSerializable(typeof(BudgetListBody))]
internal sealed partial class BudgetJson : JsonSerializerContext;
