using System.Text.Json;

namespace Tollgate.WireTests.Harness;

/// <summary>One line of the access log.</summary>
internal sealed class AccessRecord(JsonElement line)
{
    public string? RequestId => Text("request_id");

    public int Status => (int)(Number("status") ?? 0);

    public string? Provider => Text("provider");

    public string? ErrorCode => Text("error_code");

    public string? ErrorClass => Text("error_class");

    public long? Attempts => Number("attempts");

    public string? Text(string field) =>
        line.TryGetProperty(field, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    public long? Number(string field) =>
        line.TryGetProperty(field, out var value) && value.ValueKind is JsonValueKind.Number ? (long)value.GetDouble() : null;

    public bool? Flag(string field) =>
        line.TryGetProperty(field, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : null;

    public override string ToString() => line.GetRawText();
}
