using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Tollgate.Recording;
using Tollgate.Storage.Rows;

namespace Tollgate.Storage.ClickHouse;

/// <summary>Rows as JSON arrays, one per line (<c>JSONCompactEachRow</c>).</summary>
internal sealed class JsonRows : IRowTarget
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly ArrayBufferWriter<byte> _bytes = new(64 * 1024);
    private readonly Utf8JsonWriter _json;

    public JsonRows()
    {
        _json = new Utf8JsonWriter(_bytes, Options);
    }

    public ReadOnlyMemory<byte> Written => _bytes.WrittenMemory;

    public void Begin() => _json.WriteStartArray();

    public void End()
    {
        _json.WriteEndArray();
        _json.Flush();
        _json.Reset();
        _bytes.Write("\n"u8);
    }

    public void Id(RecordId id) => _json.WriteStringValue(id.ToString());

    public void Time(long unixMilliseconds) => _json.WriteStringValue(
        DateTimeOffset.FromUnixTimeMilliseconds(unixMilliseconds).ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture));

    public void Text(string value) => _json.WriteStringValue(Encoding.UTF8.GetBytes(value));

    public void Whole(long value) => _json.WriteNumberValue(value);

    public void Unsigned(ulong value) => _json.WriteNumberValue(value);

    public void Flag(bool value) => _json.WriteBooleanValue(value);

    public void Texts(IReadOnlyList<string> values)
    {
        _json.WriteStartArray();
        foreach (var value in values) { Text(value); }
        _json.WriteEndArray();
    }
}
